// What the other scripts build the page with. Texts from the data only ever become text.
const data = JSON.parse(document.getElementById("data").textContent);
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

/** Shows `content` beside the pointer, wherever the window leaves room. */
function showTip(event, ...content) {
    const tip = byId("tip");
    tip.replaceChildren(...content);
    tip.hidden = false;
    const gap = 14;
    const { width, height } = tip.getBoundingClientRect();
    const right = event.clientX + gap + width < document.documentElement.clientWidth;
    const left = right ? event.clientX + gap : Math.max(4, event.clientX - gap - width);
    const top = Math.max(4, Math.min(event.clientY + gap, window.innerHeight - height - 4));
    tip.style.left = Math.min(left, Math.max(4, document.documentElement.clientWidth - width - 4)) + "px";
    tip.style.top = top + "px";
}

function hideTip() {
    byId("tip").hidden = true;
}

let followed = null;
/** Calls `show` while a pointer is on `target`, and `leave` when it has gone. A finger goes when it touches another place, not when it is lifted. */
function follow(target, show, leave = () => {}) {
    function end() {
        followed = null;
        hideTip();
        leave();
    }
    function begin(event) {
        if (followed !== null && followed.target !== target) followed.end();
        followed = { target, end };
        show(event);
    }
    target.addEventListener("pointermove", begin);
    target.addEventListener("pointerdown", begin);
    target.addEventListener("pointerleave", event => {
        if (event.pointerType !== "touch" && followed !== null && followed.target === target) end();
    });
}
document.addEventListener("pointerdown", event => {
    if (followed !== null && !followed.target.contains(event.target)) followed.end();
});
