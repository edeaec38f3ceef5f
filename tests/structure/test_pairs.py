"""Pairs alternate, their figures follow from the times, and what the smoke test watches fails when it should."""
import pathlib
import sys
import unittest
from unittest import mock

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "bench"))
import compare  # noqa: E402
import pairs  # noqa: E402
import smoke  # noqa: E402
from peers import peer  # noqa: E402


class Fake:
    """Takes steps of given seconds, and writes down when it was asked."""

    def __init__(self, name, seconds, log, peak_mb=10.0, allocations=0):
        self.name, self.seconds, self.log, self.peak_mb, self.allocations = name, seconds, log, peak_mb, allocations

    def steps(self, model, mode, batch, threads, count):
        self.log.append((self.name, model, count))
        return [self.seconds] * count, self.peak_mb

    def close(self):
        pass


class Pairs(unittest.TestCase):
    def test_the_two_take_turns(self):
        log = []
        pairs.compare(Fake("a", 1, log), Fake("b", 2, log), "m", "train", 128, 1, rounds=3, count=5)
        self.assertEqual([("a", "m", 2), ("b", "m", 2)] + 3 * [("a", "m", 5), ("b", "m", 5)], log)

    def test_the_ratio_is_theirs_to_ours(self):
        result = pairs.compare(Fake("a", 0.5, []), Fake("b", 2, [], peak_mb=99), "m", "train", 128, 1, rounds=3, count=5)
        self.assertEqual({"median": 4, "least": 4, "most": 4}, result["ratio"])
        self.assertEqual((500, 99), (result["ours"]["median_ms"], result["theirs"]["peak_mb"]))

    def test_warming_up_is_not_counted(self):
        slow_first = Fake("a", 1, [])
        answers = iter([[9.0, 9.0], [1.0, 1.0]])
        slow_first.steps = lambda *_: (next(answers), 10.0)
        result = pairs.compare(slow_first, Fake("b", 1, []), "m", "train", 128, 1, rounds=1, count=2)
        self.assertEqual(1000, result["ours"]["p99_ms"])

    def test_a_slow_row_has_two_pairs(self):
        result = pairs.compare(Fake("a", 1, []), Fake("b", 2, []), "m", "train", 128, 1, rounds=10, count=1, most_seconds=0)
        self.assertEqual(2, result["rounds"])

    def test_p99_of_many(self):
        figures = pairs.figures([i / 1000 for i in range(1, 1001)], 0)
        self.assertAlmostEqual(991, figures["p99_ms"])
        self.assertAlmostEqual(1, figures["least_ms"])

    def test_the_shells_tuning_reaches_neither_side(self):
        with mock.patch.dict("os.environ", {"OMP_WAIT_POLICY": "passive", "MALLOC_TOP_PAD_": "1", "HOME": "/h"}, clear=True):
            self.assertEqual({"HOME": "/h"}, pairs.environment_with({}))
            self.assertEqual({"HOME": "/h", "MALLOC_TOP_PAD_": "2"}, pairs.environment_with({"MALLOC_TOP_PAD_": "2"}))


class Compare(unittest.TestCase):
    def test_one_row_a_workload(self):
        rows = list(compare.workloads(["image", "cnn-rnn-linear"], ["train", "predict"], [1, 2], 5))
        self.assertEqual(12, len(rows))
        self.assertIn(("image", "predict", 1, 2, 100), rows)
        self.assertIn(("cnn-rnn-linear", "train", 128, 1, 1), rows)

    def test_a_row_has_the_columns_of_its_head(self):
        result = pairs.compare(Fake("a", 0.5, []), Fake("b", 2, []), "m", "train", 128, 1, rounds=3, count=5)
        row = compare.line(result)
        self.assertEqual([i for i, c in enumerate(compare.COLUMNS) if c == "|"], [i for i, c in enumerate(row) if c == "|"])

    def test_every_state_of_a_peer_can_be_asked_for(self):
        with mock.patch.object(peer, "python_with_torch", return_value="python3"):
            pytorch = peer.ALL["pytorch"]()
        self.assertEqual(set(peer.STATES), set(pytorch.states))
        self.assertEqual({}, pytorch.states["as installed"])
        self.assertEqual("1", pytorch.states["at its best"]["FLUSH_SUBNORMALS"])
        self.assertNotIn("FLUSH_SUBNORMALS", peer.AT_ITS_BEST)


class Smoke(unittest.TestCase):
    def rows(self, make_rows, make):
        with mock.patch.object(smoke, "Stepper", side_effect=make):
            return {row.name: row for row in make_rows("program")}

    def test_twice_the_plain_forms_time_fails(self):
        for ours, holds in ((1.9, True), (2.1, False)):
            rows = self.rows(smoke.reference_rows, lambda name, command, ours=ours: Fake(name, ours if name == "duet" else 1.0, []))
            self.assertEqual(len(smoke.REFERENCES), len(rows))
            self.assertEqual({holds}, {row.holds() for row in rows.values()})

    def test_the_plain_form_is_asked_for_by_name(self):
        log = []
        self.rows(smoke.reference_rows, lambda name, command: Fake(name, 1.0, log))
        self.assertEqual({"duet": False, "the plain form": True}, {name: model.endswith("-plain") for name, model, _ in log})

    def test_one_allocation_fails(self):
        for allocations, holds in ((0, True), (1, False)):
            rows = self.rows(smoke.allocation_rows, lambda name, command, a=allocations: Fake(name, 1.0, [], allocations=a))
            self.assertEqual({holds}, {row.holds() for row in rows.values()})


if __name__ == "__main__":
    unittest.main()
