#!/usr/bin/env python3
"""Draws throughput against the batch, on one thread and on two: ours and PyTorch's at its best, in alternating pairs. Needs gnuplot."""
import argparse
import json
import pathlib
import subprocess

from pairs import Stepper, compare
from peers import peer as peers

BATCHES = (1, 2, 4, 8, 16, 32, 64, 128, 256)
MODES = {"train": "training", "predict": "prediction"}
# Colour by library, dashes by threads.
LINES = {("ours", 1): (1, "#1b6ca8"), ("ours", 2): (2, "#1b6ca8"), ("theirs", 1): (1, "#c8553d"), ("theirs", 2): (2, "#c8553d")}


def measure(model, program, rounds):
    """Samples a second by mode, side, threads and batch."""
    peer = peers.pytorch()
    rates = []
    for mode in MODES:
        for threads in (1, 2):
            ours = Stepper("duet", [str(program), "--steps"])
            theirs = Stepper(peer.name, peer.steps, **peer.states["at its best"])
            for batch in BATCHES:
                count = max(2, min(100, (512 if mode == "train" else 2048) // batch // 4))
                result = compare(ours, theirs, model, mode, batch, threads, rounds, count)
                for side in ("ours", "theirs"):
                    rates.append({"mode": mode, "side": side, "threads": threads, "batch": batch,
                                  "samples_per_second": 1e3 * batch / result[side]["median_ms"]})
            ours.close()
            theirs.close()
    return rates


def script(model, rates, png):
    """The plot for gnuplot: a panel a mode."""
    names = {"ours": "duet", "theirs": "PyTorch"}
    lines = [
        'set terminal pngcairo size 1400,620 font "DejaVu Sans,12" linewidth 1.6', f'set output "{png}"',
        f'set multiplot layout 1,2 title "{model}: samples a second"', "set logscale xy", "set grid", "set key bottom right",
        'set xlabel "batch"', f"set xtics ({', '.join(map(str, BATCHES))})", f"set xrange [{BATCHES[0]}:{BATCHES[-1]}]", 'set ylabel "samples a second"',
        "set offsets 0, 0, graph 0.08, 0",
    ]
    for mode, title in MODES.items():
        curves = []
        for (side, threads), (dashes, colour) in LINES.items():
            name = f"${mode}_{side}_{threads}"
            points = [r for r in rates if (r["mode"], r["side"], r["threads"]) == (mode, side, threads)]
            lines += [f"{name} << END", *(f"{r['batch']} {r['samples_per_second']:.6g}" for r in points), "END"]
            curves.append(f'{name} with linespoints dashtype {dashes} linecolor rgb "{colour}" pointtype 7 pointsize 0.7 '
                          f'title "{names[side]}, {threads} thread{"s" * (threads > 1)}"')
        lines += [f'set title "{title}"', "plot " + ", ".join(curves)]
    return "\n".join([*lines, "unset multiplot", ""])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", choices=peers.MODELS, default="twin39", metavar="MODEL", help=", ".join(peers.MODELS))
    parser.add_argument("--rounds", type=int, default=4, help="pairs of each point (default: 4)")
    parser.add_argument("--bench", type=pathlib.Path, default=peers.BIN / "duet-bench", help="our program")
    parser.add_argument("--png", type=pathlib.Path, default=pathlib.Path("throughput.png"))
    parser.add_argument("--json", type=pathlib.Path, help="write the figures there too")
    arguments = parser.parse_args()
    rates = measure(arguments.model, arguments.bench, arguments.rounds)
    if arguments.json:
        arguments.json.write_text(json.dumps(rates, indent=1))
    subprocess.run(["gnuplot"], input=script(arguments.model, rates, arguments.png), text=True, check=True)
    print(f"wrote {arguments.png}")


if __name__ == "__main__":
    main()
