"""docs.py compiles what a page shows as it should be compiled, and notices what is not so."""
import contextlib
import io
import pathlib
import shutil
import tempfile
import unittest

import docs

PROGRAM = "```cpp\nint main() { return VALUE; }\n```\n"
DECLARED = "```cpp\nusing Count = int;\n```\n\ntext\n\n```cpp\nCount twice(Count n) { return 2 * n; }\n```\n"
MISTAKE = '```cpp\nstatic_assert(sizeof(int) == 1, "int is larger");\n```\n'


@unittest.skipUnless(shutil.which("g++"), "g++ is not installed")
class Docs(unittest.TestCase):
    def setUp(self):
        # A library of its own, so that nothing large is compiled.
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        header = pathlib.Path(folder.name, "duet/duet.hpp")
        header.parent.mkdir()
        header.write_text("namespace duet { using Word = int; }\n")
        self.command = ["g++", "-std=c++20", f"-I{folder.name}"]

    def found(self, page):
        return list(docs.offences("page.md", page, self.command))

    def assert_offence(self, text, page):
        found = self.found(page)
        self.assertEqual(len(found), 1, found)
        self.assertIn(text, found[0])

    def test_programs(self):
        self.assertEqual(self.found(2 * PROGRAM.replace("VALUE", "0")), [])
        self.assert_offence("page.md:4: page.md:4:21: error: ", "title\n\n" + PROGRAM)

    def test_declarations_of_a_page_are_one_source(self):
        self.assertEqual(self.found(DECLARED + "```cpp\nWord word;\n```\n"), [])
        self.assert_offence("page.md:2: page.md:11:1: error: ", DECLARED + "```cpp\nNothing nothing;\n```\n")

    def test_shown_errors(self):
        self.assertEqual(self.found(MISTAKE + "```text\n… error: static assertion failed: int is larger\n```\n"), [])
        self.assertEqual(self.found(MISTAKE + "\n```text\n…:2:…: error: … int is …\n```\n"), [])
        self.assert_offence("the compiler does not write: error: int is small", MISTAKE + "```text\nerror: int is small\n```\n")
        self.assert_offence("compiles, though", MISTAKE.replace("1", "sizeof(int)") + "```text\nerror: int is larger\n```\n")

    def test_an_error_further_down_belongs_to_nothing(self):
        self.assert_offence("error: static assertion failed", MISTAKE + "words\n\n```text\nerror: int is larger\n```\n")

    def test_every_page_is_read(self):
        with tempfile.TemporaryDirectory() as root, contextlib.redirect_stdout(io.StringIO()) as written:
            for name in ("README.md", "CONTRIBUTING.md", "docs/page.md", "docs/deep/page.md"):
                path = pathlib.Path(root, name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(PROGRAM.replace("VALUE", "missing"))
            self.assertEqual(docs.main(root, *self.command), 1)
        self.assertEqual([line.split(":")[0] for line in written.getvalue().splitlines()],
                         ["CONTRIBUTING.md", "README.md", "docs/deep/page.md", "docs/page.md"])

    def test_python_and_shell_are_parsed(self):
        self.assertEqual(self.found("```sh\nrm nothing  # is not run\n```\n```python\nimport nothing\n```\n"), [])
        self.assert_offence("page.md:3: invalid syntax", "```python\nx = 1\ny = = 2\n```\n")
        self.assert_offence("page.md:2: bash: ", "```sh\nif then\n```\n")

    def test_other_languages_are_left_alone(self):
        self.assertEqual(self.found("```text\nerror: none\n```\n```\nint int\n```\n"), [])


if __name__ == "__main__":
    unittest.main()
