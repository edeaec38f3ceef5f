"""report.html in headless Chromium, at the width of a phone and of a desk, light and dark: it draws, asks for nothing, complains of nothing, and fits.

usage: test_report.py DIGITS     exit code 77 without Chromium
"""
import pathlib
import shutil
import sys
import tempfile
import unittest

import chromium
import peers

PROGRAM = sys.argv[1]
WIDTHS = {"phone": 390, "desk": 1280}
SCHEMES = ("light", "dark")
SPARSE = "{let few = 0; for (const c of document.querySelectorAll('canvas')) {const p = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;" \
         " few += new Set(new Uint32Array(p.buffer)).size < 2} few}"


class Report(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        digits = peers.Digits(PROGRAM, folder.name)
        hostile = digits.folder / "<img src=x onerror=fail()> a-folder-whose-name-is-longer-than-any-telephone-is-wide"
        shutil.copytree(digits.data, hostile)
        cls.hostile = str(hostile)
        cls.reports = {}
        for name, data, options in (("whole", hostile, ("--epochs", 12, "--val-fraction", 0.6)), ("tiny", digits.data, ("--epochs", 3, "--val-fraction", 0.1))):
            out = digits.folder / name
            peers.run(PROGRAM, "train", "--model", "twin39", "--data", data, "--out", out, "--batch", 8, "--threads", 1, *options)
            cls.reports[name] = out / "report.html"
        cls.browser = cls.enterClassContext(chromium.Browser())

    def open(self, name, width=1280, scheme="light"):
        return chromium.Page(self.browser, self.reports[name], width, scheme=scheme)

    def check_well(self, page):
        self.assertEqual(page.complaints(), [])
        self.assertEqual(page.requests(), [])
        self.assertLessEqual(page.evaluate("document.documentElement.scrollWidth"), page.width)

    def test_at_every_width_and_colour(self):
        backgrounds = set()
        for name in self.reports:
            for place, width in WIDTHS.items():
                for scheme in SCHEMES:
                    with self.subTest(report=name, place=place, scheme=scheme):
                        page = self.open(name, width, scheme)
                        self.check_well(page)
                        self.assertEqual(page.evaluate("document.querySelectorAll('#curves path.curve').length"), 4)
                        self.assertEqual(page.evaluate("document.querySelectorAll('.matrix tbody td').length"), 100)
                        self.assertEqual(page.evaluate(SPARSE), 0, "an empty picture")
                        self.assertEqual(page.evaluate("document.getElementById('tip').hidden"), True)
                        backgrounds.add((scheme, page.evaluate("getComputedStyle(document.body).backgroundColor")))
        self.assertEqual(len(backgrounds), 2, "light and dark do not differ")

    def test_pictures_follow_the_colours(self):
        page = self.open("whole")
        corner = "[...document.querySelector('#mistakes canvas').getContext('2d').getImageData(0, 0, 28, 28).data].join()"
        light = page.evaluate(corner)
        page.scheme("dark")
        page.settle()
        self.assertNotEqual(page.evaluate(corner), light)

    def test_a_name_stays_a_name(self):
        page = self.open("whole")
        self.assertIn(self.hostile, page.evaluate("document.getElementById('lead').textContent"))
        self.assertIn("<img src=x onerror=fail()>", page.evaluate("document.getElementById('run').textContent"))
        self.assertEqual(page.evaluate("document.querySelectorAll('img').length"), 0)

    def tip(self, page):
        return None if page.evaluate("document.getElementById('tip').hidden") else page.evaluate("document.getElementById('tip').innerText")

    def test_a_row_is_shown_in_both_planes(self):
        for width in WIDTHS.values():
            page = self.open("whole", width)
            self.assertEqual(page.evaluate("document.querySelectorAll('circle.point').length"), 2 * 12)
            page.point("#embeddings circle.point")
            self.assertRegex(self.tip(page), r"[0-9] · row [0-9]+\n+read as [0-9], [0-9.]+ % sure")
            self.assertEqual(page.evaluate("document.querySelectorAll('circle.halo[visibility=visible]').length"), 2)
            inside = "(() => { const b = document.getElementById('tip').getBoundingClientRect();" \
                     " return b.left >= 0 && b.top >= 0 && b.right <= innerWidth && b.bottom <= innerHeight; })()"
            self.assertTrue(page.evaluate(inside), "the row's picture leaves the window")
            page.point("h1")
            self.assertIsNone(self.tip(page))
            self.check_well(page)

    def test_figures_are_told_where_the_mouse_is(self):
        page = self.open("whole")
        page.point("#curves svg", 0.99)
        self.assertRegex(self.tip(page), r"epoch 12\s+training\s+[0-9.]+\s+validation\s+[0-9.]+")
        page.point(".matrix td.wrong")
        self.assertRegex(self.tip(page), r"[0-9], taken for [0-9]\s+[0-9]+ of [0-9]+ rows \([0-9.]+ %\)")
        self.check_well(page)

    def test_a_digit_can_be_looked_at_alone(self):
        page = self.open("whole")
        pale = "[...document.querySelectorAll('circle.point')].filter(c => getComputedStyle(c).opacity < 0.5).length"
        digit = page.evaluate("data.embedded[0].truth")
        same = page.evaluate(f"data.embedded.filter(row => row.truth === {digit}).length")
        button = f"document.querySelectorAll('#legend button')[{digit}].click()"
        for expected in (24 - 2 * same, 0):
            page.evaluate(button)
            self.assertEqual(page.evaluate(pale), expected)

    def test_few_epochs_are_each_named(self):
        page = self.open("tiny")
        names = "[...document.querySelectorAll('#curves .tick[text-anchor=middle]')].map(t => t.textContent).filter(t => /^[0-9]+$/.test(t)).join()"
        self.assertEqual(page.evaluate(names), "1,2,3,1,2,3")

    def test_marks_are_written_as_they_are(self):
        page = self.open("tiny")
        self.assertEqual(page.evaluate("[10, 2.5, 0.5, 0.25, 0.2, 0.025].map(decimals).join()"), "0,1,1,2,1,3")
        self.assertEqual(page.evaluate("(({all, step}) => all.map(value => fixed(value, decimals(step))).join())(ticks(0, 1.14, 5))"),
                         "0.00,0.25,0.50,0.75,1.00,1.25")

    def test_what_cannot_be_drawn_is_said(self):
        page = self.open("tiny")
        self.assertEqual(page.evaluate("document.getElementById('about-embeddings').textContent"),
                         "There is nothing to draw: the validation part has 2 rows; a layout wants at least 11.")
        self.assertEqual(page.evaluate("document.querySelectorAll('#legend button').length"), 0)

    def test_the_browser_would_notice(self):
        """A page with every fault that is looked for."""
        with tempfile.TemporaryDirectory() as folder:
            bad = pathlib.Path(folder) / "bad.html"
            bad.write_text('<div style="width: 3000px">wide</div><img src="http://127.0.0.1:9/x.png"><script>console.error("oh"); undefinedFunction()</script>')
            page = chromium.Page(self.browser, bad, 390)
            self.assertGreater(page.evaluate("document.documentElement.scrollWidth"), 390)
            self.assertEqual(page.requests(), ["http://127.0.0.1:9/x.png"])
            complaints = " ".join(page.complaints())
            for part in ("oh", "undefinedFunction"):
                self.assertIn(part, complaints)


if __name__ == "__main__":
    peers.require("numpy")
    chromium.require_chromium()
    unittest.main(argv=[sys.argv[0]])
