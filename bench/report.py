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
from peers.peer import BIN, NODE_MODULES
from reach import accuracy_rows, chain_rows, cost_rows, speed_rows, table
from smoke import allocation_rows, smoke_rows

HERE = pathlib.Path(__file__).resolve().parent


def run(script, *options):
    """A script of this folder, with these options; its table goes to our output."""
    subprocess.run([sys.executable, "-B", str(HERE / script), *map(str, options)], check=True)


def compile_cost(*options):
    command = [sys.executable, "-B", str(HERE / "compile_cost.py"), *options]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def data_figures(program):
    """Google Benchmark's records of what is no network: loading, MFCC, t-SNE; prints a line each."""
    command = [str(program), "--benchmark_filter=^(load|mfcc|tsne)", "--benchmark_format=json"]
    records = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)["benchmarks"]
    print()
    for record in records:
        rates = [f"{1e-3 * record[rate]:,.1f} thousand {rate}" for rate in ("rows/s", "recordings/s") if rate in record]
        print(f"{record['name']:26}{record['real_time']:>12,.1f} {record['time_unit']}  {''.join(rates)}")
    return records


def pairs(arguments, of_comparison):
    """The figures of all peers that are there."""
    results = []
    others = {"dlib": BIN / "dlib-steps", "onnxruntime": NODE_MODULES / "onnxruntime-node"}
    for peer in ["pytorch", *(name for name, needed in others.items() if needed.exists())]:
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
    cost = compile_cost("--chains")
    data = data_figures(arguments.bench)
    peak = float(context["fma_peak_float"].split()[0])
    rows = [*speed_rows(results, peak), *accuracy_rows(accuracy), *allocation_rows(arguments.bench), *cost_rows(cost),
            *chain_rows(cost["chains"])]
    print(f"\n{table(rows)}")
    arguments.json.write_text(json.dumps({"context": context, "pairs": results, "time_to_accuracy": accuracy, "compile": cost, "data": data,
                                          "rows": [row.as_json() for row in rows]}, indent=1))
    print(f"wrote {arguments.json}")


if __name__ == "__main__":
    main()
