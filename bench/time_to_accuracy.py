#!/usr/bin/env python3
"""Wall time from the start of a program to 99 % validation accuracy: `digits train` and its twin in PyTorch, in turn, with a seed a round.

Both load the same files, standardise by the training rows, hold out a fifth of the recordings, and train with Adam at 1e-3 in batches of 128.
PyTorch is at its best (see peers/peer.py)."""
import argparse
import json
import pathlib
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

from pairs import environment_with
from peers.peer import AT_ITS_BEST, BIN, PEERS, python_with_torch

ACCURACY = re.compile(r"^epoch +(\d+)/.*\bval (?:loss \S+ )?acc +(\d+\.\d+) %")


def seconds_until(command, accuracy, **environment):
    """Seconds until the program says that it has validated so well, and the epoch; None if it never does."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment_with(environment))
    try:
        for line in process.stdout:
            said = ACCURACY.match(line)
            if said and float(said[2]) >= accuracy:
                return time.perf_counter() - start, int(said[1])
    finally:
        process.kill()
        process.wait()
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, help="a folder with pairs_train.csv, as of digits pair")
    parser.add_argument("--model", default="twin39")
    parser.add_argument("--accuracy", type=float, default=99.0, help="per cent (default: 99)")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=pathlib.Path, help="write the figures there too")
    parser.add_argument("--digits", default=BIN / "digits", help="our program")
    arguments = parser.parse_args()
    python = python_with_torch()
    rounds = []
    for seed in range(1, arguments.rounds + 1):
        common = ["--data", arguments.data, "--model", arguments.model, "--threads", str(arguments.threads), "--seed", str(seed), "--epochs", "12"]
        with tempfile.TemporaryDirectory() as out:
            ours = seconds_until([str(arguments.digits), "train", *common, "--out", out], arguments.accuracy)
        theirs = seconds_until([python, str(PEERS / "pytorch_train.py"), *common], arguments.accuracy, **AT_ITS_BEST)
        if not ours or not theirs:
            sys.exit(f"seed {seed}: {arguments.accuracy} % was not reached in 12 epochs (ours: {ours}, PyTorch: {theirs})")
        rounds.append({"seed": seed, "ours": dict(zip(("seconds", "epoch"), ours)), "theirs": dict(zip(("seconds", "epoch"), theirs))})
        print(f"seed {seed}: ours {ours[0]:.1f} s (epoch {ours[1]}), PyTorch {theirs[0]:.1f} s (epoch {theirs[1]}), ratio {theirs[0] / ours[0]:.2f}",
              flush=True)
    print(f"median ratio {statistics.median(r['theirs']['seconds'] / r['ours']['seconds'] for r in rounds):.2f}")
    if arguments.json:
        arguments.json.write_text(json.dumps(rounds, indent=1))


if __name__ == "__main__":
    main()
