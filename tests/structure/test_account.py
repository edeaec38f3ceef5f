"""The account of a step follows from Google Benchmark's report."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "bench"))
from account import Pass, peaks, read, table  # noqa: E402


def run(name, family, ms, flop=0.0, size=0.0):
    return {"run_name": name, "run_type": "iteration", "family_index": family, "median_ms": ms, "flop": flop, "bytes": size}


REPORT = {"benchmarks": [
    # Repetitions are mixed, and layers do not stand in the order of their names.
    run("layer/m/a/forward", 2, 1.0, size=1e6), run("layer/m/b.fc/forward", 0, 3.0, flop=4e9), run("layer/m/b.fc/forward", 0, 2.0, flop=4e9),
    run("layer/m/b.fc/forward", 0, 90.0, flop=4e9), run("layer/m/b.fc/backward", 1, 6.0, flop=8e9), run("layer/m/a/backward", 3, 1.0, size=1e6),
    {**run("layer/m/a/forward", 2, 55.0), "run_type": "aggregate"},
    run("layer/mm/a/forward", 9, 7.0), run("update/m", 4, 2.0, size=2e7), run("train_step/m/batch:128/threads:1", 5, 20.0, flop=12e9),
]}


class Account(unittest.TestCase):
    def setUp(self):
        self.layers, self.update, self.step = read(REPORT, "m")

    def test_layers_stand_in_their_order_with_medians(self):
        self.assertEqual(["b.fc", "a"], list(self.layers))
        self.assertEqual(Pass(3.0, 4e9, 0.0), self.layers["b.fc"]["forward"])
        self.assertEqual((1.0, 2.0, 20.0), (self.layers["a"]["forward"].ms, self.update.ms, self.step.ms))

    def test_the_limit_is_the_longer_of_two(self):
        self.assertAlmostEqual(20, Pass(0, 4e9, 1e6).limit_ms(200, 10))
        self.assertAlmostEqual(100, Pass(0, 4e9, 1e9).limit_ms(200, 10))

    def test_the_rest_is_what_is_left_of_the_step(self):
        lines = {line[:38].strip(): line[38:].split() for line in table(self.layers, self.update, self.step, 200, 10).splitlines()}
        self.assertEqual("11.000", lines["all layers"][0])
        self.assertEqual(["7.000", "35.0"], [lines["the rest"][0], lines["the rest"][-1]])
        self.assertEqual(["3.000", "6.000", "1333", "667"], lines["b.fc"][:4])  # 12 GFLOP in 9 ms, a peak of 200
        self.assertEqual("45.0", lines["b.fc"][-1])

    def test_small_layers_share_a_row(self):
        lines = {line[:38].strip(): line[38:].split() for line in table(self.layers, self.update, self.step, 200, 10, least=11).splitlines()}
        self.assertNotIn("a", lines)
        self.assertEqual((["1.000", "1.000"], "10.0"), (lines["1 others"][:2], lines["1 others"][-1]))
        self.assertEqual("11.000", lines["all layers"][0])

    def test_a_report_of_another_model_is_refused(self):
        with self.assertRaises(SystemExit):
            read(REPORT, "image")

    def test_peaks_are_numbers_with_units(self):
        self.assertEqual((235.5, 20.0), peaks({"fma_peak_float": "235.5 GFLOP/s on one core", "copy_peak": "20.0 GB/s on one core"}))


if __name__ == "__main__":
    unittest.main()
