"""The reference: a public name without a docstring stops ./dev docs, and so does a dead link (links.py)."""
import pathlib
import shutil
import subprocess
import tempfile
import unittest

import links

PROJECT = pathlib.Path(__file__).resolve().parents[2]

HEADER = """// A header.
#pragma once

/// A namespace.
namespace duet {

template <class In>
struct TwiceLayer : LayerDefaults {
    using Input = In;
};

/// y = 2 x. Shapes: any -> the same.
struct Twice {
    template <class In>
    static consteval bool accepts() {
        return true;
    }
    template <class In>
    using layer = TwiceLayer<In>;

    PLANTED
};

} // namespace duet
"""


class Folder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)


@unittest.skipUnless(shutil.which("doxygen"), "doxygen is not installed")
class Reference(Folder):
    def made_of(self, planted):
        header = self.root / "planted.hpp"
        header.write_text(HEADER.replace("PLANTED", planted))
        settings = f'@INCLUDE = docs/Doxyfile\nINPUT = "{header}"\nOUTPUT_DIRECTORY = "{self.root}"\nUSE_MDFILE_AS_MAINPAGE =\nHTML_EXTRA_STYLESHEET =\n'
        return subprocess.run(["doxygen", "-"], cwd=PROJECT, input=settings, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def test_a_member_without_docstring_is_an_error(self):
        for member in ("int width = 0;", "int twice() const { return 2 * width; }", "using Number = int;", "struct Options {\n        int width = 0; ///< in pixels\n    };"):
            with self.subTest(member):
                done = self.made_of(member)
                self.assertNotEqual(done.returncode, 0)
                self.assertRegex(done.stdout, r"planted\.hpp:21: .*is not documented")

    def test_what_has_one_is_shown(self):
        done = self.made_of("int width = 0; ///< in pixels")
        self.assertEqual((done.returncode, done.stdout), (0, ""))
        page = self.root.joinpath("html/structduet_1_1Twice.html").read_text()
        self.assertIn("in pixels", page)
        self.assertIn("<b>Shapes:</b>", page)
        self.assertIn("The layer on an input that is accepted.", page) # the filter's words
        self.assertFalse(self.root.joinpath("html/structduet_1_1TwiceLayer.html").exists())

    def test_what_is_hidden_may_go_without(self):
        for hidden in ("Twice() = default;", "private:\n    int secret = 0;"):
            with self.subTest(hidden):
                self.assertEqual(self.made_of(hidden.replace("private", "\nprivate").replace("\n\n", "\n")).returncode, 0)


class Links(Folder):
    def offences_of(self, body):
        self.root.joinpath("other.html").write_text('<h1 id="top">Other</h1>')
        self.root.joinpath("a b.png").touch()
        self.root.joinpath("page.html").write_text(f'<a name="here"></a>\n{body}')
        return list(links.offences(self.root))

    def test_living(self):
        self.assertEqual(self.offences_of('<a href="other.html#top"></a><a href="#here"></a><img src="a%20b.png"><a href="https://example.org/gone"></a>'), [])

    def test_dead(self):
        for link in ("gone.html", "../include/duet.hpp", "other.html#bottom", "#there", "gone.png"):
            with self.subTest(link):
                self.assertEqual(self.offences_of(f'<img src="{link}">'), [f"page.html:2: {link}"])


if __name__ == "__main__":
    unittest.main()
