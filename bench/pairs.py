"""Timing in alternating pairs: programs that take steps on demand (bench/steps.hpp), a few of one, a few of the other, again and again.
On a machine whose neighbours come and go only the ratios of such pairs say anything."""
import json
import os
import statistics
import subprocess
import time


# What a shell may say of threads and memory holds for neither side: OMP_WAIT_POLICY=passive makes PyTorch's small predictions on two threads
# twice as slow.
TUNING = ("OMP_", "GOMP_", "KMP_", "MALLOC_", "OPENBLAS_", "FLUSH_SUBNORMALS")


def environment_with(settings):
    """The environment of a program that is timed: ours without the shell's tuning, and `settings`."""
    return {name: value for name, value in os.environ.items() if not name.startswith(TUNING)} | settings


class Stepper:
    """A program that answers lines "<model> <mode> <batch> <threads> <count>"."""

    def __init__(self, name, command, **environment):
        self.name = name
        self.allocations = None  # of the last steps, if the program counts them
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment_with(environment))

    def steps(self, model, mode, batch, threads, count):
        """Seconds of each of `count` steps, and the peak memory of the program in MB."""
        self.process.stdin.write(f"{model} {mode} {batch} {threads} {count}\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"{self.name} ended with exit code {self.process.wait()} at: {model} {mode} {batch} {threads} {count}")
        answer = json.loads(line)
        if "error" in answer:
            raise SystemExit(f"{self.name}: {answer['error']}")
        self.allocations = answer.get("allocations")
        return answer["seconds"], answer["peak_mb"]

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def compare(ours, theirs, model, mode, batch, threads, rounds, count, most_seconds=float("inf")):
    """Figures of `rounds` pairs of `count` steps each, in milliseconds; a pair's ratio is that of its medians. After `most_seconds` two pairs will do."""
    times = {ours: [], theirs: []}
    ratios, peaks = [], {}
    for stepper in (ours, theirs):
        stepper.steps(model, mode, batch, threads, max(2, count // 4))  # makes the model, touches its memory
    start = time.monotonic()
    while len(ratios) < rounds and (len(ratios) < 2 or time.monotonic() < start + most_seconds):
        pair = {}
        for stepper in (ours, theirs):
            seconds, peaks[stepper] = stepper.steps(model, mode, batch, threads, count)
            times[stepper] += seconds
            pair[stepper] = statistics.median(seconds)
        ratios.append(pair[theirs] / pair[ours])
    return {
        "model": model, "mode": mode, "batch": batch, "threads": threads, "rounds": len(ratios), "steps": count,
        "ours": figures(times[ours], peaks[ours]), "theirs": figures(times[theirs], peaks[theirs]),
        "ratio": {"median": statistics.median(ratios), "least": min(ratios), "most": max(ratios)},
    }


def figures(seconds, peak_mb):
    ordered = sorted(seconds)
    return {
        "median_ms": 1e3 * statistics.median(ordered), "least_ms": 1e3 * ordered[0],
        "p99_ms": 1e3 * ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)], "peak_mb": peak_mb,
    }
