// Asks the program whenever something was written or said.
{
    let asked = 0;

    function problem(text) {
        byId("problem").hidden = text === "";
        byId("problem").textContent = text;
    }

    async function ask() {
        const mine = ++asked;
        const parts = [...(drawing.blank ? [] : [inkOf()]), ...(sound.file ? [sound.file] : [])];
        problem("");
        if (parts.length === 0) return showAnswer(null);
        const what = parts.length === 2 ? "both" : drawing.blank ? "audio" : "image";
        try {
            const response = await fetch("/answer/" + what, { method: "POST", body: new Blob(parts), headers: { "Content-Type": "application/octet-stream" } });
            const found = await response.json();
            if (mine !== asked) return; // something newer is on its way
            if (!response.ok) throw new Error(found.error);
            showAnswer(found);
        } catch (error) {
            if (mine !== asked) return;
            showAnswer(null);
            problem(error instanceof TypeError ? "digits serve does not answer: has it ended?" : error.message);
        }
    }
    drawing.changed = sound.changed = ask;
}
