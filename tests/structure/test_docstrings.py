"""docstrings.py notices every kind of public name without a docstring, and nothing else."""
import pathlib
import tempfile
import unittest

from docstrings import offences

HEADER = """// A header.
#pragma once

extern "C" {
int from_elsewhere(int);
}

namespace duet {

namespace detail {
struct Hidden {};
} // namespace detail

PLANTED

template <class In>
struct LinearLayer {
    int member = 0;
};

template <>
struct std::hash<int> {};

static_assert(true);

} // namespace duet
"""
NAMES = {
    "Plain": "struct Plain {\n    int a;\n\n    int b;\n};",
    "Generic": "template <class T, std::size_t N = (1 > 0)>\nclass Generic : Base<T> {\npublic:\n    int a = 1;\n};",
    "Kind": "enum class Kind { one, two };",
    "Alias": "template <class T>\nusing Alias = typename Of<T>::type;",
    "Small": "template <class T>\nconcept Small = requires(T t) {\n    t.small();\n};",
    "most": "inline constexpr std::size_t most = 3; // of all",
    "holds": "template <class S>\ninline constexpr bool holds = false;\ntemplate <>\ninline constexpr bool holds<int> = true;",
    "twice": "inline int twice(int n) { return '{' + n; }",
    "longer": "template <class T>\n    requires std::integral<T>\nstd::array<T, 2> longer(T a,\n                        T b) {\n    return {a,\n\n            b};\n}",
}


class Docstrings(unittest.TestCase):
    def offences_of(self, planted):
        with tempfile.TemporaryDirectory() as root:
            pathlib.Path(root, "planted.hpp").write_text(HEADER.replace("PLANTED", planted))
            return offences(root)

    def test_missing(self):
        for name, declaration in NAMES.items():
            with self.subTest(name):
                found = self.offences_of(declaration)
                self.assertIn(f"planted.hpp:14: {name} has no docstring", found[0])
                self.assertTrue(all(f": {name} has" in line for line in found), found)

    def test_present(self):
        for name, declaration in NAMES.items():
            with self.subTest(name):
                self.assertEqual(self.offences_of("/// It.\n" + declaration), [])

    def test_an_ordinary_comment_is_none(self):
        self.assertEqual(len(self.offences_of("// It.\n" + NAMES["Plain"])), 1)

    def test_a_docstring_apart_is_none(self):
        self.assertEqual(len(self.offences_of("/// It.\n\n" + NAMES["Plain"])), 1)

    def test_a_docstring_serves_one_name(self):
        self.assertIn("twice has", self.offences_of("/// It.\n" + NAMES["Plain"] + "\n" + NAMES["twice"])[0])

    def test_overloads_share_a_docstring(self):
        self.assertEqual(self.offences_of("/// It.\nint f(int);\nint f(double);"), [])


if __name__ == "__main__":
    unittest.main()
