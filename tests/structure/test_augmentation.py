"""docs/augmentation.md shows every step of include/duet/data/augment, and the program that draws its pictures works."""
import os
import pathlib
import re
import shutil
import struct
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs/images/augmentation"
PROGRAM = os.environ.get("AUGMENTATIONS_PROGRAM")
LARGEST = 30_000  # bytes

STEP = re.compile(r"^struct (\w+) \{(?:(?!^\};).)*?void operator\(\)\([^)]*Random& \w+\) const", re.M | re.S)
RECIPE = re.compile(r"^inline auto (mild_\w+)\(", re.M)


def steps():
    """The names of all steps and recipes."""
    sources = [header.read_text() for header in (ROOT / "include/duet/data/augment").glob("*.hpp")]
    return {name for source in sources for pattern in (STEP, RECIPE) for name in pattern.findall(source)}


class Page(unittest.TestCase):
    def test_steps_are_found(self):
        self.assertLessEqual({"Warp", "ElasticTransform", "OneOf", "Babble", "FrequencyMask", "ChannelTilt", "mild_speech"}, steps())

    def test_every_step_has_its_picture(self):
        shown = re.findall(r"^### (\w+)\n\n[^#]*!\[[^\]]+\]\(images/augmentation/\1\.png\)$", (ROOT / "docs/augmentation.md").read_text(), re.M)
        self.assertEqual(sorted(steps()), sorted(shown))
        self.assertEqual(sorted(f"{name}.png" for name in shown), sorted(path.name for path in PICTURES.iterdir()))

    def test_pictures_are_small(self):
        self.assertEqual([], [path.name for path in PICTURES.iterdir() if path.stat().st_size > LARGEST])


@unittest.skipUnless(PROGRAM, "AUGMENTATIONS_PROGRAM does not say which program")
class Program(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def run_program(self, *arguments, **options):
        return subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, **options)

    def assert_refused(self, words, *arguments, **options):
        done = self.run_program(*arguments, **options)
        self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n")), (2, "", 1))
        self.assertIn(words, done.stderr)

    @unittest.skipUnless(shutil.which("gnuplot"), "gnuplot is not installed")
    def test_the_same_pictures_each_time(self):
        names = ["RandomAffine", "TimeWarp"]
        files = [self.folder / f"{name}.png" for name in names]
        pictures = []
        for _ in range(2):
            done = self.run_program(self.folder, *names)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            self.assertEqual(done.stdout.split(), [str(path) for path in files])
            pictures.append([path.read_bytes() for path in files])
        self.assertEqual(*pictures)
        for picture in pictures[0]:
            self.assertEqual((picture[:8], *struct.unpack(">I", picture[16:20])), (b"\x89PNG\r\n\x1a\n", 1440))
            self.assertLess(len(picture), LARGEST)

    @unittest.skipUnless(shutil.which("gnuplot"), "gnuplot is not installed")
    def test_a_vowel_where_nothing_speaks(self):
        self.folder.joinpath("gnuplot").symlink_to(shutil.which("gnuplot"))
        done = self.run_program(self.folder, "Babble", env={"PATH": str(self.folder)})
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_names_that_are_none(self):
        self.assert_refused("'Nose'; expected one of: Warp ", self.folder, "Nose")
        self.assert_refused("usage: augmentations DIR [NAME...]")
        self.assert_refused("usage: augmentations DIR [NAME...]", "--help")

    def test_nowhere_to_draw_and_nothing_to_draw_with(self):
        if shutil.which("gnuplot"):
            self.assert_refused("Warp.png: cannot be written", self.folder / "none", "Warp")
        self.assert_refused("gnuplot is not installed", self.folder, "Warp", env={"PATH": str(self.folder)})


if __name__ == "__main__":
    unittest.main()
