// What the program answered.
{
    const kinds = [{ key: "image", name: "picture" }, { key: "audio", name: "voice" }, { key: "answer", name: "both", colour: "both" }];
    byId("names").append(html("tr", {}, html("th"), ...kinds.map(kind => html("th", { scope: "col" }, kind.name))));

    function bar(opinion, digit, colour) {
        const track = html("div", { class: "bar" });
        if (!opinion) return html("td", {}, html("div", {}, track, html("span")));
        const probability = opinion.probabilities[digit];
        track.append(html("i", { class: colour, style: `width: ${(100 * probability).toFixed(1)}%` }));
        const number = probability < 0.005 ? "" : percent(probability, probability < 0.0995 ? 1 : 0);
        return html("td", opinion.digit === digit ? { class: "best" } : {}, html("div", {}, track, html("span", {}, number)));
    }

    /** `found`: as the program says it, or null. */
    window.showAnswer = found => {
        byId("digit").textContent = found ? String(found.answer.digit) : "?";
        byId("sure").textContent = found ? `${percent(found.answer.confidence)} sure` : "Nothing is written or said yet.";
        byId("time").textContent = found ? `${found.model} answered in ${fixed(found.milliseconds, found.milliseconds < 10 ? 2 : 0)} ms` : "";
        const both = found && found.seen && found.heard;
        const opinions = { image: found?.image, audio: found?.audio, answer: both ? found.answer : null };
        byId("opinions").replaceChildren(...digits.map(digit => html("tr", {}, html("th", { scope: "row" }, String(digit)),
                                                                     ...kinds.map(kind => bar(opinions[kind.key], digit, kind.colour ?? kind.key)))));
        const trust = found?.trust;
        byId("trust").hidden = !trust;
        if (trust) {
            byId("shares").replaceChildren(...["picture", "voice"].map((name, i) =>
                html("span", { class: kinds[i].key, style: `flex: ${trust[i].toFixed(4)} 1 0` }, `${name} ${percent(trust[i], 0)}`)));
        }
        if (found) setLetters(found.letters);
        pictures.clear();
        byId("heard").replaceChildren(...(found?.heard ? [keep(spoken({ audio: found.heard }))] : []));
        byId("about-drawing").replaceChildren(...(found?.seen ? ["As the model sees it: ", keep(written({ image: found.seen }))] : ["Draw with mouse, pen or finger."]));
    };
    window.showAnswer(null);
}
