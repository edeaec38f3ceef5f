"""Draws the floors of the headers, and which folder includes which, as docs/architecture.md shows them.

usage: draw_floors.py INCLUDE_FOLDER DRAWING.svg
"""
import collections
import pathlib
import sys

from floors import FLOOR_OF, FLOORS, OWN_HEADER, includes

# What lives there, and the column in which it is drawn; the lowest floor is as wide as all columns.
FOLDERS = {
    "core": ("shapes, batches, buffers, random numbers, parallel loops, errors", 0),
    "kernels": ("functions on plain memory", 0),
    "analysis": ("t-SNE, k-means, scores", 1),
    "data": ("files, sound, augmentation", 2),
    "layers": ("one file a layer; the contract", 0),
    "compose": ("Sequential, Branches, Residual", 0),
    "model": ("parameters, passes, summary", 0),
    "blocks": ("ready-made compositions", 1),
    "train": ("losses, optimisers, the step", 0),
    "io": ("files of models, ONNX, PyTorch", 0),
    "distributed": ("training on several machines", 1),
}
WIDTH, HEIGHT = 220, 50 # of a box
LEFT, COLUMN, FLOOR = 200, 250, 92 # where the first column begins; from one column, and from one floor, to the next
TRACK, STUB, ROUND = 22, 11, 8 # between trunks, between lines at one side of a box; radius of a bend
WHOLE = LEFT + 2 * COLUMN + WIDTH + 20

STYLE = """
text { font-family: "DejaVu Sans", Verdana, sans-serif; font-size: 12px; text-anchor: middle; fill: #57606a }
.name { font-family: "DejaVu Sans Mono", Menlo, Consolas, monospace; font-size: 15px; font-weight: bold; fill: #1f2328 }
.number { font-size: 14px }
.paper { fill: #ffffff }
.floor { fill: #f3f5f8 }
.box { fill: #ffffff; stroke-width: 1.5 }
.line { fill: none; stroke-width: 1.5 }
@media (prefers-color-scheme: dark) {
  text { fill: #9aa4af }
  .name { fill: #e6edf3 }
  .paper { fill: #0d1117 }
  .floor { fill: #161b22 }
  .box { fill: #0d1117 }
}
"""
COLOURS = ["#6e7781", "#0969da", "#8250df", "#bf3989", "#bc4c00", "#1a7f37", "#9a6700"] # of the floors, lowest first


def edges(root):
    """Which folder includes which other, as pairs."""
    found = {(folder, own[1]) for _, _, folder, target in includes(root) if folder and (own := OWN_HEADER.match(target))}
    return sorted((a, b) for a, b in found if a != b and b in FLOOR_OF)


def bent(points):
    """A path along the points with its bends rounded."""
    path = [f"M{points[0][0]} {points[0][1]}"]
    for (xa, ya), (x, y), (xb, yb) in zip(points, points[1:], points[2:]):
        to = [x + ((xa > x) - (xa < x)) * ROUND, y + ((ya > y) - (ya < y)) * ROUND]
        on = [x + ((xb > x) - (xb < x)) * ROUND, y + ((yb > y) - (yb < y)) * ROUND]
        path.append(f"L{to[0]} {to[1]}Q{x} {y} {on[0]} {on[1]}")
    path.append(f"L{points[-1][0]} {points[-1][1]}")
    return "".join(path)


