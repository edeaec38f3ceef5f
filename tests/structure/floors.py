"""Proves that the headers keep to their floors: a header includes only headers of lower floors or of its own folder.

usage: floors.py INCLUDE_FOLDER     prints each offence as file:line: what; exit code 1 if there is one
"""
import pathlib
import re
import sys

# Folders of include/duet/, lowest floor first. Folders of one floor know nothing of each other.
FLOORS = [
    ["core"],
    ["kernels", "data", "analysis"],
    ["layers"],
    ["compose"],
    ["blocks", "model"],
    ["train"],
    ["io", "distributed"],
]
FLOOR_OF = {folder: floor for floor, folders in enumerate(FLOORS) for folder in folders}

INCLUDE = re.compile(r"^\s*#\s*include\s*(.*)$")
OWN_HEADER = re.compile(r'"duet/([a-z_]+)/([a-z0-9_/]+\.hpp)"')


def offence(root, folder, target):
    """Why a header of `folder` (None: the one that includes everything) may not say `#include target`, or None if it may."""
    if target.startswith("<") and not target.startswith("<duet/"):
        return None
    own = OWN_HEADER.match(target)
    if not own:
        return f'write #include "duet/<folder>/<name>.hpp", not {target}'
    other = own[1]
    if not (root / "duet" / other / own[2]).is_file():
        return f"{target} does not exist"
    if other not in FLOOR_OF:
        return f"folder {other} has no floor in floors.py"
    if folder is None or folder == other or FLOOR_OF[other] < FLOOR_OF[folder]:
        return None
    direction = "sideways" if FLOOR_OF[other] == FLOOR_OF[folder] else "upward"
    return f"{folder} includes {direction}: {target}"


def folder_of(root, header):
    """The folder of include/duet/ in which a header stands, or None for the one that includes everything."""
    parts = header.relative_to(root / "duet").parts
    return parts[0] if len(parts) > 1 else None


def includes(root):
    """Every #include of the headers in folders with a floor, or of none: (header, line number, folder, what is included)."""
    for header in sorted((root / "duet").rglob("*.hpp")):
        folder = folder_of(root, header)
        if folder is None or folder in FLOOR_OF:
            for number, line in enumerate(header.read_text().splitlines(), 1):
                if include := INCLUDE.match(line):
                    yield header, number, folder, include[1].strip()


def offences(root):
    root = pathlib.Path(root)
    headers = sorted((root / "duet").rglob("*.hpp"))
    found = [] if headers else [f"{root}: no headers under duet/"]
    for header in headers:
        if folder_of(root, header) not in {None, *FLOOR_OF}:
            found.append(f"{header}: folder {folder_of(root, header)} has no floor in floors.py")
    for header, number, folder, target in includes(root):
        if why := offence(root, folder, target):
            found.append(f"{header}:{number}: {why}")
    return found


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    lines = offences(sys.argv[1])
    print("\n".join(lines) or "every include goes down")
    sys.exit(1 if lines else 0)
