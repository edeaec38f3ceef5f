"""The recipes of vcpkg and Conan, as far as can be said without either: that they parse, agree with the project, and what they run."""
import ast
import json
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

SOURCE = pathlib.Path(__file__).resolve().parents[2]
CMAKE = os.environ.get("CMAKE", "cmake")
VERSION = re.search(r"project\(duet VERSION ([\d.]+)", (SOURCE / "CMakeLists.txt").read_text())[1]
PORT = SOURCE / "cmake" / "vcpkg" / "duet"

# What vcpkg gives a port, in so far as this one calls it.
VCPKG = """
function(vcpkg_cmake_configure)
    cmake_parse_arguments(arg "" SOURCE_PATH OPTIONS ${ARGN})
    execute_process(COMMAND ${CMAKE_COMMAND} -S ${arg_SOURCE_PATH} -B ${CURRENT_PACKAGES_DIR}-build ${arg_OPTIONS} COMMAND_ERROR_IS_FATAL ANY)
endfunction()
function(vcpkg_cmake_install)
    execute_process(COMMAND ${CMAKE_COMMAND} --install ${CURRENT_PACKAGES_DIR}-build --prefix ${CURRENT_PACKAGES_DIR} COMMAND_ERROR_IS_FATAL ANY)
endfunction()
function(vcpkg_cmake_config_fixup)
    cmake_parse_arguments(arg "" CONFIG_PATH "" ${ARGN})
    file(RENAME ${CURRENT_PACKAGES_DIR}/${arg_CONFIG_PATH} ${CURRENT_PACKAGES_DIR}/share/duet)
endfunction()
function(vcpkg_fixup_pkgconfig)
endfunction()
function(vcpkg_install_copyright)
    cmake_parse_arguments(arg "" "" FILE_LIST ${ARGN})
    file(COPY_FILE ${arg_FILE_LIST} ${CURRENT_PACKAGES_DIR}/share/duet/copyright)
endfunction()
"""


class Recipes(unittest.TestCase):
    def test_vcpkg_manifest(self):
        manifest = json.loads((PORT / "vcpkg.json").read_text())
        self.assertEqual((manifest["name"], manifest["version"], manifest["license"]), ("duet", VERSION, "BSD-3-Clause"))

    def test_vcpkg_port(self):
        with tempfile.TemporaryDirectory() as folder:
            script = pathlib.Path(folder, "run.cmake")
            script.write_text(f'{VCPKG}\nset(CURRENT_PACKAGES_DIR "{folder}/duet")\ninclude("{PORT}/portfile.cmake")\n')
            done = subprocess.run([CMAKE, "-P", script], text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            self.assertEqual(done.returncode, 0, done.stdout)
            share = sorted(path.name for path in pathlib.Path(folder, "duet", "share").rglob("*") if path.is_file())
            self.assertEqual(share, ["Dependencies.cmake", "copyright", "duet.cmake", "duetConfig.cmake", "duetConfigVersion.cmake",
                                     "duet_data.cmake", "duet_io.cmake"])

    def test_conan_recipe(self):
        path = SOURCE / "cmake" / "conan" / "conanfile.py"
        recipe = next(node for node in ast.parse(path.read_text()).body if isinstance(node, ast.ClassDef))
        values = {node.targets[0].id: node.value.value for node in recipe.body
                  if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)}
        self.assertEqual((values["name"], values["version"], values["license"]), ("duet", VERSION, "BSD-3-Clause"))


if __name__ == "__main__":
    unittest.main()
