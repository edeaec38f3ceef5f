"""digits serve in headless Chromium: digits drawn with the mouse, dropped as a WAV and heard by a microphone, at the width of a phone and of a desk, light and dark.

usage: test_serve.py DIGITS [PICTURE]     the picture of docs/digits.md, to be written; exit code 77 without Chromium or espeak-ng
"""
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest

import chromium
import peers

PROGRAM = sys.argv[1]
PICTURE = sys.argv[2] if len(sys.argv) > 2 else None
WIDTHS = {"phone": 390, "desk": 1280}
STROKES = {
    0: [[(0.5, 0.15), (0.35, 0.22), (0.28, 0.4), (0.28, 0.6), (0.35, 0.78), (0.5, 0.85), (0.65, 0.78), (0.72, 0.6), (0.72, 0.4), (0.65, 0.22), (0.5, 0.15)]],
    1: [[(0.5, 0.12), (0.5, 0.88)]],
    7: [[(0.25, 0.18), (0.75, 0.18), (0.6, 0.5), (0.45, 0.88)]],
}


class Serve(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        place = pathlib.Path(folder.name)
        peers.run(PROGRAM, "train", "--data", "builtin", "--limit", 3000, "--epochs", 3, "--out", place / "run")
        peers.run(PROGRAM, "voices", "--voices", 3, "--out", place / "voices")
        cls.voices = {digit: sorted((place / "voices").glob(f"{digit}_*.wav"))[0] for digit in range(10)}
        cls.folder = place
        cls.program = subprocess.Popen([PROGRAM, "serve", "--model", place / "run", "--port", "0"], stdout=subprocess.PIPE, text=True)
        cls.addClassCleanup(cls.program.kill)
        cls.address = re.search(r"http://[0-9.:]+/", cls.program.stdout.readline()).group()
        cls.browser = cls.enterClassContext(chromium.Browser("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
                                                             f"--use-file-for-fake-audio-capture={cls.voices[7]}"))

    @classmethod
    def tearDownClass(cls):
        cls.program.send_signal(signal.SIGINT)
        if cls.program.wait(10) != 0:
            raise AssertionError("Ctrl-C did not end it cleanly")

    def open(self, width=1280, scheme="light"):
        return chromium.Page(self.browser, self.address, width, 760, scheme)

    def draw(self, page, digit):
        for stroke in STROKES[digit]:
            page.drag("#pad", stroke)

    def answer(self, page):
        return page.evaluate("document.getElementById('digit').textContent")

    def wait(self, page, *parts):
        """For an answer in which these columns are filled; with both, the answer's own as well."""
        for column, name in enumerate(("image", "audio", "both")):
            filled = "true" if name in parts else "false"
            page.until(f"(document.querySelectorAll('#opinions tr td:nth-child({column + 2}) .bar i').length > 0) === {filled}")

    def check_well(self, page):
        self.assertEqual(page.complaints(), [])
        self.assertEqual([url for url in page.requests() if not url.startswith(self.address + "answer/")], [])
        self.assertLessEqual(page.evaluate("document.documentElement.scrollWidth"), page.width)

    def test_drawn(self):
        page = self.open()
        for digit in STROKES:
            with self.subTest(digit=digit):
                self.draw(page, digit)
                self.wait(page, "image")
                self.assertEqual(self.answer(page), str(digit))
                page.click("#clear")
                page.until("document.getElementById('digit').textContent === '?'")
        self.check_well(page)

    def test_dropped(self):
        page = self.open()
        for digit, voice in self.voices.items():
            with self.subTest(digit=digit):
                page.drop("#say", voice)
                page.until(f"document.getElementById('about-sound').textContent === {voice.name!r}")
                self.wait(page, "audio")
                page.until(f"document.getElementById('digit').textContent === '{digit}'", 10)
        self.check_well(page)

    def test_heard_by_the_microphone(self):
        page = self.open()
        page.click("#speak")
        page.until("document.getElementById('speak').getAttribute('aria-pressed') === 'true'")
        self.wait(page, "audio")
        self.assertEqual(self.answer(page), "7")
        self.assertEqual(page.evaluate("document.getElementById('speak').getAttribute('aria-pressed')"), "false")
        self.check_well(page)

    def test_both_at_every_width_and_colour(self):
        backgrounds = set()
        for place, width in WIDTHS.items():
            for scheme in ("light", "dark"):
                with self.subTest(place=place, scheme=scheme):
                    page = self.open(width, scheme)
                    self.draw(page, 7)
                    page.drop("#say", self.voices[7])
                    self.wait(page, "image", "audio", "both")
                    self.assertEqual(self.answer(page), "7")
                    self.assertRegex(page.evaluate("document.getElementById('trust').innerText"), r"picture \d+ %\s*voice \d+ %")
                    self.assertRegex(page.evaluate("document.getElementById('time').textContent"), r"^duet answered in [0-9.]+ ms$")
                    self.assertEqual(page.evaluate("document.querySelectorAll('#heard canvas').length"), 1)
                    self.check_well(page)
                    if PICTURE and (place, scheme) == ("desk", "light"):
                        page.screenshot(PICTURE)
                    backgrounds.add((scheme, page.evaluate("getComputedStyle(document.body).backgroundColor")))
        self.assertEqual(len(backgrounds), 2, "light and dark do not differ")

    def test_what_is_no_sound_is_said_and_harms_nothing(self):
        page = self.open()
        bad = self.folder / "bad.wav"
        for content in (b"RIFF and so on", b"no sound at all", b""):
            bad.write_bytes(content)
            page.drop("#say", bad)
            page.until("""document.getElementById('problem').textContent.includes('sound file')
                || document.getElementById('about-sound').textContent === 'bad.wav is no sound that can be read.'""")
            self.assertEqual(self.answer(page), "?")
        page.drop("#say", self.voices[3])
        self.wait(page, "audio")
        self.assertEqual(self.answer(page), "3")
        self.assertTrue(page.evaluate("document.getElementById('problem').hidden"))

    def test_another_site_cannot_ask(self):
        page = self.open()
        there = page.evaluate(f"fetch('{self.address.replace('127.0.0.1', 'localhost')}answer/image', {{method: 'POST', mode: 'no-cors', body: 'x'}})"
                              ".then(() => 'let in', () => 'kept out')")
        self.assertEqual(there, "kept out")  # by the page's own policy; the server's rules have tests of their own


if __name__ == "__main__":
    chromium.require_chromium()
    if shutil.which("espeak-ng") is None:
        print("skipped: no espeak-ng; ./dev test installs it")
        sys.exit(peers.ABSENT)
    unittest.main(argv=[sys.argv[0]])
