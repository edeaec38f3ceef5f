// Sound as the program reads it: one channel, 8000 Hz, 16 bits.
const soundRate = 8000;

function wavOf(samples) {
    const bytes = new DataView(new ArrayBuffer(44 + 2 * samples.length));
    const word = (at, text) => [...text].forEach((letter, i) => bytes.setUint8(at + i, letter.charCodeAt(0)));
    word(0, "RIFF");
    bytes.setUint32(4, 36 + 2 * samples.length, true);
    word(8, "WAVEfmt ");
    bytes.setUint32(16, 16, true);
    bytes.setUint16(20, 1, true); // PCM
    bytes.setUint16(22, 1, true); // channels
    bytes.setUint32(24, soundRate, true);
    bytes.setUint32(28, 2 * soundRate, true);
    bytes.setUint16(32, 2, true);
    bytes.setUint16(34, 16, true);
    word(36, "data");
    bytes.setUint32(40, 2 * samples.length, true);
    samples.forEach((sample, i) => bytes.setInt16(44 + 2 * i, Math.round(32767 * Math.max(-1, Math.min(1, sample))), true));
    return bytes.buffer;
}

/** Of what a browser can decode, at most `seconds` of it. */
async function resampled(encoded, seconds) {
    const context = new OfflineAudioContext(1, 1, soundRate);
    const decoded = await context.decodeAudioData(encoded);
    const length = Math.max(1, Math.round(Math.min(seconds, decoded.duration) * soundRate));
    const offline = new OfflineAudioContext(1, length, soundRate);
    const source = new AudioBufferSourceNode(offline, { buffer: decoded });
    source.connect(offline.destination);
    source.start();
    return wavOf((await offline.startRendering()).getChannelData(0));
}
