"""Proves that a mistake is refused with one readable error, and that the same file compiles once it is mended.

usage: compile_fail.py CASE.cpp COMPILER FLAG...     exit code 0: as expected, 1: not, 77: no such compiler

The case says what the first error line must contain, and may say what must stand in the context that the compiler gives with it:
    // expect: needs an image of shape (channels, height, width)
    // expect-given: Shape<784>
With -DMENDED it must compile: the mistake and its correction stand in one #ifdef.
The context is what stands up to and including the first error; clang gives its context afterwards, in the notes of that error.
"""
import pathlib
import re
import shutil
import subprocess
import sys

EXPECT = re.compile(r"^// expect(-given)?: *(\S.*?) *$", re.M)
ERROR = re.compile(r": (?:fatal )?error: ")
CLANG_CLOSING_LINE = re.compile(r"(\d+ warnings? and )?\d+ errors? generated\.$")
NO_SUCH_COMPILER = 77


def compiled(path, command):
    """Whether the file at `path` compiles, and the lines that the compiler wrote."""
    command = [*command, "-fsyntax-only", "-fno-diagnostics-color", path]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
    return done.returncode == 0, done.stdout.splitlines()


def complaint(path, command):
    """What is not as the case at `path` expects of the compiler `command`, followed by the compiler's lines; nothing if all is."""
    case = pathlib.Path(path).read_text()
    if not re.match(r"// expect: *\S", case):
        return ["the first line must be '// expect: <text of the first error line>'"]

    fine, lines = compiled(path, command)
    if fine:
        return ["it compiles"]
    errors = [number for number, line in enumerate(lines) if ERROR.search(line)]
    if len(errors) != 1:
        return [f"{len(errors)} errors instead of one", *lines]
    first = lines[errors[0]]
    context = "\n".join(lines if CLANG_CLOSING_LINE.match(lines[-1]) else lines[: errors[0] + 1])
    for given, text in EXPECT.findall(case):
        if text not in (context if given else first):
            return [f"{'neither the first error nor its context contains' if given else 'the first error lacks'}: {text}", *lines]

    fine, lines = compiled(path, [*command, "-DMENDED"])
    return [] if fine else ["it does not compile with -DMENDED", *lines]


def main(path, *command):
    if not shutil.which(command[0]):
        print(f"skipped: {command[0]} is not installed")
        return NO_SUCH_COMPILER
    why = complaint(path, command)
    if why:
        print(f"{path}: {why[0]}", *why[1:60], sep="\n")
    return 1 if why else 0


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
