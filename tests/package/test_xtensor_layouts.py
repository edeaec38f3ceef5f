"""xtensor's headers stand in one folder up to 0.25 and in several since: duet compiles on both.

The installed layout is compiled by every build. Here the other one is made of headers that forward to it."""
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

INCLUDE = pathlib.Path(__file__).resolve().parents[2] / "include"
COMPILER = os.environ.get("CXX", "g++")
HEADERS = ("xadapt", "xarray", "xtensor")
PROGRAM = """
#include "duet/model/xtensor_containers.hpp"
static_assert(forwarded == 3, "the folder of containers was passed over");
float first(const xt::xtensor<float, 2>& x) { return x(0, 0) + xt::xarray<float>{1}(0) + xt::adapt(x.data(), {2})(1); }
"""


class Layouts(unittest.TestCase):
    @unittest.skipUnless(shutil.which(COMPILER), "no compiler")
    def test_folder_of_containers(self):
        with tempfile.TemporaryDirectory() as folder:
            containers = pathlib.Path(folder, "xtensor", "containers")
            containers.mkdir(parents=True)
            for name in HEADERS:
                (containers / f"{name}.hpp").write_text(f"#pragma once\n#include <xtensor/{name}.hpp>\ninline constexpr int forwarded_{name} = 1;\n")
            source = PROGRAM.replace("forwarded ", " + ".join(f"forwarded_{name}" for name in HEADERS) + " ")
            done = subprocess.run([COMPILER, "-std=c++20", "-fsyntax-only", f"-I{INCLUDE}", f"-I{folder}", "-x", "c++", "-"],
                                  input=source, text=True, capture_output=True)
            self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_no_other_header_asks_for_them(self):
        asks = re.compile(r"#\s*include\s*[<\"]xtensor/")
        found = {path.relative_to(INCLUDE).as_posix() for path in INCLUDE.rglob("*.hpp") if asks.search(path.read_text())}
        self.assertEqual(found, {"duet/model/xtensor_containers.hpp"})


if __name__ == "__main__":
    unittest.main()
