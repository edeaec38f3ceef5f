// The confusion matrix, and the figures of each digit.
{
    const rows = data.confusion.map(row => row.reduce((total, cell) => total + cell, 0));

    function cell(truth, answer) {
        const times = data.confusion[truth][answer];
        const share = rows[truth] > 0 ? times / rows[truth] : 0;
        const kind = times === 0 ? "none" : truth === answer ? "right" : "wrong";
        const strength = Math.cbrt(share); // keeps single mistakes visible
        const made = html("td", { class: kind, style: `--share: ${(20 + 80 * strength).toFixed(0)}%` }, html("span", {}, count(times)));
        if (strength > 0.55) made.classList.add("strong");
        follow(made, event => showTip(event, html("b", {}, truth === answer ? `${truth}, read as ${answer}` : `${truth}, taken for ${answer}`),
                                      html("div", {}, `${count(times)} of ${count(rows[truth])} rows (${percent(share)})`)));
        return made;
    }

    const matrix = html("table", { class: "matrix" },
        html("thead", {}, html("tr", {}, html("td"), ...digits.map(digit => html("th", { scope: "col" }, String(digit))))),
        html("tbody", {}, ...digits.map(truth => html("tr", {}, html("th", { scope: "row" }, String(truth)), ...digits.map(answer => cell(truth, answer))))));
    byId("confusion").append(
        html("figure", { class: "card" }, html("figcaption", {}, html("h3", {}, "Confusion"), html("span", { class: "hint" }, "rows: true digit, columns: answer")), matrix),
        html("figure", { class: "card" }, html("figcaption", {}, html("h3", {}, "Each digit")),
             html("div", { class: "scroll" }, table(["digit", "precision", "recall", "F1", "rows"],
                 data.classes.map((c, digit) => [String(digit), fixed(c.precision, 4), fixed(c.recall, 4), fixed(c.f1, 4), count(c.samples)])))));
}
