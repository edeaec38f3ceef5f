"""What the tests against other programs share: finding these programs, data for digits, and reading what it writes."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

ABSENT = 77


def require(*modules):
    """Goes on in a Python that has the modules, be it another than this; without one the test is skipped."""
    for python in (sys.executable, "/usr/bin/python3"):
        check = subprocess.run([python, "-c", "import " + ", ".join(modules)], capture_output=True, check=False)
        if check.returncode == 0:
            if python != sys.executable:
                os.execv(python, [python, "-B", *sys.argv])
            return
    print("skipped: no Python with " + ", ".join(modules) + "; ./dev test --all installs it")
    sys.exit(ABSENT)


def require_onnx_runtime(modules):
    if not (pathlib.Path(modules) / "onnxruntime-node").is_dir():
        print(f"skipped: no onnxruntime-node in {modules}; ./dev test --all installs it")
        sys.exit(ABSENT)


def run(*command):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{command[0]} {command[1]} ended with {done.returncode}: {done.stderr.strip()}")
    return done.stdout


def read_header(path):
    """The header of a safetensors file, and the data behind it."""
    data = pathlib.Path(path).read_bytes()
    length = int.from_bytes(data[:8], "little")
    return json.loads(data[8 : 8 + length]), data[8 + length :]


def read_metadata(path):
    return read_header(path)[0]["__metadata__"]


def read_checkpoint(path):
    """The tensors of a safetensors file, as arrays."""
    import numpy

    header, data = read_header(path)
    header.pop("__metadata__", None)
    kinds = {"F64": "<f8", "F32": "<f4", "F16": "<f2"}
    return {
        name: numpy.frombuffer(data[slice(*tensor["data_offsets"])], kinds[tensor["dtype"]]).reshape(tensor["shape"])
        for name, tensor in header.items()
    }


def load_twin(path, parameters):
    """The module of a generated file with these parameters, none more and none less, ready to predict."""
    import torch

    namespace = {}
    exec(compile(pathlib.Path(path).read_text(), str(path), "exec"), namespace)
    network = namespace["Network"]()
    network.load_state_dict({name: torch.tensor(array) for name, array in parameters.items()})
    return network.eval()


def randomise_checkpoint(path):
    """Weights of deviation 1.3 / sqrt(fan in), gains around 1, biases around 0, variances above 0.5."""
    import numpy

    random = numpy.random.default_rng(2)
    header, data = read_header(path)
    data = bytearray(data)
    for name, tensor in header.items():
        if name == "__metadata__":
            continue
        noise = random.normal(0, 1, tensor["shape"])
        if noise.ndim > 1:
            noise *= 1.3 / numpy.sqrt(numpy.prod(noise.shape[1:]))
        else:
            noise = 0.4 * noise + (1 if "norm" in name and name.endswith("weight") else 0)
        if name.endswith("running_var"):
            noise = 0.5 + abs(noise)
        data[slice(*tensor["data_offsets"])] = noise.astype("<f4").tobytes()
    facts = header["__metadata__"]
    header["__metadata__"] = {key: fact for key, fact in facts.items() if not key.startswith("sample.")}  # it would no longer hold
    text = json.dumps(header).encode()
    pathlib.Path(path).write_bytes(len(text).to_bytes(8, "little") + text + data)


def onnx_runtime(modules, jobs):
    """Runs (model, {name: array}, [output names]); returns {output name: flat array} for each."""
    import numpy

    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        listed = []
        for number, (model, inputs, outputs) in enumerate(jobs):
            job = {"model": str(model), "inputs": {}, "outputs": {}}
            for name, array in inputs.items():
                file = folder / f"{number}.{name}.in"
                numpy.ascontiguousarray(array, "<f4").tofile(file)
                job["inputs"][name] = {"file": str(file), "shape": list(array.shape)}
            for name in outputs:
                job["outputs"][name] = str(folder / f"{number}.{name}.out")
            listed.append(job)
        (folder / "jobs.json").write_text(json.dumps(listed))
        run("node", pathlib.Path(__file__).with_name("onnx_runtime.js"), modules, folder / "jobs.json")
        return [{name: numpy.fromfile(file, "<f4") for name, file in job["outputs"].items()} for job in listed]


class Digits:
    """The program, a folder of tiny data, and one trained model of each name."""

    MODELS = ["cnn-rnn-linear", "cnn-rnn-attention", "cnn-transformer-linear", "cnn-transformer-attention", "twin39", "duet"]
    ROWS = 21

    def __init__(self, program, folder, rarely_lit=True):
        import numpy

        self.program, self.folder = program, pathlib.Path(folder)
        self.data = self.folder / "data"
        self.data.mkdir()
        random = numpy.random.default_rng(1)
        for part, rows in (("train", 20), ("test", self.ROWS)):
            images = random.integers(0, 256, (rows, 784)) * (random.random((rows, 784)) < 0.4)
            if rarely_lit:  # some are clipped
                images[:, :40] = random.random((rows, 40)) < 0.05
            numpy.save(self.data / f"x_{part}_wr.npy", images.astype("<f4"))
            numpy.save(self.data / f"x_{part}_sp.npy", random.normal(0, 4, (rows, 507)).astype("<f4"))
        labels = "".join(f"{row},{row % 10}\n" for row in range(20))
        (self.data / "y_train.csv").write_text("row_id,label\n" + labels)
        self.images = numpy.load(self.data / "x_test_wr.npy")
        self.audio = numpy.load(self.data / "x_test_sp.npy")

    def model(self, name):
        """The folder of a run whose parameters are random, and so large that each one shows in the logits."""
        out = self.folder / name
        run(self.program, "train", "--model", name, "--data", self.data, "--out", out, "--epochs", 1, "--batch", 8, "--threads", 1)
        randomise_checkpoint(out / "model.safetensors")
        return out

    def logits(self, model):
        """What the program says of the test rows."""
        import numpy

        file = self.folder / "logits.npy"
        run(self.program, "predict", "--model", model, "--data", self.data, "--out", self.folder / "p.csv", "--logits", file, "--threads", 1)
        return numpy.load(file)
