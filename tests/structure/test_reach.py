"""The verdicts of `./dev bench` follow from the figures."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "bench"))
from reach import YARDSTICK_SECONDS, Row, accuracy_rows, chain_rows, cost_rows, speed_rows, table  # noqa: E402


def pair(model, mode, threads, state, ours, theirs, batch=128, p99=0.0):
    return {
        "model": model, "mode": mode, "batch": batch, "threads": threads, "peer": "PyTorch", "state": state, "ratio": {"median": theirs / ours},
        "ours": {"median_ms": ours, "p99_ms": p99, "peak_mb": 50}, "theirs": {"median_ms": theirs, "peak_mb": 200},
    }


class Reach(unittest.TestCase):
    def verdicts(self, rows):
        return {row.name: row.verdict() for row in rows}

    def test_bounds_belong_to_what_is_wanted(self):
        self.assertTrue(Row("a", 2, 2.0).holds())
        self.assertFalse(Row("a", 2, 1.99).holds())
        self.assertTrue(Row("a", 2, 2.0, at_least=False).holds())
        self.assertFalse(Row("a", 2, 2.01, at_least=False).holds())

    def test_what_is_not_measured_does_not_hold(self):
        self.assertFalse(Row("a", 2, None, at_least=False).holds())
        self.assertEqual({"not measured"}, set(self.verdicts(speed_rows([], 200) + cost_rows(None) + chain_rows(None) + accuracy_rows([])).values()))

    def test_pairs_become_rows(self):
        pairs = [
            pair("twin39", "train", 1, "at its best", 50, 160), pair("twin39", "train", 2, "at its best", 30, 60),
            pair("twin39", "predict", 1, "at its best", 0.2, 1.0, batch=1, p99=0.5), pair("image", "train", 1, "at its best", 40, 60),
        ]
        verdicts = self.verdicts(speed_rows(pairs, peak=240))
        self.assertEqual("reached", verdicts["twin39, training step, 1 thread, PyTorch at its best"])
        self.assertEqual("short", verdicts["twin39, training step, 2 threads, PyTorch at its best"])
        self.assertEqual("not measured", verdicts["twin39, training step, 1 thread, PyTorch as installed"])
        self.assertEqual("short", verdicts["twin39, prediction of one sample, PyTorch at its best"])
        self.assertEqual("short", verdicts["twin39, prediction of one sample: p99 to median"])
        self.assertEqual("short", verdicts["twin39, training step, two threads to one"])
        self.assertEqual("reached", verdicts["twin39, peak memory of training, of PyTorch's"])
        self.assertEqual("reached", verdicts["image, training step, 1 thread: share of the FMA peak, nominal"])  # 216 of 240

    def test_another_library_is_not_taken_for_pytorch(self):
        other = {**pair("image", "train", 1, "at its best", 50, 500), "peer": "dlib"}
        self.assertEqual({"not measured"}, set(self.verdicts(speed_rows([other], peak=240)).values()))

    def test_onnx_runtime_has_a_row_of_its_own(self):
        onnx = {**pair("twin39", "predict", 1, "as installed", 0.2, 0.4, batch=1), "peer": "ONNX Runtime"}
        verdicts = self.verdicts(speed_rows([onnx], peak=240))
        self.assertEqual("reached", verdicts.pop("twin39, prediction of one sample, ONNX Runtime"))
        self.assertEqual({"not measured"}, set(verdicts.values()))

    def test_twice_the_layers_may_take_twice_the_time(self):
        chains = {"16": {"seconds": 5.0}, "32": {"seconds": 9.0}}
        self.assertTrue(chain_rows(chains)[0].holds())
        chains["32"]["seconds"] = 10.5
        self.assertEqual("short", chain_rows(chains)[0].verdict())

    def test_time_to_accuracy_is_the_median_of_the_rounds(self):
        rounds = [{"ours": {"seconds": 1}, "theirs": {"seconds": seconds}} for seconds in (2, 4, 100)]
        [row] = accuracy_rows(rounds)
        self.assertEqual((4, "reached"), (row.measured, row.verdict()))

    def test_a_budget_grows_with_a_slow_machine_and_never_shrinks(self):
        def budget(yardstick):
            return cost_rows({"seconds": 30, "peak_mb": 1, "predict_program_mb": 0, "yardstick_seconds": yardstick}, scaled=True)[0]

        self.assertEqual("short", budget(YARDSTICK_SECONDS).verdict())
        self.assertEqual("reached", budget(1.6 * YARDSTICK_SECONDS).verdict())
        self.assertEqual(20, budget(0.5 * YARDSTICK_SECONDS).wanted)

    def test_table_names_every_row(self):
        rows = cost_rows({"seconds": 25.0, "peak_mb": 800, "predict_program_mb": 0.5})
        text = table(rows)
        for row in rows:
            self.assertIn(row.name, text)
        self.assertEqual(1, text.count("short"))


if __name__ == "__main__":
    unittest.main()
