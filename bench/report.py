#!/usr/bin/env python3
"""Prints what the project reaches for beside what is measured, a verdict a row, and writes all figures as JSON.

With --smoke it only checks what noise cannot explain, in under two minutes, and fails if one does not hold: direct convolution and small linear
layers against BLAS in the same run, the cost of compiling against that of the standard library's headers, the size of a program.
"""
import argparse
import json
import pathlib
import subprocess
import sys

from reach import Row, cost_rows, speed_rows, table

HERE = pathlib.Path(__file__).resolve().parent


def benchmarks(program, pattern):
    """Google Benchmark's results by name, and its context."""
    command = [str(program), f"--benchmark_filter={pattern}", "--benchmark_format=json", "--benchmark_min_time=0.2"]
    report = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    return {b["name"]: b for b in report["benchmarks"]}, report["context"]


def compile_cost():
    return json.loads(subprocess.run([sys.executable, str(HERE / "compile_cost.py")], capture_output=True, text=True, check=True).stdout)


def smoke_rows(program):
    found, _ = benchmarks(program, "^(gemm/m:512/n:512/k:512|conv2d/.*5x5.*|train_step/image/batch:128/threads:1)$")
    gemm = found["gemm/m:512/n:512/k:512"]["GFLOP/s"]
    image = found["train_step/image/batch:128/threads:1"]["GFLOP/s"]
    cost = compile_cost()
    return [
        # As fast as BLAS would be at best, by the operations of the definition; two thirds of that leave room for noise.
        Row("image, training step: nominal GFLOP/s to those of a 512-cubed product", 0.67, image / gemm, "x"),
        Row("compile the two-input model: to the standard library's regex", 12, cost["seconds"] / cost["yardstick_seconds"], "x", at_least=False),
        *cost_rows(cost)[1:],
    ]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smoke", action="store_true", help="only what noise cannot explain; exit code 1 if something fails")
    parser.add_argument("--bench", type=pathlib.Path, default=HERE.parent / "build/release/bin/duet-bench", help="the program")
    parser.add_argument("--json", type=pathlib.Path, default=HERE.parent / "build/bench/results.json", help="where all figures go")
    arguments, of_comparison = parser.parse_known_args()
    arguments.json.parent.mkdir(parents=True, exist_ok=True)

    if arguments.smoke:
        rows = smoke_rows(arguments.bench)
        print(table(rows))
        sys.exit(0 if all(row.holds() for row in rows) else 1)

    pairs_file = arguments.json.with_name("pytorch.json")
    subprocess.run([sys.executable, str(HERE / "compare_pytorch.py"), "--bench", str(arguments.bench), "--json", str(pairs_file), *of_comparison], check=True)
    pairs = json.loads(pairs_file.read_text())
    _, context = benchmarks(arguments.bench, "^none$")
    peak = float(context["fma_peak_float"].split()[0])
    cost = compile_cost()
    print()
    print(table(speed_rows(pairs, peak) + cost_rows(cost)))
    arguments.json.write_text(json.dumps({"context": context, "pytorch": pairs, "compile": cost}, indent=1))
    print(f"wrote {arguments.json}")


if __name__ == "__main__":
    main()
