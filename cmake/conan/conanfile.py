"""conan create <this checkout>/cmake/conan"""
import os

from conan import ConanFile
from conan.tools.build import check_min_cppstd
from conan.tools.cmake import CMake
from conan.tools.files import copy, rmdir


class Duet(ConanFile):
    name = "duet"
    version = "0.1.0"
    description = "Neural networks as C++20 types"
    license = "BSD-3-Clause"
    package_type = "header-library"
    settings = "os", "arch", "compiler", "build_type"
    generators = "CMakeToolchain", "CMakeDeps"
    default_options = {"openblas/*:use_openmp": True}
    no_copy_source = True

    def export_sources(self):
        project = os.path.join(self.recipe_folder, "..", "..")
        for pattern in ("CMakeLists.txt", "LICENSE", "cmake/*", "include/*"):
            copy(self, pattern, project, self.export_sources_folder)

    def requirements(self):
        self.requires("xtensor/0.24.6", force=True)
        self.requires("xtensor-blas/0.20.0")
        self.requires("xsimd/8.1.0", force=True)
        self.requires("openblas/[>=0.3.21]", force=True)
        self.requires("nlohmann_json/[>=3.11]")

    def validate(self):
        check_min_cppstd(self, 20)

    def build(self):
        cmake = CMake(self)
        cmake.configure({f"DUET_{what}": "OFF" for what in ("BUILD_TESTS", "BUILD_EXAMPLES", "BUILD_BENCH", "NATIVE")})

    def package(self):
        CMake(self).install()
        copy(self, "LICENSE", self.source_folder, os.path.join(self.package_folder, "licenses"))
        rmdir(self, os.path.join(self.package_folder, "lib"))
        rmdir(self, os.path.join(self.package_folder, "share", "doc"))

    def package_id(self):
        self.info.clear()

    def package_info(self):
        self.cpp_info.bindirs = []
        self.cpp_info.libdirs = []
        self.cpp_info.builddirs = [os.path.join("share", "cmake", "duet")]
        self.cpp_info.set_property("cmake_find_mode", "none")  # the package's own duetConfig.cmake
