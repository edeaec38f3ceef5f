"""The script dev: its words, and how it comes by packages, with stand-ins for the package tools."""
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

DEV = pathlib.Path(__file__).resolve().parents[2] / "dev"

# Says of every package but ninja-build that it is installed.
DPKG_QUERY = '[ "$3" = ninja-build ] || printf installed'
# Notes each call, and whether recommendations of the surroundings reached it; knows no package until its lists were updated.
APT_GET = """
echo "apt-get $* $DEBIAN_FRONTEND" >> "$STAND_INS/calls"
case "$*" in update) touch "$STAND_INS/updated" ;; *) [ -e "$STAND_INS/updated" ] ;; esac
"""
SUDO = 'echo sudo >> "$STAND_INS/calls"; PATH="$STAND_INS"; exec "$@"'


@unittest.skipUnless(os.path.exists("/etc/debian_version"), "not a Debian system")
class Packages(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.folder.chmod(0o777)
        for tool in ("bash", "env", "dirname"):
            self.folder.joinpath(tool).symlink_to(shutil.which(tool))
        self.stand_in("dpkg-query", DPKG_QUERY)
        self.stand_in("apt-get", APT_GET)

    def stand_in(self, name, body):
        path = self.folder / name
        path.write_text(f"#!/bin/sh\nPATH=/usr/bin:/bin\n{body}\n")
        path.chmod(0o755)

    def setup_as(self, root):
        """Runs `dev setup`, as root or not, with nothing but the stand-ins at hand."""
        if root != (os.geteuid() == 0):
            self.skipTest("root" if root else "not root")
        environment = {"PATH": str(self.folder), "STAND_INS": str(self.folder)}
        return subprocess.run([shutil.which("bash"), DEV, "setup"], env=environment, capture_output=True, text=True)

    def calls(self):
        path = self.folder / "calls"
        return path.read_text().splitlines() if path.exists() else []

    def test_nothing_missing(self):
        self.stand_in("dpkg-query", "printf installed")
        done = self.setup_as(os.geteuid() == 0)
        self.assertEqual((done.returncode, done.stderr, self.calls()), (0, "", []))

    def test_names_updates_installs(self):
        if os.geteuid():
            self.stand_in("sudo", SUDO)
        done = self.setup_as(os.geteuid() == 0)
        self.assertEqual((done.returncode, done.stderr), (0, "dev: missing packages: ninja-build\n"))
        install = "apt-get install --yes --no-install-recommends ninja-build"
        self.assertEqual([call.strip() for call in self.calls() if call != "sudo"],
                         [f"{install} --simulate", "apt-get update", f"{install} noninteractive"])

    def test_lists_that_are_there_are_not_fetched(self):
        self.folder.joinpath("updated").touch()
        if os.geteuid():
            self.stand_in("sudo", SUDO)
        self.setup_as(os.geteuid() == 0)
        self.assertNotIn("apt-get update", " ".join(self.calls()))

    def test_install_fails(self):
        self.stand_in("apt-get", "false")
        if os.geteuid():
            self.stand_in("sudo", SUDO)
        done = self.setup_as(os.geteuid() == 0)
        self.assertEqual(done.returncode, 1)
        self.assertIn("dev: apt-get update failed; is there a network?\n", done.stderr)

    def test_neither_root_nor_sudo(self):
        done = self.setup_as(False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("neither root nor sudo; have root run: apt-get install ninja-build\n", done.stderr)


class Words(unittest.TestCase):
    def run_dev(self, *words):
        return subprocess.run([DEV, *words], capture_output=True, text=True)

    def test_help_knows_every_word(self):
        words = re.findall(r"^([a-z]+)\) ", DEV.read_text(), re.M)
        self.assertIn("demo", words)
        for word in words:
            self.assertRegex(self.run_dev("help").stdout, rf"(?m)^  {word} ")

    def test_unknown_word(self):
        done = self.run_dev("tets")
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertEqual(done.stderr, "dev: unknown word 'tets'; ./dev help lists them\n")


if __name__ == "__main__":
    unittest.main()
