// Pictures that stand in the data as texts of one letter a value, in the colours of the theme.
let levels = new Map();
/** `letters`: those of the values from 0 to 1, equally far apart. */
function setLetters(letters) {
    levels = new Map([...letters].map((letter, index) => [letter, index / (letters.length - 1)]));
}
const pictures = new Set();
const dark = window.matchMedia("(prefers-color-scheme: dark)");

/** The colours of a custom property: "red green blue, red green blue, ..." of equally far points of a scale from 0 to 1. */
const scaleOf = name => getComputedStyle(document.documentElement).getPropertyValue(name).split(",").map(c => c.trim().split(/\s+/).map(Number));

function colourAt(scale, level) {
    const place = level * (scale.length - 1);
    const left = Math.min(Math.floor(place), scale.length - 2);
    return scale[left].map((from, channel) => from + (scale[left + 1][channel] - from) * (place - left));
}

function paint(canvas) {
    const { text, scale, at } = canvas.picture;
    const colours = scaleOf(scale);
    const image = new ImageData(canvas.width, canvas.height);
    [...text].forEach((letter, index) => {
        image.data.set([...colourAt(colours, levels.get(letter)), 255], 4 * at(index));
    });
    canvas.getContext("2d").putImageData(image, 0, 0);
}

function picture(text, scale, width, height, at, label) {
    const canvas = html("canvas", { width, height, role: "img", "aria-label": label });
    canvas.picture = { text, scale, at };
    paint(canvas);
    return canvas;
}

/** The writing, row by row from the top. */
const written = row => picture(row.image, "--ink-scale", 28, 28, index => index, "the written digit");
/** The voice: time to the right, coefficient upwards. */
const spoken = row => picture(row.audio, "--voice-scale", 39, 13, index => (12 - index % 13) * 39 + Math.floor(index / 13), "the spoken digit");

/** For a picture that stays on the page: it follows the theme. */
function keep(canvas) {
    pictures.add(canvas);
    return canvas;
}
dark.addEventListener("change", () => pictures.forEach(paint));
