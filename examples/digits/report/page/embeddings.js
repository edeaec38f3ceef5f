// The planes of both branches: a point a row, the same row in both.
{
    const size = 400;
    const planes = [];
    const median = values => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
    const wrong = row => row.answer !== row.truth;

    function explain(row) {
        const recording = row.recording === "" ? [] : [html("div", { class: "hint recording" }, row.recording)];
        return [html("div", { class: "seen" }, written(row), spoken(row)),
                html("div", {}, html("b", {}, `${row.truth}`), ` · row ${row.row}`),
                html("div", wrong(row) ? { class: "verdict" } : { class: "hint" }, `read as ${row.answer}, ${percent(row.confidence)} sure`), ...recording];
    }

    function mark(index) {
        for (const plane of planes) {
            plane.halo.setAttribute("visibility", index === null ? "hidden" : "visible");
            if (index === null) continue;
            plane.halo.setAttribute("cx", plane.places[index][0]);
            plane.halo.setAttribute("cy", plane.places[index][1]);
        }
    }

    function plane(title, key) {
        const points = data.embedded.map(row => row[key]);
        const ends = axis => [Math.min(...points.map(p => p[axis])), Math.max(...points.map(p => p[axis]))];
        const [[left, right], [low, high]] = [ends(0), ends(1)];
        const extent = Math.max(right - left, high - low) || 1;
        const place = ([x, y]) => [size / 2 + (x - (left + right) / 2) / extent * 370, size / 2 - (y - (low + high) / 2) / extent * 370];
        const places = points.map(place);
        const radius = Math.max(2.4, Math.min(5, 90 / Math.sqrt(points.length)));
        const drawing = svg("svg", { viewBox: `0 0 ${size} ${size}`, role: "img", "aria-label": `${title}: a point a row, near each other where the branch finds rows alike` });
        data.embedded.map((row, index) => [row, places[index]]).sort(([a], [b]) => wrong(a) - wrong(b)).forEach(([row, [cx, cy]]) => {
            drawing.append(svg("circle", { class: `point d${row.truth}${wrong(row) ? " wrong" : ""}`, cx, cy, r: wrong(row) ? radius + 1 : radius }));
        });
        for (const digit of digits) {
            const members = places.filter((_, index) => data.embedded[index].truth === digit);
            if (members.length === 0) continue;
            drawing.append(svg("text", { class: "digit", x: median(members.map(p => p[0])), y: median(members.map(p => p[1])) + 6, "text-anchor": "middle" }, String(digit)));
        }
        const halo = svg("circle", { class: "halo", r: radius + 5, visibility: "hidden" });
        drawing.append(halo);
        planes.push({ places, halo });

        function find(event) {
            const box = drawing.getBoundingClientRect();
            const x = (event.clientX - box.left) / box.width * size;
            const y = (event.clientY - box.top) / box.height * size;
            const distance = index => Math.hypot(places[index][0] - x, places[index][1] - y);
            const nearest = places.reduce((best, _, index) => (distance(index) < distance(best) ? index : best), 0);
            const near = distance(nearest) < 16;
            mark(near ? nearest : null);
            if (near) {
                showTip(event, ...explain(data.embedded[nearest]));
            } else {
                hideTip();
            }
        }
        follow(drawing, find, () => mark(null));
        return html("figure", { class: "card plane" }, html("figcaption", {}, html("h3", {}, title)), drawing);
    }

    /** A button a digit: the others grow pale. */
    function choose(button, digit) {
        const chosen = button.getAttribute("aria-pressed") !== "true";
        for (const other of byId("legend").children) other.setAttribute("aria-pressed", String(chosen && other === button));
        byId("embeddings").className = chosen ? `pair only d${digit}` : "pair";
    }

    if (data.embedded.length === 0) {
        byId("about-embeddings").textContent = `There is nothing to draw: ${data.no_embeddings}.`;
    } else {
        byId("about-embeddings").textContent = `What each branch hands to the fusion, laid out in the plane by t-SNE: ${count(data.embedded.length)} validation rows,`
            + " near each other where the branch finds them alike. Point at one to see what was written and spoken, and where it lies in the other plane. A ring is a mistake.";
        byId("legend").append(...digits.map(digit => {
            const button = html("button", { type: "button", "aria-pressed": "false" }, html("i", { class: `d${digit}` }), String(digit));
            button.addEventListener("click", () => choose(button, digit));
            return button;
        }));
        byId("embeddings").append(plane("Image branch", "in_image_plane"), plane("Audio branch", "in_audio_plane"));
    }
}
