// What is said beside the pointer.
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
