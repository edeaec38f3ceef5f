// Runs ONNX models in ONNX Runtime: node onnx_runtime.js FOLDER_OF_node_modules JOBS.json
// A job is {model, inputs: {name: {file, shape}}, outputs: {name: file}}; the files hold float32.
const fs = require("fs");
const path = require("path");
const [modules, jobs] = process.argv.slice(2);
const runtime = require(path.join(path.resolve(modules), "onnxruntime-node"));

function floats(file) {
    const bytes = fs.readFileSync(file);
    return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

async function run(job) {
    const session = await runtime.InferenceSession.create(job.model, {intraOpNumThreads: 1});
    const feeds = {};
    for (const [name, {file, shape}] of Object.entries(job.inputs)) feeds[name] = new runtime.Tensor("float32", floats(file), shape);
    const results = await session.run(feeds);
    for (const [name, file] of Object.entries(job.outputs)) fs.writeFileSync(file, results[name].data);
}

(async () => {
    for (const job of JSON.parse(fs.readFileSync(jobs))) await run(job);
})().catch((error) => {
    console.error(error.message);
    process.exit(1);
});
