"""What configuring says where something is missing or wrong: one sentence, with the command that mends it.

CMAKE, in the environment, says which cmake."""
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

SOURCE = pathlib.Path(__file__).resolve().parents[2]
CMAKE = os.environ.get("CMAKE", "cmake")
LIBRARY_ONLY = ["-DDUET_BUILD_TESTS=OFF", "-DDUET_BUILD_EXAMPLES=OFF", "-DDUET_BUILD_BENCH=OFF"]

# Runs after project(): a machine without the libraries whose find variables are listed.
MACHINE_WITHOUT = """
function(find_library variable)
    if(variable IN_LIST WITHOUT)
        set(${variable} NOTFOUND PARENT_SCOPE)
    else()
        _find_library(${ARGV})
    endif()
endfunction()
macro(find_package name)
    if(NOT "${name}" IN_LIST WITHOUT)
        _find_package(${name} ${ARGN})
    endif()
endmacro()
"""
# A compiler that says it is version 11.
OLD_COMPILER = '#!/bin/sh\nexec g++ -U__GNUC__ -D__GNUC__=11 "$@"\n'


class Configuring(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="duet configure ")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def configure(self, *options):
        """(exit code, what was said, on one line)"""
        done = subprocess.run([CMAKE, "-S", SOURCE, "-B", self.folder / "build", *LIBRARY_ONLY, *options],
                              text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return done.returncode, " ".join(done.stdout.split())

    def fails_with(self, words, *options):
        code, said = self.configure(*options)
        self.assertEqual((code, said.count("CMake Error")), (1, 1), said)
        self.assertIn(words, said)

    def without(self, *variables):
        path = self.folder / "machine.cmake"
        path.write_text(MACHINE_WITHOUT)
        return [f"-DCMAKE_PROJECT_duet_INCLUDE={path}", f"-DWITHOUT={';'.join(variables)}"]

    def test_all_is_there(self):
        self.assertEqual(self.configure()[0], 0)

    def test_blas_is_absent(self):
        self.fails_with("Not found: OpenBLAS's OpenMP build (elsewhere than on Debian: -DDUET_OPENBLAS=/path/to/libopenblas.so). "
                        "On Debian: apt-get install libopenblas-openmp-dev", *self.without("DUET_OPENBLAS"))

    def test_all_that_is_absent_is_named_at_once(self):
        self.fails_with("apt-get install libxtensor-dev libxsimd-dev libopenblas-openmp-dev", *self.without("DUET_OPENBLAS", "xtensor", "xsimd"))

    def test_pthread_blas(self):
        library = self.folder / "libopenblas.so"
        library.write_bytes(b"\x7fELF\0pthread_create\0openblas_get_parallel\0")
        self.fails_with(f"Not found: OpenBLAS's OpenMP build ({library} is another, and one of pthreads fights with OpenMP over the cores). "
                        "On Debian: apt-get install libopenblas-openmp-dev", f"-DDUET_OPENBLAS={library}")
        self.assertEqual(self.configure()[0], 0)  # the same folder, when the right one is there

    @unittest.skipUnless(shutil.which("g++"), "no g++")
    def test_old_compiler(self):
        compiler = self.folder / "g++-old"
        compiler.write_text(OLD_COMPILER)
        compiler.chmod(0o755)
        code, said = self.configure(f"-DCMAKE_CXX_COMPILER={compiler}")
        self.assertEqual((code, said.count("CMake Error")), (1, 1), said)
        self.assertRegex(said, r"Not found: g\+\+ 12 or clang\+\+ 19, or newer \(.*g\+\+-old is GNU 11\.\S+: in a new build folder, "
                               r"cmake -DCMAKE_CXX_COMPILER=g\+\+-12\)\. On Debian: apt-get install g\+\+-12")


if __name__ == "__main__":
    unittest.main()
