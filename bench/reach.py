"""The figures that this project reaches for, and whether a measurement is there."""
import dataclasses
import statistics


@dataclasses.dataclass
class Row:
    """One line of the table: what is measured, what is wanted, what came out. Without `at_least`, no more than `wanted` is wanted."""

    name: str
    wanted: float
    measured: float | None
    unit: str = ""
    at_least: bool = True

    def holds(self):
        return self.measured is not None and (self.measured >= self.wanted if self.at_least else self.measured <= self.wanted)

    def verdict(self):
        return "not measured" if self.measured is None else "reached" if self.holds() else "short"

    def as_json(self):
        return {**dataclasses.asdict(self), "verdict": self.verdict()}


def table(rows):
    lines = [f"{'figure':66}{'reach':>14}{'measured':>14}  verdict"]
    for row in rows:
        sign = ">=" if row.at_least else "<="
        measured = "-" if row.measured is None else f"{row.measured:.2f} {row.unit}".strip()
        lines.append(f"{row.name:66}{f'{sign} {row.wanted:g} {row.unit}'.strip():>14}{measured:>14}  {row.verdict()}")
    return "\n".join(lines)


def pick(results, **wanted):
    """The first result with these fields, or None; of PyTorch, unless `wanted` says another peer."""
    wanted = {"peer": "PyTorch", **wanted}
    found = [r for r in results if all(r[key] == value for key, value in wanted.items())]
    return found[0] if found else None


def ratio(results, **wanted):
    result = pick(results, **wanted)
    return result and result["ratio"]["median"]


def speed_rows(results, peak):
    """Rows from the pairs with other libraries (compare.py's JSON); `peak` in GFLOP/s of one core."""
    best, installed = {"state": "at its best"}, {"state": "as installed"}
    rows = []
    image = pick(results, model="image", mode="train", threads=1, **best)
    if image and peak:
        # 11.47 M multiply-adds forward, twice that backward less the first layer's input gradient: 2 * (3 * 11.465 M - 0.627 M) operations.
        rows.append(Row("image, training step, 1 thread: share of the FMA peak, nominal", 75, 100 * 128 * 67.5e6 / image["ours"]["median_ms"] / 1e6 / peak, "%"))
    for model, at_best in (("image", 1.3), ("twin39", 2.5), ("duet", 2.5), ("cnn-transformer-attention", 1.8)):
        for threads in (1, 2):
            name = f"{model}, training step, {threads} thread{'s' * (threads > 1)}, PyTorch"
            rows.append(Row(f"{name} at its best", at_best, ratio(results, model=model, mode="train", threads=threads, **best), "x"))
            rows.append(Row(f"{name} as installed", 3, ratio(results, model=model, mode="train", threads=threads, **installed), "x"))
    for model in ("lstm39", "cnn-rnn-attention", "cnn-rnn-linear"):
        rows.append(Row(f"{model}, training step, 1 thread, PyTorch at its best", 2, ratio(results, model=model, mode="train", threads=1, **best), "x"))
    latency = pick(results, model="twin39", mode="predict", batch=1, threads=1, **best)
    rows.append(Row("twin39, prediction of one sample, PyTorch at its best", 6, latency and latency["ratio"]["median"], "x"))
    rows.append(Row("twin39, prediction of one sample: p99 to median", 2,
                    latency and latency["ours"]["p99_ms"] / latency["ours"]["median_ms"], "x", at_least=False))
    rows.append(Row("twin39, prediction of one sample, ONNX Runtime", 1.5, ratio(results, peer="ONNX Runtime", model="twin39", mode="predict", batch=1, threads=1), "x"))
    one, two = (pick(results, model="twin39", mode="train", threads=threads, **best) for threads in (1, 2))
    rows.append(Row("twin39, training step, two threads to one", 1.8, one and two and one["ours"]["median_ms"] / two["ours"]["median_ms"], "x"))
    rows.append(Row("twin39, peak memory of training, of PyTorch's", 33.3, one and 100 * one["ours"]["peak_mb"] / one["theirs"]["peak_mb"], "%", at_least=False))
    return rows


# Seconds that the yardstick of compile_cost.py takes on the machine of docs/performance.md: the least of seven runs.
YARDSTICK_SECONDS = 2.7


def cost_rows(cost, scaled=False):
    """Rows from compile_cost.py's figures. `scaled`: the budget of seconds is that of a machine as fast as this one is just now."""
    factor = max(1.0, cost["yardstick_seconds"] / YARDSTICK_SECONDS) if scaled else 1.0
    return [
        Row("compile a program that trains the two-input model, -O3", 20 * factor, cost and cost["seconds"], "s", at_least=False),
        Row("peak memory of that compilation", 1200, cost and cost["peak_mb"], "MB", at_least=False),
        Row("stripped program that predicts", 1, cost and cost["predict_program_mb"], "MB", at_least=False),
    ]


def chain_rows(chains):
    """A row from compile_cost.py's chains by number of layers, or None of them: at most twice the time for twice the layers."""
    growth = chains and chains["32"]["seconds"] / chains["16"]["seconds"]
    return [Row("compile a chain of 32 layers, to one of 16", 2, growth or None, "x", at_least=False)]


def accuracy_rows(rounds):
    """A row from time_to_accuracy.py's figures, or None of them."""
    ratio = rounds and statistics.median(r["theirs"]["seconds"] / r["ours"]["seconds"] for r in rounds)
    return [Row("twin39, seconds to 99 % validation accuracy, PyTorch at its best", 3, ratio or None, "x")]