class Drawing:
    """Lines run from the including folder down to the included: straight below it; down and to the left, or to the right and down, where no box is in
    the way; else beside the first column, on a trunk for each folder that is reached so, or to the right in the lane below the floor."""

    def __init__(self, root):
        self.edges = edges(root)
        drawn = {folder for edge in self.edges for folder in edge}
        floors = [[folder for folder in floor if folder in drawn] for floor in FLOORS]
        self.level = {folder: level for level, floor in enumerate(filter(None, floors)) for folder in floor}
        self.height = FLOOR * (max(self.level.values()) + 1) + 10
        self.trunks = [] # of folders, from right to left
        self.ends = collections.defaultdict(list) # (folder, side): the lines that end there, in order
        self.lanes = collections.defaultdict(list) # level: the lines in the lane below that floor
        self.way = {}
        for a, b in sorted(self.edges, key=lambda edge: self.level[edge[1]], reverse=True):
            self.way[a, b] = way = self.way_of(a, b)
            if way == "trunk" and b not in self.trunks:
                self.trunks.append(b)
                self.ends[b, "left"].insert(0, b) # the trunk's own end, which comes from above
            if way == "trunk" and self.column(a) == 0:
                self.ends[a, "left"].append(b)
            elif way in ("trunk", "lane"):
                self.lanes[self.level[a]].append((a, b))
            if way == "right":
                self.ends[a, "right"].append(b)
            if way == "left":
                self.ends[b, "right"].insert(0, a)
            if way in ("right", "lane"):
                self.ends[b, "top"].append(a)
        order = ["trunk", "left", "straight", "lane"]
        for a, b in sorted(self.way, key=lambda edge: (order + ["right"]).index(self.way[edge])):
            if self.way[a, b] in order and b not in self.ends[a, "left"]:
                self.ends[a, "bottom"].append(b)

    def column(self, folder):
        return FOLDERS[folder][1]

    def way_of(self, a, b):
        here, there, top, bottom = self.column(a), self.column(b), self.level[a], self.level[b]
        below = any(self.column(c) == here and bottom < level < top for c, level in self.level.items())
        if not below and (here == there or bottom == 0):
            return "straight"
        if there > here:
            beside = any(level == top and here < self.column(c) <= there for c, level in self.level.items())
            return "lane" if beside else "right"
        beside = any(level == bottom and there < self.column(c) <= here for c, level in self.level.items())
        return "trunk" if here == there or bottom == 0 or below or beside else "left"

    def box(self, folder):
        """Left and upper edge, and width."""
        y = self.height - FLOOR * (self.level[folder] + 1) + (FLOOR - HEIGHT) // 2
        return LEFT + COLUMN * self.column(folder), y, WIDTH + 2 * COLUMN if self.level[folder] == 0 else WIDTH

    def end(self, folder, side, other):
        """How far from the middle of a box's side the line to or from another ends."""
        lines = self.ends[folder, side]
        return round(STUB * (lines.index(other) - (len(lines) - 1) / 2))

    def points(self, a, b):
        """The corners of the line from folder a to folder b."""
        (xa, ya, _), (xb, yb, width), way, lanes = self.box(a), self.box(b), self.way[a, b], self.lanes[self.level[a]]
        lane = ya + HEIGHT + (FLOOR - HEIGHT) * (lanes.index((a, b)) + 1) // (len(lanes) + 1) if (a, b) in lanes else None
        if way == "right":
            start = [(xa + WIDTH, ya + HEIGHT // 2 + self.end(a, "right", b))]
        elif way == "trunk" and lane is None:
            start = [(xa, ya + HEIGHT // 2 + self.end(a, "left", b))]
        else:
            x = xa + WIDTH // 2 + self.end(a, "bottom", b)
            start = [(x, ya + HEIGHT)] + [(x, lane)] * (lane is not None)
        x, y = start[-1]
        if way == "straight":
            return [*start, (x, yb)]
        if way == "left":
            down = yb + HEIGHT // 2 + self.end(b, "right", a)
            return [*start, (x, down), (xb + width, down)]
        if way == "trunk":
            x, down = LEFT - TRACK * (self.trunks.index(b) + 1), yb + HEIGHT // 2 + self.end(b, "left", b)
            return [*start, (x, y), (x, down), (xb, down)]
        x = xb + WIDTH // 2 + self.end(b, "top", a)
        return [*start, (x, y), (x, yb)]

    def line(self, a, b):
        level = FLOOR_OF[b]
        return f'<path class="line" d="{bent(self.points(a, b))}" stroke="{COLOURS[level]}" marker-end="url(#arrow{level})"/>'

    def svg(self):
        yield f'<svg xmlns="http://www.w3.org/2000/svg" width="{WHOLE}" height="{self.height}" viewBox="0 0 {WHOLE} {self.height}" role="img">'
        yield "<title>The floors of include/duet, and which folder includes which</title>"
        yield f"<style>{STYLE}</style>\n<defs>"
        for level, colour in enumerate(COLOURS):
            yield (f'<marker id="arrow{level}" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" '
                   f'orient="auto"><path d="M0 0.5L8 4L0 7.5z" fill="{colour}"/></marker>')
        yield f'</defs>\n<rect class="paper" width="{WHOLE}" height="{self.height}" rx="6"/>'
        for level in range(max(self.level.values()) + 1):
            y = self.height - FLOOR * (level + 1)
            yield f'<rect class="floor" x="8" y="{y}" width="{WHOLE - 16}" height="{FLOOR - 8}" rx="6"/>'
            yield f'<text class="number" x="32" y="{y + FLOOR // 2 + 1}">{level + 1}</text>'
        yield from (self.line(a, b) for a, b in self.edges)
        for folder in self.level:
            x, y, width = self.box(folder)
            middle = x + width // 2
            yield f'<rect class="box" x="{x}" y="{y}" width="{width}" height="{HEIGHT}" rx="6" stroke="{COLOURS[FLOOR_OF[folder]]}"/>'
            yield f'<text class="name" x="{middle}" y="{y + 21}">{folder}</text>'
            yield f'<text x="{middle}" y="{y + 39}">{FOLDERS[folder][0]}</text>'
        yield "</svg>\n"


def drawing(root):
    return "\n".join(Drawing(pathlib.Path(root)).svg())


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    pathlib.Path(sys.argv[2]).write_text(drawing(sys.argv[1]))
