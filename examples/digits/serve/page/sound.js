// What was said: recorded, dropped or chosen.
const sound = { file: null, changed: () => {} };
const mostSound = 10; // seconds

{
    const say = byId("say");
    const about = text => { byId("about-sound").textContent = text; };
    const seconds = 2;
    let recorder = null;

    function hear(file, name) {
        sound.file = file;
        about(name);
        sound.changed();
    }

    /** A sound file goes as it is if it is a WAV; whatever else the browser can decode is made one. */
    async function take(file) {
        try {
            if (file.size > 50e6) throw new Error("too long");
            const bytes = await file.arrayBuffer();
            const isWav = new TextDecoder("latin1").decode(bytes.slice(0, 4)) === "RIFF";
            hear(isWav && bytes.byteLength < 900e3 ? bytes : await resampled(bytes, mostSound), file.name);
        } catch {
            about(`${file.name} is no sound that can be read.`);
        }
    }

    function meter(stream) {
        const context = new AudioContext();
        const analyser = new AnalyserNode(context, { fftSize: 1024 });
        context.createMediaStreamSource(stream).connect(analyser);
        const wave = new Float32Array(analyser.fftSize);
        const draw = () => {
            if (recorder === null) return void context.close();
            analyser.getFloatTimeDomainData(wave);
            byId("level").style.width = Math.min(100, 130 * Math.max(...wave.map(Math.abs))) + "%";
            requestAnimationFrame(draw);
        };
        draw();
    }

    async function record() {
        let stream;
        try {
            stream = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: false, autoGainControl: true, noiseSuppression: true } });
        } catch (error) {
            about(error.name === "NotAllowedError" ? "The microphone was refused; allow it, or drop a sound file." : "There is no microphone; drop a sound file.");
            return;
        }
        const parts = [];
        recorder = new MediaRecorder(stream);
        recorder.addEventListener("dataavailable", event => parts.push(event.data));
        recorder.addEventListener("stop", async () => {
            recorder = null;
            for (const track of stream.getTracks()) track.stop();
            byId("level").style.width = "0";
            show(false);
            try {
                hear(await resampled(await new Blob(parts).arrayBuffer(), mostSound), "What the microphone heard.");
            } catch {
                about("Too short; speak after pressing.");
            }
        });
        recorder.start();
        show(true);
        meter(stream);
        setTimeout(() => recorder?.stop(), 1000 * seconds);
    }
    function show(recording) {
        byId("speak").setAttribute("aria-pressed", String(recording));
        byId("speak").querySelector("span").textContent = recording ? "Listening…" : "Speak";
    }

    byId("speak").addEventListener("click", () => (recorder === null ? record() : recorder.stop()));
    byId("file").addEventListener("change", event => event.target.files.length > 0 && take(event.target.files[0]));
    document.addEventListener("dragover", event => {
        event.preventDefault();
        say.classList.add("over");
    });
    document.addEventListener("dragleave", event => event.relatedTarget === null && say.classList.remove("over"));
    document.addEventListener("drop", event => {
        event.preventDefault();
        say.classList.remove("over");
        if (event.dataTransfer.files.length > 0) take(event.dataTransfer.files[0]);
    });
}
