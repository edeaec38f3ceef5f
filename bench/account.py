#!/usr/bin/env python3
"""Where a training step goes: each layer of a model alone, forward and backward, beside what one core can do (batch 128, one thread).

GFLOP/s count the operations of the definition, so a Winograd convolution may pass the peak. The limit is the longer of the operations at the core's
FMA peak and the bytes (inputs, outputs, parameters and gradients, each once) at the rate of a copy in memory; a layer whose operands stay in
caches may pass that. The step is measured in the same run, its repetitions mixed with the layers'. What it takes beyond them is the loss, the sums of
residual connections and the price of one layer's operands driving out another's: alone a layer finds its own in the caches. It can be less than nothing.
"""
import argparse
import dataclasses
import json
import pathlib
import re
import statistics
import subprocess

from peers.peer import BIN, MODELS


@dataclasses.dataclass
class Pass:
    """One pass of a layer: its time, operations and bytes; as of a sum of several."""

    ms: float = 0.0
    flop: float = 0.0
    bytes: float = 0.0

    def limit_ms(self, peak, copy):
        """Milliseconds at `peak` GFLOP/s or `copy` GB/s, whichever takes longer."""
        return 1e-6 * max(self.flop / peak, self.bytes / copy)

    def __add__(self, other):
        return Pass(self.ms + other.ms, self.flop + other.flop, self.bytes + other.bytes)


def read(report, model):
    """Layers in order as {name: {"forward": Pass, "backward": Pass}}, the update and the step as Pass, from Google Benchmark's JSON; medians."""
    samples, whole = {}, {"update": [], "step": []}
    for run in report["benchmarks"]:
        if run.get("run_type") == "aggregate":
            continue
        name = run["run_name"]
        layer = re.fullmatch(rf"layer/{re.escape(model)}/(.+)/(forward|backward)", name)
        if layer:
            samples.setdefault((run["family_index"], *layer.groups()), []).append(run)
        elif name == f"update/{model}":
            whole["update"].append(run)
        elif name.startswith(f"train_step/{model}/"):
            whole["step"].append(run)
    layers = {}
    for (_, layer, direction), runs in sorted(samples.items()):
        layers.setdefault(layer, {})[direction] = median(runs)
    if not layers or not all(whole.values()):
        raise SystemExit(f"account.py: the report lacks layers, update or step of {model}")
    return layers, median(whole["update"]), median(whole["step"])


def median(runs):
    return Pass(statistics.median(run["median_ms"] for run in runs), runs[0]["flop"], runs[0]["bytes"])


def peaks(context):
    """GFLOP/s and GB/s of one core."""
    return float(context["fma_peak_float"].split()[0]), float(context["copy_peak"].split()[0])


def table(layers, update, step, peak, copy, least=0.0):
    """Layers that take less than `least` per cent of the step share a row."""
    lines = [f"{'layer':38}{'forward ms':>11}{'backward ms':>12}{'GFLOP/s':>9}{'% of peak':>10}{'GB/s':>7}{'limit ms':>9}{'% of step':>10}"]

    def add(name, times, both, limit=None):
        rate = 1e-6 * both.flop / both.ms
        flop = f"{rate:>9.0f}{100 * rate / peak:>10.0f}" if both.flop else f"{'-':>9}{'-':>10}"
        byte = f"{1e-6 * both.bytes / both.ms:>7.1f}" if both.bytes else f"{'-':>7}"
        limits = f"{'-':>9}" if limit is None else f"{limit:>9.3f}"
        lines.append(f"{name:38}{times:>23}{flop}{byte}{limits}{100 * both.ms / step.ms:>10.1f}")

    total, limits = Pass(), 0.0
    small, small_limit, count = {"forward": Pass(), "backward": Pass()}, 0.0, 0

    def add_layer(name, passes, limit):
        forward, backward = passes["forward"], passes["backward"]
        add(name, f"{forward.ms:>11.3f}{backward.ms:>12.3f}", forward + backward, limit)

    for name, passes in layers.items():
        both = passes["forward"] + passes["backward"]
        limit = sum(each.limit_ms(peak, copy) for each in passes.values())
        total, limits = total + both, limits + limit
        if 100 * both.ms < least * step.ms:
            small = {direction: small[direction] + passes[direction] for direction in small}
            small_limit, count = small_limit + limit, count + 1
        else:
            add_layer(name, passes, limit)
    if count:
        add_layer(f"{count} others", small, small_limit)
    add("all layers", f"{total.ms:.3f}", total, limits)
    add("Adam, which clears the gradients", f"{update.ms:.3f}", update, update.limit_ms(peak, copy))
    rest = Pass(step.ms - total.ms - update.ms)
    add("the rest", f"{rest.ms:.3f}", rest)
    add("step", f"{step.ms:.3f}", step, limits + update.limit_ms(peak, copy))
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", nargs="?", choices=MODELS, default="twin39", metavar="MODEL", help=", ".join(MODELS))
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=0.05, help="of each repetition of each pass, at least (default: 0.05)")
    parser.add_argument("--bench", type=pathlib.Path, default=BIN / "duet-bench", help="our program")
    parser.add_argument("--least", type=float, default=0.0, metavar="PERCENT", help="layers that take less of the step share a row")
    parser.add_argument("--json", type=pathlib.Path, help="write Google Benchmark's report there too")
    arguments = parser.parse_args()
    pattern = f"^(layer/{arguments.model}/.*|update/{arguments.model}|train_step/{arguments.model}/batch:128/threads:1)$"
    command = [str(arguments.bench), f"--benchmark_filter={pattern}", "--benchmark_format=json", f"--benchmark_min_time={arguments.seconds}",
               f"--benchmark_repetitions={arguments.repetitions}", "--benchmark_enable_random_interleaving=true"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if arguments.json:
        arguments.json.write_text(said)
    report = json.loads(said)
    peak, copy = peaks(report["context"])
    print(f"{arguments.model}, batch 128, one thread; {report['context']['compiler']}, {report['context']['blas']}")
    print(f"one core: {peak:.0f} GFLOP/s of multiply-adds, {copy:.1f} GB/s of copying; medians of {arguments.repetitions} repetitions")
    print(table(*read(report, arguments.model), peak, copy, arguments.least))


if __name__ == "__main__":
    main()
