#!/usr/bin/env python3
"""Times our models and PyTorch's twins of them in alternating pairs: the same batch, threads and optimiser, as installed and at PyTorch's best.

At its best PyTorch runs on the OpenMP build of OpenBLAS (as installed: whichever Debian's alternatives choose) and on an allocator that
keeps its memory, since page faults on fresh memory more than double its steps, and takes subnormal numbers for zero (which saves a recurrent
network from steps ten times as long). The ratio is theirs to ours, the median over all pairs.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys

from pairs import Stepper, compare

HERE = pathlib.Path(__file__).resolve().parent
MODELS = ["image", "twin39", "lstm39", "cnn-transformer-attention", "cnn-transformer-linear", "cnn-rnn-attention", "cnn-rnn-linear"]
OPENMP_BLAS = "/usr/lib/x86_64-linux-gnu/openblas-openmp"
AT_ITS_BEST = {
    "MALLOC_MMAP_THRESHOLD_": "4294967296", "MALLOC_TRIM_THRESHOLD_": "68719476736", "MALLOC_TOP_PAD_": "268435456",
    "LD_LIBRARY_PATH": OPENMP_BLAS, "FLUSH_SUBNORMALS": "1",
}
SLOW = ("cnn-rnn-attention", "cnn-rnn-linear")  # seconds a step


def python_with_torch():
    """This Python if it has PyTorch, else Debian's."""
    for python in (sys.executable, "/usr/bin/python3"):
        if subprocess.run([python, "-c", "import torch"], capture_output=True, check=False).returncode == 0:
            return python
    sys.exit("compare_pytorch.py: no PyTorch; apt-get install python3-torch")


def versions(python, environment):
    """What PyTorch says of itself, and which BLAS its process has loaded."""
    code = ("import torch; torch.mm(torch.ones(8, 8), torch.ones(8, 8)); "
            "print(torch.__version__, *sorted({l.split()[-1] for l in open('/proc/self/maps') if 'blas' in l}))")
    run = subprocess.run([python, "-c", code], env={**os.environ, **environment}, capture_output=True, text=True, check=True)
    return run.stdout.strip()


def workloads(arguments):
    for model in arguments.models:
        for threads in arguments.threads:
            if "train" in arguments.modes:
                yield model, "train", 128, threads, (1 if model in SLOW else arguments.steps)
            if "predict" in arguments.modes:
                yield model, "predict", 1, threads, (3 if model in SLOW else 100)
                yield model, "predict", 128, threads, (1 if model in SLOW else arguments.steps)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", nargs="+", choices=MODELS, default=MODELS, metavar="MODEL", help=", ".join(MODELS))
    parser.add_argument("--modes", nargs="+", choices=["train", "predict"], default=["train", "predict"])
    parser.add_argument("--threads", nargs="+", type=int, default=[1, 2])
    parser.add_argument("--rounds", type=int, default=10, help="pairs (default: 10)")
    parser.add_argument("--steps", type=int, default=5, help="training steps in a row (default: 5)")
    parser.add_argument("--bench", default=HERE.parent / "build/release/bin/duet-bench", help="our program")
    parser.add_argument("--json", type=pathlib.Path, help="write the figures there too")
    arguments = parser.parse_args()

    python = python_with_torch()
    peer = [python, str(HERE / "peers/pytorch_steps.py")]
    results = []
    for state, environment in (("as installed", {}), ("at its best", AT_ITS_BEST)):
        print(f"\nPyTorch {state}: {versions(python, environment)}")
        print(f"{'model':26}{'mode':>8}{'batch':>6}{'threads':>8}{'ours ms':>10}{'least':>9}{'PyTorch':>10}{'least':>9}"
              f"{'ratio':>7}{'(pairs':>8} from .. to){'MB':>6}{'theirs':>7}")
        for workload in workloads(arguments):
            # Processes of their own for each: peak memory is of one workload.
            ours = Stepper("duet", [str(arguments.bench), "--steps"])
            theirs = Stepper("PyTorch", peer, **environment)
            result = {"peer": "PyTorch", "state": state, **compare(ours, theirs, *workload[:4], arguments.rounds, workload[4])}
            ours.close()
            theirs.close()
            results.append(result)
            a, b, ratio = result["ours"], result["theirs"], result["ratio"]
            print(f"{result['model']:26}{result['mode']:>8}{result['batch']:>6}{result['threads']:>8}{a['median_ms']:>10.2f}{a['least_ms']:>9.2f}"
                  f"{b['median_ms']:>10.2f}{b['least_ms']:>9.2f}{ratio['median']:>7.2f}{ratio['least']:>8.2f} .. {ratio['most']:5.2f} "
                  f"{a['peak_mb']:>6.0f}{b['peak_mb']:>7.0f}", flush=True)
    if arguments.json:
        arguments.json.write_text(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
