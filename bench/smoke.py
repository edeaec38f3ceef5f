"""What noise cannot explain: what `./dev bench --smoke` fails on, in under two minutes.

Layers against plain forms of themselves (bench/references/), timed in alternating pairs, may not take twice as long; a step and a prediction may not
allocate; a program may cost no more to compile than its budget, scaled to what the compiler needs for the standard library at the same time.
"""
from pairs import Stepper, compare
from reach import Row, cost_rows

# Layers with a plain form, and the passes in which they are compared. Steps as in bench/references/*.cpp.
REFERENCES = [("conv2d", "train"), ("conv2d", "predict"), ("linear", "train"), ("linear", "predict"), ("attention", "predict"), ("image", "train")]
# Models whose steps and predictions are watched for allocations, on two threads.
WATCHED = [("image", "train", 128), ("twin39", "train", 128), ("twin39", "predict", 128), ("twin39", "predict", 1), ("lstm39", "train", 128),
           ("cnn-transformer-attention", "train", 16), ("cnn-rnn-attention", "predict", 1)]


class Plain:
    """The plain forms of a program that takes steps."""

    def __init__(self, stepper):
        self.stepper = stepper

    def steps(self, model, *rest):
        return self.stepper.steps(f"{model}-plain", *rest)


def reference_rows(program):
    rows = []
    for kernel, mode in REFERENCES:
        ours, plain = (Stepper(name, [str(program), "--steps"]) for name in ("duet", "the plain form"))
        ratio = compare(ours, Plain(plain), kernel, mode, 128, 1, rounds=7, count=3)["ratio"]["median"]
        ours.close()
        plain.close()
        rows.append(Row(f"{kernel}, {'both passes' if mode == 'train' else 'forward'}: against its plain form", 0.5, ratio, "x"))
    return rows


def allocation_rows(program):
    """Allocations of later calls: the first starts OpenMP's threads."""
    stepper = Stepper("duet", [str(program), "--steps"])
    rows = []
    for model, mode, batch in WATCHED:
        stepper.steps(model, mode, batch, 2, 2)
        stepper.steps(model, mode, batch, 2, 3)
        name = f"{model}, batch {batch}: heap allocations of a {'training step' if mode == 'train' else 'prediction'}"
        rows.append(Row(name, 0, stepper.allocations / 3, at_least=False))
    stepper.close()
    return rows


def smoke_rows(program, cost):
    return [*reference_rows(program), *allocation_rows(program), *cost_rows(cost, scaled=True)]
