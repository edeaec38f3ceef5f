// What the other scripts build the page with. Texts from the data only ever become text.
const digits = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
const byId = name => document.getElementById(name);

function fill(made, attributes, children) {
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
}
const html = (name, attributes = {}, ...children) => fill(document.createElement(name), attributes, children);
const svg = (name, attributes = {}, ...children) => fill(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);

const known = value => typeof value === "number";
const count = value => value.toLocaleString("en-US");
const fixed = (value, decimals) => (known(value) ? value.toFixed(decimals) : "–");
const percent = (value, decimals = 1) => (known(value) ? (100 * value).toFixed(decimals) + " %" : "–");
function duration(seconds) {
    const whole = Math.round(seconds);
    if (whole < 60) return fixed(seconds, seconds < 10 ? 1 : 0) + " s";
    if (whole < 3600) return Math.floor(whole / 60) + " min " + (whole % 60) + " s";
    return Math.floor(whole / 3600) + " h " + Math.floor((whole % 3600) / 60) + " min";
}

function table(head, rows) {
    const cells = (name, texts) => texts.map(text => html(name, {}, text));
    return html("table", { class: "figures" }, html("thead", {}, html("tr", {}, ...cells("th", head))),
                html("tbody", {}, ...rows.map(row => html("tr", {}, ...cells("td", row)))));
}
