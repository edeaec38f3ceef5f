"""Compiles the C++ of the pages (*.md, docs/**/*.md), and compares the errors that they show with the compiler's; parses their Python and shell.

usage: docs.py PROJECT COMPILER FLAG...     prints each offence as file:line: what; exit code 1 if there is one, 77 without the compiler

```cpp blocks of a page are of three kinds:
- one that contains `int main` is a whole program;
- one right before a ```text block that contains `error: ` must not compile. Every line of the text must occur in what the compiler writes;
  `…` in it stands for what was left out;
- all others are declarations. Those of a page, one after another and after including duet.hpp and what they include, are one source.
"""
import pathlib
import re
import shutil
import subprocess
import sys

BLOCK = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```[ \t]*$", re.M | re.S)
INCLUDE = re.compile(r"^#include .*\n", re.M)
PROLOGUE = '#include "duet/duet.hpp"\nusing namespace duet;\n'
NO_SUCH_COMPILER = 77


class Block:
    def __init__(self, name, text, match):
        self.name, self.language, self.code = name, match[1], match[2]
        self.line = text.count("\n", 0, match.start(2)) + 1
        self.begin, self.end = match.span()

    @property
    def source(self):
        """Its lines, which errors call by their numbers on the page."""
        return f'#line {self.line} "{self.name}"\n{self.code}'

    @property
    def includes(self):
        return "".join(INCLUDE.findall(self.code))

    @property
    def declarations(self):
        """Its lines without those that include."""
        return f'#line {self.line} "{self.name}"\n{INCLUDE.sub(chr(10), self.code)}'


def blocks_of(name, text):
    """The ```cpp blocks of a page as (block, shown error or None)."""
    blocks = [Block(name, text, match) for match in BLOCK.finditer(text)]
    for block, after in zip(blocks, [*blocks[1:], None]):
        if block.language != "cpp":
            continue
        directly = after and not text[block.end : after.begin].strip()
        shown = directly and after.language == "text" and "error: " in after.code
        yield block, after.code if shown else None


def compiled(source, command):
    """Whether the source compiles, and what the compiler wrote."""
    done = subprocess.run([*command, "-fsyntax-only", "-fno-diagnostics-color", "-x", "c++", "-"], input=source, text=True, errors="replace",
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.returncode == 0, done.stdout


def first_error(output):
    return next((line for line in output.splitlines() if "error: " in line), output)


def unparsed(name, text):
    """What is no Python or no shell, a line each."""
    for match in BLOCK.finditer(text):
        block = Block(name, text, match)
        if block.language == "python":
            try:
                compile(block.code, name, "exec")
            except SyntaxError as error:
                yield f"{name}:{block.line + error.lineno - 1}: {error.msg}"
        elif block.language == "sh":
            done = subprocess.run(["bash", "-n"], input=block.code, text=True, capture_output=True)
            if done.returncode:
                yield f"{name}:{block.line}: {done.stderr.splitlines()[0]}"


def offences(name, text, command):
    """What is wrong with the page `name`, a line each."""
    yield from unparsed(name, text)
    declarations = []
    for block, shown in blocks_of(name, text):
        if shown is not None:
            fine, output = compiled(PROLOGUE + block.source, command)
            if fine:
                yield f"{name}:{block.line}: compiles, though an error is shown for it"
                continue
            for line in shown.splitlines():
                if not all(part.strip() in output for part in line.split("…")):
                    yield f"{name}:{block.line}: the compiler does not write: {line}"
        elif "int main" in block.code:
            fine, output = compiled(block.source, command)
            if not fine:
                yield f"{name}:{block.line}: {first_error(output)}"
        else:
            declarations.append(block)
    if declarations:
        included = "".join(block.includes for block in declarations) # a name of the headers' may be one of `using namespace duet` too
        fine, output = compiled(included + PROLOGUE + "".join(block.declarations for block in declarations), command)
        if not fine:
            yield f"{name}:{declarations[0].line}: {first_error(output)}"


def main(project, *command):
    if not shutil.which(command[0]):
        print(f"skipped: {command[0]} is not installed")
        return NO_SUCH_COMPILER
    root = pathlib.Path(project)
    pages = sorted([*root.glob("*.md"), *root.glob("docs/**/*.md")])
    found = [line for page in pages for line in offences(str(page.relative_to(root)), page.read_text(), command)]
    print("\n".join(found) or f"{len(pages)} pages are as the compiler sees them")
    return 1 if found else 0


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
