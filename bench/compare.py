#!/usr/bin/env python3
"""Times our models and another library's in alternating pairs: the same batch, threads and optimiser, as installed and at the other's best.

At its best a library runs on the OpenMP build of OpenBLAS and on an allocator that keeps its memory (bench/peers/peer.py). The ratio is theirs to
ours, the median over all pairs. Peak memory is that of a process which did nothing but the workload of its row.
"""
import argparse
import json
import pathlib
import subprocess
import sys

from pairs import Stepper, compare
from peers import peer as peers

SLOW = ("cnn-rnn-attention", "cnn-rnn-linear")  # seconds a step
COLUMNS = (f"{'model':26}{'mode':>8}{'batch':>6}{'threads':>8} |{'ours ms':>9}{'least':>9}{'p99':>9} |{'theirs':>9}{'least':>9}{'p99':>9} |"
           f"{'ratio':>7} (pairs from .. to) |{'our MB':>7}{'theirs':>7}")


def workloads(models, modes, threads_list, steps):
    """(model, mode, batch, threads, steps in a row) of each row."""
    for model in models:
        for threads in threads_list:
            if "train" in modes:
                yield model, "train", 128, threads, (1 if model in SLOW else steps)
            if "predict" in modes:
                yield model, "predict", 1, threads, (3 if model in SLOW else 100)
                yield model, "predict", 128, threads, (1 if model in SLOW else steps)


def line(result):
    """One row of the table."""
    ours, theirs, ratio = result["ours"], result["theirs"], result["ratio"]
    times = [f"{side[key]:>9.2f}" for side in (ours, theirs) for key in ("median_ms", "least_ms", "p99_ms")]
    return (f"{result['model']:26}{result['mode']:>8}{result['batch']:>6}{result['threads']:>8} |{''.join(times[:3])} |{''.join(times[3:])} |"
            f"{ratio['median']:>7.2f} {ratio['least']:>8.2f} .. {ratio['most']:<6.2f} |{ours['peak_mb']:>7.0f}{theirs['peak_mb']:>7.0f}")


def our_context(program):
    """On what our program runs: its BLAS and compiler, and what a core can do."""
    return json.loads(subprocess.run([str(program), "--context"], capture_output=True, text=True, check=True).stdout)


def our_version(program):
    """What our program says of itself."""
    context = our_context(program)
    return f"duet: {context['compiler']}, {context['blas']}, peak {context['fma_peak_float']}"


def run(arguments, peer):
    results = []
    print(our_version(arguments.bench))
    for state in arguments.states:
        said = peer.says(state)
        print(f"\n{peer.name} {state}: {said}\n{COLUMNS}")
        for workload in workloads([m for m in arguments.models if m in peer.models], [m for m in arguments.modes if m in peer.modes],
                                  arguments.threads, arguments.steps):
            ours = Stepper("duet", [str(arguments.bench), "--steps"])
            theirs = Stepper(peer.name, peer.steps, **peer.states[state])
            figures = compare(ours, theirs, *workload[:4], arguments.rounds, workload[4], arguments.seconds)
            results.append({"peer": peer.name, "state": state, "version": said, **figures})
            ours.close()
            theirs.close()
            print(line(results[-1]), flush=True)
    return results


def main(words=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peer", choices=peers.ALL, default="pytorch")
    parser.add_argument("--models", nargs="+", choices=peers.MODELS, default=peers.MODELS, metavar="MODEL", help=", ".join(peers.MODELS))
    parser.add_argument("--modes", nargs="+", choices=["train", "predict"], default=["train", "predict"])
    parser.add_argument("--threads", nargs="+", type=int, default=[1, 2])
    parser.add_argument("--states", nargs="+", choices=peers.STATES, default=list(peers.STATES))
    parser.add_argument("--rounds", type=int, default=10, help="pairs (default: 10)")
    parser.add_argument("--steps", type=int, default=5, help="steps in a row (default: 5)")
    parser.add_argument("--seconds", type=float, default=20, help="after so many seconds two pairs of a row will do (default: 20)")
    parser.add_argument("--bench", type=pathlib.Path, default=peers.BIN / "duet-bench", help="our program")
    parser.add_argument("--json", type=pathlib.Path, help="write the figures there too")
    arguments = parser.parse_args(words)
    results = run(arguments, peers.ALL[arguments.peer]())
    if arguments.json:
        arguments.json.write_text(json.dumps(results, indent=1))


if __name__ == "__main__":
    main(sys.argv[1:])
