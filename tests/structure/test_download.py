"""The download of the real data set, against a server on this machine that misbehaves in every way it is told to."""
import http.server
import os
import pathlib
import re
import socket
import subprocess
import tempfile
import threading
import unittest

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "examples/digits/download_data.sh"
NAMES = [f"{kind}_{part}.npy" for part in ("train", "test") for kind in ("data_wr", "data_sp", "labels")]


def npy(descr, shape, item, version=1):
    """An npy file of `shape` with elements of `item` bytes each."""
    header = f"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}".ljust(117) + "\n"
    count = 1
    for extent in shape:
        count *= extent
    length = len(header).to_bytes(2 if version == 1 else 4, "little")
    return b"\x93NUMPY" + bytes([version, 0]) + length + header.encode() + bytes(i % 251 for i in range(count * item))


class Server(http.server.ThreadingHTTPServer):
    """Serves `files`; the attributes say how badly. `requests` remembers (name, first byte asked for)."""

    def __init__(self, files):
        super().__init__(("127.0.0.1", 0), Handler)
        self.files = files
        self.requests = []
        self.bytes_per_answer = None  # the connection is cut after so many
        self.cuts = 10**9  # so many times
        self.patience = 10**9  # answers, after which connections are closed without one
        self.ranges = True
        self.announces_size = True
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/files"

    def close(self):
        self.shutdown()
        self.server_close()


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        name = re.fullmatch(r"/files/(\w+\.npy)\?download=1", self.path)
        content = self.server.files.get(name and name[1])
        if content is None:
            return self.send_error(404)
        asked = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        begin = int(asked[1]) if asked and self.server.ranges else 0
        self.server.requests.append((name[1], int(asked[1]) if asked else 0))
        self.close_connection = True
        if len(self.server.requests) > self.server.patience:
            return None
        if begin and begin >= len(content):
            self.send_response(416)
            self.send_header("Content-Range", f"bytes */{len(content)}")
            self.send_header("Content-Length", "0")
            return self.end_headers()
        self.send_response(206 if begin else 200)
        if begin:
            self.send_header("Content-Range", f"bytes {begin}-{len(content) - 1}/{len(content)}")
        if self.server.announces_size:
            self.send_header("Content-Length", str(len(content) - begin))
        self.end_headers()
        end = len(content)
        if self.server.bytes_per_answer is not None and self.server.cuts > 0:
            end = min(end, begin + self.server.bytes_per_answer)
            self.server.cuts -= end < len(content)
        self.wfile.write(content[begin:end])

    def log_message(self, *arguments):
        pass


class Download(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.target = pathlib.Path(folder.name, "real data")
        self.files = {name: npy("<f8", (20, 30), 8) for name in NAMES}
        self.files["labels_train.npy"] = npy("|u1", (60,), 1, version=2)
        self.files["labels_test.npy"] = npy("<U1", (7,), 4)
        self.server = Server(self.files)
        self.addCleanup(self.server.close)

    def run_script(self, url=None):
        environment = {**os.environ, "DUET_DATA_URL": url or self.server.url, "no_proxy": "127.0.0.1"}
        return subprocess.run([SCRIPT, self.target], env=environment, capture_output=True, text=True, timeout=60)

    def present(self):
        return sorted(path.name for path in self.target.glob("*"))

    def assert_complete(self, done):
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(self.present(), sorted(NAMES))
        for name in NAMES:
            self.assertEqual(pathlib.Path(self.target, name).read_bytes(), self.files[name], name)

    def assert_refused(self, done, text, present):
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
        self.assertTrue(done.stderr.startswith("error: "), done.stderr)
        self.assertIn(text, done.stderr)
        self.assertEqual(self.present(), sorted(present))

    def test_whole(self):
        done = self.run_script()
        self.assert_complete(done)
        self.assertIn("CC-BY 4.0", done.stdout.splitlines()[2])
        self.server.requests.clear()
        self.assert_complete(self.run_script())
        self.assertEqual(self.server.requests, [])

    def test_cut_connections_are_continued(self):
        self.server.bytes_per_answer = 2000
        self.assert_complete(self.run_script())
        self.assertEqual([begin for name, begin in self.server.requests if name == NAMES[0]], [0, 2000, 4000])

    def test_next_run_continues(self):
        self.server.bytes_per_answer = 3000
        self.server.cuts = 1
        self.server.patience = 1
        self.assert_refused(self.run_script(), "broke after 3000 bytes; run it again", [NAMES[0] + ".part"])
        self.server.patience = 10**9
        self.server.requests.clear()
        self.assert_complete(self.run_script())
        self.assertEqual(self.server.requests[0], (NAMES[0], 3000))

    def test_silence_after_a_cut(self):
        self.server.bytes_per_answer = 0
        self.assert_refused(self.run_script(), "broke after 0 bytes; run it again", [])

    def test_whole_but_unnamed(self):
        self.target.mkdir()
        pathlib.Path(self.target, NAMES[0] + ".part").write_bytes(self.files[NAMES[0]])
        self.assert_complete(self.run_script())

    def test_server_that_cannot_continue(self):
        self.server.ranges = False
        self.target.mkdir()
        pathlib.Path(self.target, NAMES[0] + ".part").write_bytes(self.files[NAMES[0]][:100])
        self.assert_complete(self.run_script())

    def test_cut_without_an_announced_size(self):
        self.server.announces_size = False
        self.server.bytes_per_answer = 2000
        self.assert_refused(self.run_script(), "2000 bytes came, its header promises 4928", [])

    def test_longer_than_its_header_says(self):
        self.files[NAMES[2]] += b"?"
        self.assert_refused(self.run_script(), f"{NAMES[2]}: 191 bytes came, its header promises 190", NAMES[:2])

    def test_not_npy(self):
        for content in (b"", b"<html>", b"<html>" * 100, b"\x93NUMPY", npy("|O", (9,), 8)):
            self.files[NAMES[0]] = content
            self.assert_refused(self.run_script(), "it is no npy file", [])

    def test_stale_part_of_another_file(self):
        self.target.mkdir()
        pathlib.Path(self.target, NAMES[0] + ".part").write_bytes(bytes(9999))
        self.assert_refused(self.run_script(), "9999 bytes came, the server announced 4928", [])

    def test_damaged_file(self):
        self.target.mkdir()
        pathlib.Path(self.target, NAMES[0]).write_bytes(self.files[NAMES[0]][:-1])
        self.assert_refused(self.run_script(), "is damaged: delete it", [NAMES[0]])

    def test_missing_on_the_server(self):
        del self.files[NAMES[0]]
        self.assert_refused(self.run_script(), f"{NAMES[0]}: {self.server.url} answers 404", [])

    def test_no_network(self):
        with socket.socket() as nobody:
            nobody.bind(("127.0.0.1", 0))
            done = self.run_script(f"http://127.0.0.1:{nobody.getsockname()[1]}/files")
        self.assert_refused(done, "is there a network?", [])


if __name__ == "__main__":
    unittest.main()
