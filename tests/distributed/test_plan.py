"""The model of a step on many nodes: its limits, and that docs/distributed.md shows what it prints."""
import argparse
import pathlib
import subprocess
import sys
import unittest

PROJECT = pathlib.Path(__file__).resolve().parents[2]
PLAN = PROJECT / "bench/distributed/plan.py"
sys.path.insert(0, str(PLAN.parent))
from plan import step  # noqa: E402


def model(**changes):
    return argparse.Namespace(**{"sample": 1e-5, "update": 0.0, "parameters": 1e6, "latency": 0.0, "bandwidth": 1e9, "hidden": 0.0, "batch_norms": 0, **changes})


class Plan(unittest.TestCase):
    def test_one_node_sums_nothing(self):
        self.assertEqual(step(1, 100, model(update=1)), (1.001, 0))

    def test_bandwidth(self):
        self.assertAlmostEqual(step(2, 100, model())[1], 4e-3) # half the gradients there, half back
        self.assertAlmostEqual(step(1000, 100, model())[1], 8e-3, places=4)

    def test_latency_grows_by_the_logarithm(self):
        model_of_latency = model(parameters=0, latency=1e-6)
        self.assertAlmostEqual(step(4, 100, model_of_latency)[1], 4e-6)
        self.assertAlmostEqual(step(1000, 100, model_of_latency)[1], 20e-6)

    def test_no_more_is_hidden_than_there_is(self):
        self.assertEqual(step(2, 10**6, model(hidden=1))[1], 0)
        self.assertGreater(step(2, 10**6, model(hidden=1, latency=1e-6, batch_norms=1))[1], 0)

    def test_the_page_shows_what_is_printed(self):
        printed = subprocess.run([sys.executable, "-B", PLAN], capture_output=True, text=True, check=True).stdout
        self.assertIn(f"```text\n{printed}```", (PROJECT / "docs/distributed.md").read_text())


if __name__ == "__main__":
    unittest.main()
