"""compile_fail.py accepts one expected error and refuses everything else, with whichever compilers there are."""
import pathlib
import shutil
import tempfile
import unittest

from compile_fail import NO_SUCH_COMPILER, complaint, main

COMPILERS = [compiler for compiler in ("g++", "clang++-19") if shutil.which(compiler)]

HALF = """
template <int N> struct Half { static_assert(N % 2 == 0, "Half needs an even number"); };
template <int N> struct Quarter { Half<N> half; };
"""
ODD = """
#ifdef MENDED
Quarter<4> quarter;
#else
Quarter<3> quarter;
#endif
"""


class CompileFail(unittest.TestCase):
    def assert_complaint(self, text, source):
        """With each compiler, the first line of the complaint about `source` contains `text`; no text: there is none."""
        for compiler in COMPILERS:
            with self.subTest(compiler), tempfile.TemporaryDirectory() as folder:
                case = pathlib.Path(folder, "case.cpp")
                case.write_text(source)
                why = complaint(str(case), [compiler, "-std=c++20"])
                self.assertTrue(text in why[0] if text and why else not text and not why, why)

    def test_as_expected(self):
        self.assert_complaint(None, "// expect: Half needs an even number\n// expect-given: Quarter<3>" + HALF + ODD)

    def test_warned_too(self):
        warned = "\n#warning careful\n"
        self.assert_complaint(None, "// expect: Half needs an even number\n// expect-given: Quarter<3>" + warned + HALF + ODD)

    def test_another_message(self):
        self.assert_complaint("the first error lacks: Half needs luck", "// expect: Half needs luck" + HALF + ODD)

    def test_context_is_not_the_first_line(self):
        self.assert_complaint("the first error lacks: Quarter<3>", "// expect: Quarter<3>" + HALF + ODD)

    def test_another_context(self):
        expected = "// expect: Half needs an even number\n// expect-given: Quarter<5>"
        self.assert_complaint("its context contains: Quarter<5>", expected + HALF + ODD)

    def test_two_errors(self):
        self.assert_complaint("2 errors", "// expect: Half needs an even number" + HALF + ODD + "int wrong = nothing;")

    def test_no_mistake(self):
        self.assert_complaint("it compiles", "// expect: Half needs an even number" + HALF)

    def test_mended_badly(self):
        bad = ODD.replace("Quarter<4>", "Quarter<5>")
        self.assert_complaint("does not compile with -DMENDED", "// expect: Half needs an even number" + HALF + bad)

    def test_no_expectation(self):
        self.assert_complaint("the first line must be", HALF + ODD)

    def test_absent_compiler(self):
        self.assertEqual(main("case.cpp", "no-such-compiler"), NO_SUCH_COMPILER)


if __name__ == "__main__":
    unittest.main()
