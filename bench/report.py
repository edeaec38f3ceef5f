#!/usr/bin/env python3
"""Prints what the project reaches for beside what is measured, a verdict a row, and writes all figures as JSON.

With --smoke it only checks what noise cannot explain (bench/smoke.py), in under two minutes, and fails if one does not hold. Options that it does not
know go to compare.py. Rows of what was not asked for, or is not installed, say so.
"""
import argparse
import json
import pathlib
import subprocess
import sys

from compare import our_context
from peers.peer import BIN
from reach import accuracy_rows, cost_rows, speed_rows, table
from smoke import allocation_rows, smoke_rows

HERE = pathlib.Path(__file__).resolve().parent


def run(script, *options):
    """A script of this folder, with these options; its table goes to our output."""
    subprocess.run([sys.executable, "-B", str(HERE / script), *map(str, options)], check=True)


def compile_cost():
    return json.loads(subprocess.run([sys.executable, "-B", str(HERE / "compile_cost.py")], capture_output=True, text=True, check=True).stdout)


def pairs(arguments, of_comparison):
    """The figures of all peers that are there."""
    results = []
    for peer in ["pytorch", *(["dlib"] if (BIN / "dlib-steps").exists() else [])]:
        file = arguments.json.with_name(f"{peer}.json")
        run("compare.py", "--peer", peer, "--bench", arguments.bench, "--json", file, *of_comparison)
        results += json.loads(file.read_text())
    return results


def seconds_to_accuracy(arguments):
    if not arguments.data:
        return []
    file = arguments.json.with_name("time_to_accuracy.json")
    run("time_to_accuracy.py", "--data", arguments.data, "--json", file)
    return json.loads(file.read_text())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smoke", action="store_true", help="only what noise cannot explain; exit code 1 if something fails")
    parser.add_argument("--data", type=pathlib.Path, help="a folder with pairs_train.csv: measure the time to 99 %% validation accuracy too")
    parser.add_argument("--bench", type=pathlib.Path, default=BIN / "duet-bench", help="the program")
    parser.add_argument("--json", type=pathlib.Path, default=HERE.parent / "build/bench/results.json", help="where all figures go")
    arguments, of_comparison = parser.parse_known_args()
    arguments.json.parent.mkdir(parents=True, exist_ok=True)

    if arguments.smoke:
        rows = smoke_rows(arguments.bench, compile_cost())
        print(table(rows))
        sys.exit(0 if all(row.holds() for row in rows) else 1)

    context = our_context(arguments.bench)
    results = pairs(arguments, of_comparison)
    accuracy = seconds_to_accuracy(arguments)
    cost = compile_cost()
    peak = float(context["fma_peak_float"].split()[0])
    rows = [*speed_rows(results, peak), *accuracy_rows(accuracy), *allocation_rows(arguments.bench), *cost_rows(cost)]
    print(f"\n{table(rows)}")
    arguments.json.write_text(json.dumps({"context": context, "pairs": results, "time_to_accuracy": accuracy, "compile": cost,
                                          "rows": [row.as_json() for row in rows]}, indent=1))
    print(f"wrote {arguments.json}")


if __name__ == "__main__":
    main()
