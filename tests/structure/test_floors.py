"""floors.py notices each kind of offence, and nothing else."""
import pathlib
import tempfile
import unittest

from floors import offences


class Floors(unittest.TestCase):
    def offences_of(self, folder, include, others=()):
        """What is wrong in a tree where one header of `folder` has the line `include`, besides the empty headers `others`."""
        with tempfile.TemporaryDirectory() as root:
            for name in others:
                path = pathlib.Path(root, "duet", name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.touch()
            planted = pathlib.Path(root, "duet", folder, "planted.hpp")
            planted.parent.mkdir(parents=True, exist_ok=True)
            planted.write_text(f"#pragma once\n{include}\n")
            return offences(root)

    def assert_offence(self, text, folder, include, others=()):
        found = self.offences_of(folder, include, others)
        self.assertEqual(len(found), 1, found)
        self.assertIn(f"planted.hpp:2: {text}", found[0])

    def assert_fine(self, folder, include, others=()):
        self.assertEqual(self.offences_of(folder, include, others), [])

    def test_downward_is_fine(self):
        self.assert_fine("layers", '#include "duet/kernels/gemm.hpp"', ["kernels/gemm.hpp"])
        self.assert_fine("model", '#include "duet/compose/sequential.hpp"', ["compose/sequential.hpp"])
        self.assert_fine("io", '#include "duet/data/npy.hpp"', ["data/npy.hpp"])

    def test_own_folder_and_libraries_are_fine(self):
        self.assert_fine("core", '#include "duet/core/shape.hpp"', ["core/shape.hpp"])
        self.assert_fine("core", "#include <vector>")

    def test_upward(self):
        self.assert_offence("core includes upward", "core", '#include "duet/layers/linear.hpp"', ["layers/linear.hpp"])
        self.assert_offence("compose includes upward", "compose", '#  include "duet/model/model.hpp"', ["model/model.hpp"])

    def test_sideways(self):
        self.assert_offence("analysis includes sideways", "analysis", '#include "duet/data/npy.hpp"', ["data/npy.hpp"])
        self.assert_offence("kernels includes sideways", "kernels", '#include "duet/analysis/tsne.hpp"', ["analysis/tsne.hpp"])

    def test_spelling(self):
        for target in ('"shape.hpp"', '"../core/shape.hpp"', "<duet/core/shape.hpp>", '"duet/duet.hpp"', "SHAPE_HEADER"):
            self.assert_offence("write #include", "core", f"#include {target}", ["core/shape.hpp", "duet.hpp"])

    def test_missing_header(self):
        self.assert_offence('"duet/core/gone.hpp" does not exist', "core", '#include "duet/core/gone.hpp"')

    def test_folder_without_a_floor(self):
        self.assertIn("folder attic has no floor", self.offences_of("attic", "#include <vector>")[0])

    def test_the_header_that_includes_everything(self):
        self.assert_fine(".", '#include "duet/io/checkpoint.hpp"', ["io/checkpoint.hpp"])

    def test_no_headers(self):
        with tempfile.TemporaryDirectory() as root:
            self.assertIn("no headers", offences(root)[0])


if __name__ == "__main__":
    unittest.main()
