// The validation rows that the model was surest of, and wrong about.
{
    const wrong = digits.reduce((total, digit) => total + data.classes[digit].samples - data.confusion[digit][digit], 0);
    byId("about-mistakes").textContent = wrong === 0
        ? "There are none: every validation row was read as what it is."
        : `${count(data.mistakes.length)} of ${count(wrong)}. The picture, and below it the voice: time to the right, coefficients upwards, blank where there is silence.`;
    byId("mistakes").append(...data.mistakes.map(row => html("figure", { class: "card mistake" }, keep(written(row)), keep(spoken(row)),
        html("figcaption", {}, html("p", { class: "verdict" }, html("b", {}, String(row.answer)), ", not " + row.truth),
             html("p", { class: "hint" }, `${percent(row.confidence)} sure`), html("p", { class: "hint" }, `row ${row.row}`),
             html("p", { class: "hint recording", title: row.recording }, row.recording)))));
}
