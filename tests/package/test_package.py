"""duet as a dependency: each way to come by it is a project of its own, configured, built and run in folders with a space in their names.

CMAKE, CXX and MPIRUN, in the environment, say which cmake, which compiler and which mpirun."""
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

SOURCE = pathlib.Path(__file__).resolve().parents[2]
CMAKE = os.environ.get("CMAKE", "cmake")
CPACK = str(pathlib.Path(CMAKE).with_name("cpack"))
COMPILER = os.environ.get("CXX", "g++")
MPIRUN = os.environ.get("MPIRUN") # none where MPI was not found
STRICT = "-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror"
ONNX_CONSUMER = """
#include "duet/core/shape.hpp"
#include <cstdio>
#include <onnx/onnx_pb.h>
int main() { std::printf("duet works here: %s\\n", onnx::ModelProto().has_graph() ? "no" : "yes"); }
"""
LIBRARY_ONLY = ["-DDUET_BUILD_TESTS=OFF", "-DDUET_BUILD_EXAMPLES=OFF", "-DDUET_BUILD_BENCH=OFF"]


def run(*command, folder=None, **environment):
    """What a command writes; its failure is the test's."""
    done = subprocess.run([str(word) for word in command], cwd=folder, env=os.environ | environment, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode:
        raise AssertionError(f"{' '.join(map(str, command))}\n{done.stdout}")
    return done.stdout


class Consumers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="duet package ")
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.source = cls.folder / "a checkout"
        cls.source.mkdir()
        for name in ("CMakeLists.txt", "LICENSE"):
            shutil.copy(SOURCE / name, cls.source)
        for name in ("cmake", "include"):
            shutil.copytree(SOURCE / name, cls.source / name)
        cls.consumers = shutil.copytree(SOURCE / "tests" / "package", cls.folder / "some consumers")
        cls.build = cls.folder / "build of duet"
        run(CMAKE, "-G", "Ninja", "-S", cls.source, "-B", cls.build, *LIBRARY_ONLY)
        cls.prefix = cls.folder / "an installation"
        run(CMAKE, "--install", cls.build, "--prefix", cls.prefix)

    def build_and_run(self, name, *options):
        """Returns the build folder of a consumer that CMake builds."""
        build = self.folder / f"build of {name}"
        run(CMAKE, "-G", "Ninja", "-S", self.consumers / name, "-B", build, f"-DCMAKE_CXX_FLAGS={STRICT}", *options)
        run(CMAKE, "--build", build)
        self.assertEqual(run(build / "consumer"), "duet works here: yes\n")
        return build

    def is_a_guest(self, build):
        """Nothing of duet's own was built, and nobody's processor was chosen."""
        commands = run("ninja", "-C", build, "-t", "commands")
        self.assertEqual(commands.count("consumer.cpp.o -c"), 1, commands)
        self.assertNotIn("march=", commands)
        targets = run("ninja", "-C", build, "-t", "targets", "all")
        for word in ("digits", "duet-bench", "test_", "first_network"):
            self.assertNotIn(word, targets)
        cache = (build / "CMakeCache.txt").read_text()
        for option in ("BUILD_TESTS", "BUILD_EXAMPLES", "BUILD_BENCH", "NATIVE", "INSTALL"):
            self.assertIn(f"DUET_{option}:BOOL=OFF", cache)

    def test_find_package(self):
        build = self.build_and_run("find_package", f"-DCMAKE_PREFIX_PATH={self.prefix}")
        self.assertNotIn("march=", run("ninja", "-C", build, "-t", "commands"))

    @unittest.skipUnless(MPIRUN, "no MPI")
    def test_find_package_with_mpi(self):
        build = self.folder / "build of a job"
        run(CMAKE, "-G", "Ninja", "-S", self.consumers / "find_package_mpi", "-B", build, f"-DCMAKE_CXX_FLAGS={STRICT}",
            f"-DCMAKE_PREFIX_PATH={self.prefix}")
        run(CMAKE, "--build", build)
        self.assertEqual(run(MPIRUN, "--allow-run-as-root", "--oversubscribe", "-n", "2", build / "consumer"), "2 ranks, 1 step\n")

    def test_where_there_is_no_mpi(self):
        def configure(name):
            return run(CMAKE, "-G", "Ninja", "-S", self.consumers / name, "-B", self.folder / f"build of {name} without MPI",
                       f"-DCMAKE_PREFIX_PATH={self.prefix}", "-DCMAKE_DISABLE_FIND_PACKAGE_MPI=ON")

        configure("find_package") # asks for the other components only
        with self.assertRaisesRegex(AssertionError, r"(?s)duet::mpi was not found.*libopenmpi-dev"):
            configure("find_package_mpi")

    def test_add_subdirectory(self):
        self.is_a_guest(self.build_and_run("add_subdirectory", f"-DDUET_FOLDER={self.source}"))

    def test_fetch_content(self):
        self.is_a_guest(self.build_and_run("fetch_content", f"-DDUET_FOLDER={self.source}"))

    def test_pkg_config(self):
        folder = self.consumers / "pkg_config"
        run("./build.sh", COMPILER, "-std=c++20", *STRICT.split(), folder=folder, PKG_CONFIG_PATH=str(self.prefix / "lib" / "pkgconfig"))
        self.assertEqual(run("./consumer", folder=folder), "duet works here: yes\n")

    def test_debian_package(self):
        run(CPACK, "--config", self.build / "CPackConfig.cmake", "-G", "DEB", "-B", self.folder / "packed", folder=self.build)
        package = next((self.folder / "packed").glob("libduet-dev_*.deb"))
        self.assertIn("libopenblas-openmp-dev", run("dpkg-deb", "--field", package, "Depends"))
        contents = run("dpkg-deb", "--contents", package)
        for path in ("include/duet/duet.hpp", "share/cmake/duet/duetConfig.cmake", "lib/pkgconfig/duet.pc", "share/doc/libduet-dev/copyright"):
            self.assertIn(f" ./usr/{path}\n", contents)
        run("dpkg-deb", "--extract", package, self.folder / "unpacked here")
        shutil.copytree(self.consumers / "find_package", self.consumers / "debian")
        self.build_and_run("debian", f"-DCMAKE_PREFIX_PATH={self.folder / 'unpacked here' / 'usr'}")

    def test_onnx_component(self):
        if not (self.prefix / "share" / "cmake" / "duet" / "duet_onnx.cmake").exists():
            self.skipTest("no libonnx-dev")
        shutil.copytree(self.consumers / "find_package", self.consumers / "onnx")
        project = self.consumers / "onnx" / "CMakeLists.txt"
        text = project.read_text()
        self.assertIn("COMPONENTS data io", text)
        project.write_text(text.replace("COMPONENTS data io", "COMPONENTS onnx data io").replace(" duet::io)", " duet::onnx)").replace("../", ""))
        (self.consumers / "onnx" / "consumer.cpp").write_text(ONNX_CONSUMER)
        self.build_and_run("onnx", f"-DCMAKE_PREFIX_PATH={self.prefix}")

    def test_another_version_is_refused(self):
        (self.folder / "later").mkdir()
        text = (self.consumers / "find_package" / "CMakeLists.txt").read_text()
        (self.folder / "later" / "CMakeLists.txt").write_text(text.replace("duet 0.1", "duet 0.2"))
        with self.assertRaisesRegex(AssertionError, r"version: 0\.1\.0"):
            run(CMAKE, "-G", "Ninja", "-S", self.folder / "later", "-B", self.folder / "build of later", f"-DCMAKE_PREFIX_PATH={self.prefix}")


if __name__ == "__main__":
    unittest.main()
