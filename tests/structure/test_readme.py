"""The README's commands of the program digits do what they are shown to do, in their order and as they stand there; only the training is shorter."""
import os
import pathlib
import re
import shlex
import signal
import subprocess
import tempfile
import unittest
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
DIGITS = "build/release/bin/digits"


def commands():
    """Each as a list of words."""
    block = re.search(rf"```sh\n((?:{DIGITS}.*\n)+)```", (ROOT / "README.md").read_text(encoding="utf-8")).group(1)
    return [shlex.split(line, comments=True) for line in block.splitlines()]


def shorter(command):
    """The same in a second or two."""
    if command[1] != "train":
        return command
    command = command + ["--limit", "300"]
    command[command.index("--epochs") + 1] = "1"
    return command


class Readme(unittest.TestCase):
    def serve(self, command, folder):
        """A page answers until Ctrl-C."""
        with subprocess.Popen([*command, "--port", "0"], cwd=folder, stdout=subprocess.PIPE, text=True) as program:
            address = re.search(r"http://127\.0\.0\.1:\d+/", program.stdout.readline()).group()
            with urllib.request.urlopen(address, timeout=30) as answer:
                self.assertIn("<!doctype html>", answer.read().decode().lower())
            program.send_signal(signal.SIGINT)
            self.assertIn(program.wait(30), (0, 130))

    def test_commands_run_in_order(self):
        program = os.environ.get("DIGITS_PROGRAM")
        if not program:
            self.skipTest("DIGITS_PROGRAM does not name the program")
        with tempfile.TemporaryDirectory() as folder:
            named = pathlib.Path(folder) / DIGITS
            named.parent.mkdir(parents=True)
            named.symlink_to(program)
            seen = set()
            for command in commands():
                with self.subTest(command=" ".join(command)):
                    if command[1] == "serve":
                        self.serve(command, folder)
                    else:
                        done = subprocess.run(shorter(command), cwd=folder, capture_output=True, text=True, timeout=250, check=False)
                        self.assertEqual(0, done.returncode, done.stderr)
                    for option in ("--out", "--onnx"):
                        if option in command:
                            self.assertTrue((pathlib.Path(folder) / command[command.index(option) + 1]).exists())
                seen.add(command[1])
            self.assertLessEqual({"train", "predict", "evaluate", "embed", "serve", "export", "features"}, seen)


if __name__ == "__main__":
    unittest.main()
