"""The drawing in docs/ is of the headers as they are, and no line of it runs through a folder that it has nothing to do with."""
import pathlib
import tempfile
import unittest

from draw_floors import FOLDERS, HEIGHT, Drawing, drawing
from floors import FLOOR_OF, FLOORS

PROJECT = pathlib.Path(__file__).resolve().parents[2]


class DrawFloors(unittest.TestCase):
    def drawing_of(self, *edges):
        """The drawing of a tree in which, for each pair of folders, a header of the one includes a header of the other."""
        with tempfile.TemporaryDirectory() as root:
            for number, (a, b) in enumerate(edges):
                path = pathlib.Path(root, "duet", a, f"header{number}.hpp")
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(f'#include "duet/{b}/some.hpp"\n#include <vector>\n#include "duet/{a}/other.hpp"\n')
            return Drawing(pathlib.Path(root))

    def assert_clear(self, picture):
        """Lines touch the boxes at their ends only, and no two lines with different ends lie on one another."""
        segments = []
        for a, b in picture.edges:
            points = picture.points(a, b)
            for (xa, ya), (xb, yb) in zip(points, points[1:]):
                self.assertTrue(xa == xb or ya == yb, f"{a} to {b} is askew")
                segments.append(((a, b), min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb)))
                for folder in picture.level:
                    x, y, width = picture.box(folder)
                    inside = max(xa, xb) > x and min(xa, xb) < x + width and max(ya, yb) > y and min(ya, yb) < y + HEIGHT
                    self.assertFalse(inside, f"the line from {a} to {b} runs through {folder}")
        for i, (edge, *one) in enumerate(segments):
            for other_edge, *other in segments[:i]:
                if edge[1] != other_edge[1]:
                    width = min(one[2], other[2]) - max(one[0], other[0])
                    height = min(one[3], other[3]) - max(one[1], other[1])
                    self.assertFalse(width >= 0 and height >= 0 and width + height > 0, f"{edge} and {other_edge} lie on one another")

    def test_committed(self):
        committed = (PROJECT / "docs/images/floors.svg").read_text()
        self.assertEqual(committed, drawing(PROJECT / "include"),
                         "the floors have changed; run: python3 tests/structure/draw_floors.py include docs/images/floors.svg")

    def test_clear(self):
        self.assert_clear(Drawing(PROJECT / "include"))

    def test_clear_with_two_on_the_top_floor(self):
        more = [("distributed", "train"), ("distributed", "model"), ("distributed", "data"), ("distributed", "core")]
        self.assert_clear(self.drawing_of(*Drawing(PROJECT / "include").edges, *more))

    def test_edges(self):
        picture = self.drawing_of(("layers", "kernels"), ("layers", "core"), ("kernels", "core"))
        self.assertEqual(picture.edges, [("kernels", "core"), ("layers", "core"), ("layers", "kernels")])
        self.assertEqual(picture.level, {"core": 0, "kernels": 1, "layers": 2})
        self.assertEqual("\n".join(picture.svg()).count('class="line"'), 3)

    def test_every_folder_has_its_place(self):
        self.assertEqual(FOLDERS.keys(), FLOOR_OF.keys())
        for floor in FLOORS:
            self.assertEqual(len({FOLDERS[folder][1] for folder in floor}), len(floor), f"two of {floor} stand in one place")


if __name__ == "__main__":
    unittest.main()
