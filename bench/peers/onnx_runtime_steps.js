// Predictions of ONNX Runtime on demand: the same lines and answers as `duet-bench --steps` (see ../steps.hpp), mode predict.
// node onnx_runtime_steps.js FOLDER_OF_node_modules FOLDER_OF_MODELS, or with --version instead of the second.
const path = require("path");
const readline = require("readline");
const [modules, models] = process.argv.slice(2);
const folder = path.join(path.resolve(modules), "onnxruntime-node");
const runtime = require(folder);

if (models === "--version") {
    console.log(`ONNX Runtime ${require(path.join(folder, "package.json")).version}, its own kernels, called from Node.js ${process.version}`);
    process.exit(0);
}

function randomTensor(shape) {
    const values = new Float32Array(shape.reduce((product, extent) => product * extent, 1));
    for (let i = 0; i < values.length; ++i) values[i] = 2 * Math.random() - 1;
    return new runtime.Tensor("float32", values, shape);
}

async function makeStep(model, batch, threads) {
    const options = {intraOpNumThreads: threads, interOpNumThreads: 1, executionMode: "sequential", graphOptimizationLevel: "all"};
    if (process.env.FLUSH_SUBNORMALS) options.extra = {session: {set_denormal_as_zero: "1"}};
    const session = await runtime.InferenceSession.create(path.join(models, `${model}.onnx`), options);
    const feeds = {};
    for (const {name, shape} of session.inputMetadata) feeds[name] = randomTensor([batch, ...shape.slice(1)]);
    return () => session.run(feeds);
}

async function main() {
    let madeFor, step;
    for await (const line of readline.createInterface({input: process.stdin})) {
        const [model, mode, batch, threads, count] = line.split(" ");
        if (mode !== "predict" || !(count > 0)) {
            console.log(JSON.stringify({error: "expected: <model> predict <batch> <threads> <count>"}));
            continue;
        }
        const key = [model, batch, threads].join(" ");
        if (key !== madeFor) {
            step = await makeStep(model, Number(batch), Number(threads));
            madeFor = key;
        }
        const seconds = [];
        for (let i = 0; i < count; ++i) {
            const start = process.hrtime.bigint();
            await step();
            seconds.push(Number(process.hrtime.bigint() - start) * 1e-9);
        }
        console.log(JSON.stringify({seconds, peak_mb: process.resourceUsage().maxRSS / 1e3}));
    }
}

main().catch((error) => {
    console.error(error.message);
    process.exit(1);
});
