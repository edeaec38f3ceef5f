// The canvas. Ink is opacity, whatever colour it has.
const pad = byId("pad");
const pen = pad.getContext("2d", { willReadFrequently: true });
pen.lineWidth = 22;
pen.lineCap = pen.lineJoin = "round";
const drawing = { blank: true, changed: () => {} };

/** A byte of ink a pixel, row by row from the top. */
function inkOf() {
    const pixels = pen.getImageData(0, 0, pad.width, pad.height).data;
    return Uint8Array.from({ length: pad.width * pad.height }, (_, i) => pixels[4 * i + 3]);
}

{
    let last = null;
    const place = event => {
        const box = pad.getBoundingClientRect();
        return [(event.clientX - box.left) / box.width * pad.width, (event.clientY - box.top) / box.height * pad.height];
    };
    function stroke(event) {
        for (const step of event.getCoalescedEvents?.().concat(event) ?? [event]) {
            const next = place(step);
            pen.beginPath();
            pen.moveTo(...last);
            pen.lineTo(...next);
            pen.stroke();
            last = next;
        }
        drawing.blank = false;
    }
    pad.addEventListener("pointerdown", event => {
        if (event.button !== 0) return;
        pad.setPointerCapture(event.pointerId);
        last = place(event);
        stroke(event);
    });
    pad.addEventListener("pointermove", event => last !== null && stroke(event));
    for (const end of ["pointerup", "pointercancel"]) {
        pad.addEventListener(end, () => {
            if (last === null) return;
            last = null;
            drawing.changed();
        });
    }
    byId("clear").addEventListener("click", () => {
        pen.clearRect(0, 0, pad.width, pad.height);
        drawing.blank = true;
        drawing.changed();
    });
}
