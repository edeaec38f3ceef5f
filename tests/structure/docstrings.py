"""Proves that every public name of the headers has a docstring: a `///` comment right before it.

usage: docstrings.py INCLUDE_FOLDER     prints each offence as file:line: what; exit code 1 if there is one

Public is what stands in a namespace other than `detail`. Members may go without, where their names say all; so may the layers behind the specs
(`LinearLayer`, `CrossAttentionBlock`), which the spec's docstring describes, further overloads and specialisations of a name, and what is declared elsewhere
(`Adam::State`).
It reads the headers as clang-format leaves them: what stands in a namespace starts at the left edge.
"""
import pathlib
import re
import sys

TYPE = re.compile(r"\b(?:struct|class|enum class|enum|concept|using)\s+([\w:]+)")
FUNCTION = re.compile(r"(\w+|operator[^\w\s(]+)\s*\(")
VARIABLE = re.compile(r"(\w+)(?:<.*>)?\s*(?:=|\{|;)")
NO_CODE = re.compile(r"\"(\\.|[^\"\\\n])*\"|//[^\n]*|(?<!\d)'(\\.|[^'\\])+'")
BEHIND_A_SPEC = re.compile(r"\w+(Layer|Block)$")


def without_template(text):
    """The declaration behind its `template <...>` and `requires`."""
    while text.startswith("template"):
        depth = 0
        for at, character in enumerate(text):
            depth += (character in "<(") - (character in ">)") * (depth > 0)
            if character == ">" and depth == 0:
                text = text[at + 1 :].strip()
                break
        else:
            return text
    return re.sub(r"^requires [^\n]*\n\s*", "", text)


def name_of(declaration):
    head = without_template(declaration)
    if head.startswith(("struct", "class", "enum", "concept", "using")):
        return TYPE.match(head)[1]
    before_value = re.split(r"[={;]", head)[0]
    found = FUNCTION.search(before_value) or VARIABLE.search(head)
    return found[1] if found else head.splitlines()[0]


def complete(declaration):
    """Whether it ends here: every bracket is closed, and a semicolon or a brace stands last."""
    code = NO_CODE.sub(lambda found: "" if found[0].startswith("//") else "0", declaration).rstrip()
    return code.endswith((";", "}")) and all(code.count(a) == code.count(b) for a, b in ("()", "{}", "[]"))


def declarations(text):
    """What stands in the namespaces of a header: (line number, text, whether a docstring stands before it)."""
    lines = text.splitlines()
    hidden = documented = False
    number = 0
    while number < len(lines):
        line = lines[number]
        number += 1
        if line.startswith("namespace detail"):
            hidden = True
        elif line.startswith("}"):
            hidden = False
        elif line.startswith("///"):
            documented = True
        elif line.startswith("#"):
            while lines[number - 1].endswith("\\"):
                number += 1
        elif line.startswith('extern "C" {'):
            number = lines.index("}", number) + 1
        elif line and not line.startswith(("namespace", "//", "using namespace", "static_assert")):
            first = number
            taken = [line]
            while number < len(lines) and not complete("\n".join(taken)):
                taken.append(lines[number])
                number += 1
            if not hidden:
                yield first, "\n".join(taken), documented
            documented = False
        elif not line:
            documented = False


def offences(root):
    found = []
    for header in sorted(pathlib.Path(root).rglob("*.hpp")):
        named = [(number, name_of(declaration), documented) for number, declaration, documented in declarations(header.read_text())]
        known = {name for _, name, documented in named if documented}
        for number, name, _ in named:
            if name not in known and "::" not in name and not BEHIND_A_SPEC.match(name):
                found.append(f"{header}:{number}: {name} has no docstring")
    return found


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    lines = offences(sys.argv[1])
    print("\n".join(lines) or "every public name has a docstring")
    sys.exit(1 if lines else 0)
