"""docs/layers.md has a row, or at least a word, for every spec of the library, and an example for every spec that a user writes."""
import pathlib
import re
import unittest

from docstrings import declarations, without_template

PROJECT = pathlib.Path(__file__).resolve().parents[2]
SPEC = re.compile(r"struct (\w+) (?:: [^{]+)?\{.*\busing layer\b", re.S)
COMPOSED = {"LayerNorm", "Prefix", "Repeat"} # names for specs made of others
MADE_BY_FUSION = {"Conv2dReLUMaxPool2d"} # nobody writes it


def specs_of(header):
    """The specs that a header defines: types that say which layer they become."""
    found = (SPEC.match(without_template(declaration)) for _, declaration, _ in declarations(header))
    return {match[1] for match in found if match}


def missing(specs, page):
    """Specs without a word on the page, and specs without an example."""
    code = "".join(re.findall(r"^```cpp\n(.*?)^```", page, re.M | re.S))
    text = re.sub(r"^```.*?^```", "", page, flags=re.M | re.S)
    return ({spec for spec in specs if not re.search(rf"`{spec}\b", text)},
            {spec for spec in specs - MADE_BY_FUSION if not re.search(rf"gives<{spec}\b", code)})


class Catalogue(unittest.TestCase):
    def test_every_spec_is_there(self):
        headers = [header for folder in ("layers", "compose", "blocks") for header in (PROJECT / "include/duet" / folder).glob("*.hpp")]
        specs = COMPOSED.union(*(specs_of(header.read_text()) for header in headers)) - {"BasicLayerNorm"}
        self.assertGreater(len(specs), 30)
        words, examples = missing(specs, (PROJECT / "docs/layers.md").read_text())
        self.assertEqual(words, set(), "not in docs/layers.md")
        self.assertEqual(examples, set(), "no static_assert(gives<...>) in docs/layers.md")

    def test_specs_are_found(self):
        header = """namespace duet {
template <class In>
struct TwiceLayer : LayerDefaults {
    using Input = In;
};

/// y = 2 x.
template <std::size_t N>
struct Twice {
    template <class In>
    using layer = TwiceLayer<In>;
};

} // namespace duet
"""
        self.assertEqual(specs_of(header), {"Twice"})

    def test_what_is_missing_is_named(self):
        page = "| `Twice<N>` | any |\n\n```cpp\nstatic_assert(gives<Thrice<1>, Shape<1>, Shape<1>>);\n```\n"
        self.assertEqual(missing({"Twice", "Thrice"}, page), ({"Thrice"}, {"Twice"}))


if __name__ == "__main__":
    unittest.main()
