// Loss and accuracy by epoch, drawn at the width that there is.
const series = [{ name: "training", key: "train" }, { name: "validation", key: "val" }];

/** About `wanted` round numbers that span `low` to `high`, and how far they are apart. */
function ticks(low, high, wanted) {
    const rough = (high - low || Math.abs(high) || 1) / wanted;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = power * [1, 2, 2.5, 5, 10].find(factor => factor * power >= rough * 0.999);
    const all = [];
    for (let i = Math.floor(low / step + 1e-9); (i - 1) * step < high - 1e-9 * step || all.length < 2; ++i) all.push(i * step);
    return { all, step };
}
/** How many decimals write a step, 0.25 say, as it is. */
function decimals(step) {
    let places = 0;
    while (places < 6 && Math.abs(step * 10 ** places - Math.round(step * 10 ** places)) > 1e-6) ++places;
    return places;
}

/** A drawing of `epochs`: `measure` is "loss" or "acc", `write` says a value in words, `ends` the range that is shown. */
function curve(title, measure, write, ends, tickText) {
    const values = data.epochs.flatMap(epoch => series.map(s => epoch[s.key + "_" + measure])).filter(known);
    const plot = html("div", { class: "plot" });
    const key = html("div", { class: "key" }, ...series.map(s => html("span", {}, html("i", { class: "line " + s.key }), s.name)));
    const card = html("figure", { class: "card" }, html("figcaption", {}, html("h3", {}, title), key), plot);
    if (values.length === 0) {
        plot.append(html("p", { class: "note" }, "There are no epochs to draw."));
        return card;
    }
    const [low, high] = ends(Math.min(...values), Math.max(...values));
    const marks = ticks(low, high, 5);
    const bottom = marks.all[0];
    const top = measure === "acc" ? Math.min(1, marks.all.at(-1)) : marks.all.at(-1);
    const first = data.epochs[0].epoch;
    const last = data.epochs.at(-1).epoch;

    function draw(width) {
        const height = 250;
        const box = { left: 56, right: width - 14, top: 22, bottom: height - 30 };
        const x = epoch => last === first ? (box.left + box.right) / 2 : box.left + (epoch - first) / (last - first) * (box.right - box.left);
        const y = value => box.bottom - (value - bottom) / (top - bottom) * (box.bottom - box.top);
        const drawing = svg("svg", { width, height, role: "img", "aria-label": title + " of the training and the validation rows by epoch" });
        for (const value of marks.all) {
            if (value > top + 1e-9) continue;
            drawing.append(svg("line", { class: "grid", x1: box.left, x2: box.right, y1: y(value), y2: y(value) }),
                           svg("text", { class: "tick", x: box.left - 8, y: y(value) + 4, "text-anchor": "end" }, tickText(value, marks.step)));
        }
        const every = Math.max(1, Math.ceil(ticks(first, last, Math.max(2, (box.right - box.left) / 56)).step));
        for (const { epoch } of data.epochs) {
            const round = epoch % every === 0;
            const crowded = epoch !== last && every - first % every < 0.6 * every; // by the next one
            if (!round && (epoch !== first || crowded)) continue;
            drawing.append(svg("text", { class: "tick", x: x(epoch), y: height - 10, "text-anchor": "middle" }, count(epoch)));
        }
        const side = x(data.best) > width - 70 ? "end" : x(data.best) < 90 ? "start" : "middle";
        drawing.append(svg("line", { class: "best", x1: x(data.best), x2: x(data.best), y1: box.top, y2: box.bottom }),
                       svg("text", { class: "tick", x: x(data.best), y: box.top - 8, "text-anchor": side }, "best: " + count(data.best)));
        for (const s of series) {
            const points = data.epochs.map(epoch => ({ epoch: epoch.epoch, value: epoch[s.key + "_" + measure] }));
            let path = "";
            points.forEach((point, i) => {
                if (known(point.value)) path += `${i > 0 && known(points[i - 1].value) ? "L" : "M"}${x(point.epoch).toFixed(1)} ${y(point.value).toFixed(1)}`;
            });
            drawing.append(svg("path", { class: "curve " + s.key, d: path }));
            if (points.length > 30) continue;
            for (const point of points.filter(p => known(p.value))) {
                drawing.append(svg("circle", { class: "dot " + s.key, cx: x(point.epoch), cy: y(point.value), r: 3 }));
            }
        }
        const cross = svg("line", { class: "cross", y1: box.top, y2: box.bottom, visibility: "hidden" });
        drawing.append(cross);

        function point(event) {
            const at = event.clientX - drawing.getBoundingClientRect().left;
            const nearest = data.epochs.reduce((a, b) => (Math.abs(x(b.epoch) - at) < Math.abs(x(a.epoch) - at) ? b : a));
            cross.setAttribute("x1", x(nearest.epoch));
            cross.setAttribute("x2", x(nearest.epoch));
            cross.setAttribute("visibility", "visible");
            showTip(event, html("b", {}, "epoch " + count(nearest.epoch)),
                    ...series.map(s => html("div", { class: "entry" }, html("i", { class: "line " + s.key }), html("span", {}, s.name),
                                            html("span", { class: "number" }, write(nearest[s.key + "_" + measure])))));
        }
        follow(drawing, point, () => cross.setAttribute("visibility", "hidden"));
        plot.replaceChildren(drawing);
    }
    let drawn = 0;
    new ResizeObserver(([entry]) => {
        const width = Math.floor(entry.contentRect.width);
        if (width === drawn || width < 120) return;
        drawn = width;
        draw(width);
    }).observe(plot);
    return card;
}

byId("curves").append(
    curve("Loss", "loss", value => fixed(value, 4), (low, high) => [0, high], (value, step) => fixed(value, decimals(step))),
    curve("Accuracy", "acc", value => percent(value, 2), (low, high) => [low, Math.min(1, high + 0.05 * (high - low))],
          (value, step) => percent(value, Math.max(0, decimals(step) - 2))));
byId("epochs").append(html("div", { class: "scroll", tabindex: "0", "aria-label": "Table of epochs" },
    table(["epoch", "training loss", "training accuracy", "validation loss", "validation accuracy", "seconds"],
          data.epochs.map(e => [count(e.epoch) + (e.epoch === data.best ? " (best)" : ""), fixed(e.train_loss, 4), percent(e.train_acc, 2), fixed(e.val_loss, 4),
                                percent(e.val_acc, 2), fixed(e.seconds, 1)]))));
