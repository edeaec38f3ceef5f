"""A job whose rank fails ends in bounded time, on all ranks, and says which rank and why.

RANK_PROGRAM and MPIRUN, in the environment, say where they are."""
import os
import subprocess
import unittest

MPIRUN = [os.environ["MPIRUN"], "--allow-run-as-root", "--oversubscribe"]
PROGRAM = os.environ["RANK_PROGRAM"]
SECONDS = 60 # a slow rank would take 120


class Faults(unittest.TestCase):
    def job(self, fault, ranks=3):
        run = subprocess.run([*MPIRUN, "-n", str(ranks), PROGRAM, fault], capture_output=True, text=True, timeout=SECONDS)
        return run.returncode, run.stdout, run.stderr

    def assert_ends(self, fault, line, code):
        found, out, err = self.job(fault)
        self.assertEqual(found, code, err)
        self.assertNotIn("done", out)
        self.assertIn(line, err)

    def test_without_a_fault(self):
        code, out, err = self.job("none")
        self.assertEqual((code, out), (0, "done\n"), err)

    def test_an_error_of_one_rank(self):
        self.assert_ends("label", "error: rank 1 of 3: label 9 is outside 0 .. 2\n", 2)

    def test_another_exception(self):
        self.assert_ends("other", "error: rank 1 of 3: something else\n", 1)

    def test_an_exception_past_the_communicator(self):
        self.assert_ends("left", "error: rank 1 of 3: was left by an exception\n", 1)

    def test_an_exit_code(self):
        self.assert_ends("code", "error: rank 1 of 3: ended with exit code 3\n", 3)

    def test_options_that_differ(self):
        self.assert_ends("options", "of 3: Options::batch is not the same on all ranks (from 40 to 50)", 2) # said by whichever is first

    def test_a_killed_rank(self):
        self.assert_ends("killed", "signal 9", 137)

    def test_a_slow_rank(self):
        self.assert_ends("slow", "waited 3000 ms for the other ranks; one is lost, stopped or slow\n", 2)


if __name__ == "__main__":
    unittest.main()
