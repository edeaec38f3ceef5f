"""The libraries that ours is timed against: how each is started, in which states, and what it calls itself."""
import dataclasses
import os
import pathlib
import re
import subprocess
import sys

PEERS = pathlib.Path(__file__).resolve().parent
BIN = PEERS.parent.parent / "build/release/bin"
MODELS = ["image", "twin39", "duet", "lstm39", "cnn-transformer-attention", "cnn-transformer-linear", "cnn-rnn-attention", "cnn-rnn-linear"]



def widest_kernels():
    """OpenBLAS's kernels for this processor, which it takes for an old one if it is younger than OpenBLAS: then its products take eight times as long."""
    flags = re.search(r"^flags\s*: (.*)$", pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8"), re.MULTILINE)
    known = set(flags[1].split()) if flags else set()
    return {"OPENBLAS_CORETYPE": "SkylakeX"} if {"avx512f", "avx512bw", "avx512dq", "avx512vl"} <= known else {}


AS_INSTALLED = {}
# The OpenMP build of OpenBLAS (as installed: whichever Debian's alternatives choose) with its widest kernels, and an allocator that keeps its memory,
# since page faults on fresh memory more than double the steps of a library that asks for it anew each time.
AT_ITS_BEST = {
    "MALLOC_MMAP_THRESHOLD_": "4294967296", "MALLOC_TRIM_THRESHOLD_": "68719476736", "MALLOC_TOP_PAD_": "268435456",
    "LD_LIBRARY_PATH": "/usr/lib/x86_64-linux-gnu/openblas-openmp", **widest_kernels(),
}
STATES = {"as installed": AS_INSTALLED, "at its best": AT_ITS_BEST}


@dataclasses.dataclass
class Peer:
    """Another library. `steps` is a command that answers as `duet-bench --steps` does, `version` one that prints a line."""

    name: str
    steps: list[str]
    version: list[str]
    models: list[str]
    modes: tuple[str, ...] = ("train", "predict")
    states: dict[str, dict[str, str]] = dataclasses.field(default_factory=lambda: dict(STATES))

    def says(self, state):
        """What it says of itself in a state: its version, its BLAS and for which core that has kernels."""
        run = subprocess.run(self.version, env={**os.environ, **self.states[state]}, capture_output=True, text=True, check=True)
        return run.stdout.strip()


def python_with_torch():
    """This Python if it has PyTorch, else Debian's."""
    for python in (sys.executable, "/usr/bin/python3"):
        if subprocess.run([python, "-c", "import torch"], capture_output=True, check=False).returncode == 0:
            return python
    sys.exit("no PyTorch; apt-get install python3-torch")


def pytorch():
    python = python_with_torch()
    # Subnormal numbers as zero save a recurrent network from steps ten times as long.
    best = {**AT_ITS_BEST, "FLUSH_SUBNORMALS": "1"}
    return Peer("PyTorch", [python, str(PEERS / "pytorch_steps.py")], [python, str(PEERS / "pytorch_version.py")], MODELS,
                states={**STATES, "at its best": best})


def dlib():
    program = BIN / "dlib-steps"
    if not program.exists():
        sys.exit(f"no {program}; apt-get install libdlib-dev, then cmake --build --preset release --target dlib-steps")
    return Peer("dlib", [str(program)], [str(program), "--version"], ["image"])


# Where `./dev bench` installs ONNX Runtime, and where our program writes the models that it is to run.
NODE_MODULES = PEERS.parent.parent / "build/peers/node_modules"
ONNX_MODELS = PEERS.parent.parent / "build/bench/onnx"


def onnxruntime():
    if not (NODE_MODULES / "onnxruntime-node").exists():
        sys.exit(f"no onnxruntime-node in {NODE_MODULES}; ./dev bench installs it")
    ONNX_MODELS.mkdir(parents=True, exist_ok=True)
    subprocess.run([str(BIN / "duet-bench"), "--onnx", str(ONNX_MODELS)], check=True)
    command = ["node", str(PEERS / "onnx_runtime_steps.js"), str(NODE_MODULES)]
    best = {**AT_ITS_BEST, "FLUSH_SUBNORMALS": "1"}
    return Peer("ONNX Runtime", [*command, str(ONNX_MODELS)], [*command, "--version"], ["image", "twin39", "duet"], ("predict",),
                {**STATES, "at its best": best})


# By the name that --peer takes.
ALL = {"pytorch": pytorch, "dlib": dlib, "onnxruntime": onnxruntime}
