"""Writes the seeds of the fuzz targets: small files that each reader takes, and some that it does not.

usage: make_seeds.py FOLDER     one folder for each target in FOLDER
"""
import gzip
import io
import json
import pathlib
import struct
import sys
import zipfile


def npy(descr, shape, data, version=1, order=False):
    header = f"{{'descr': '{descr}', 'fortran_order': {order}, 'shape': {shape}, }}".encode()
    start = 10 if version == 1 else 12
    header += b" " * (-(start + len(header) + 1) % 64) + b"\n"
    return b"\x93NUMPY" + bytes([version, 0]) + struct.pack("<H" if version == 1 else "<I", len(header)) + header + data


def npz(arrays, compression=zipfile.ZIP_STORED):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", compression) as file:
        for name, array in arrays.items():
            member = zipfile.ZipInfo(name + ".npy")
            member.compress_type = compression
            with file.open(member, "w", force_zip64=True) as opened:  # as numpy.savez does
                opened.write(array)
    return archive.getvalue()


def wav(tag, channels, bits, data, rate=8000):
    frame = channels * bits // 8
    chunk = struct.pack("<HHIIHH", tag, channels, rate, rate * frame, frame, bits)
    body = b"WAVEfmt " + struct.pack("<I", len(chunk)) + chunk + b"data" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(body)) + body


def safetensors(tensors, metadata=None, size=None):
    """tensors: name -> (dtype, shape, bytes)"""
    header, data = {}, b""
    for name, (dtype, shape, values) in tensors.items():
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [len(data), len(data) + len(values)]}
        data += values
    if metadata is not None:
        header["__metadata__"] = metadata
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text) if size is None else size) + text + data


def trainer(steps="3", dtype="F32"):
    two, one = struct.pack("<2f", 1, -2), struct.pack("<f", 3)
    tensors = {f"{kind}.{name}": (dtype, shape, data) for kind in ("parameters", "momentum_buffer")
               for name, shape, data in (("weight", [1, 2], two), ("bias", [1], one))}
    return safetensors(tensors, {"steps": steps, "epoch": "2"})


IMAGE = bytes([0, 0, 8, 3]) + struct.pack(">3I", 2, 2, 2) + bytes(range(8))
ROWS = [bytes([1]) * 1568, struct.pack("<1014f", *[1.0] * 1014)]
METRICS = b"epoch,train_loss,train_acc,val_loss,val_acc,seconds\n1,2.25,0.5,1e-3,0.75,0.125\n2,2,0.5,1,0.75,0.1\n"
SEEDS = {
    "npy": [npy("<f4", (2, 3), struct.pack("<6f", *range(6))), npy(">f8", (2, 1), struct.pack(">2d", 1, 2)), npy("|u1", (4,), bytes(4)),
            npy("<i2", (2, 2), bytes(8), version=2, order=True), npy("<f2", (1, 2), bytes(4), version=3), npy("|b1", (2, 2), bytes(4)),
            npy("<f4", (1 << 60, 3), bytes(8)), npy("<f4", (0, 3), b"")],
    "npz": [npz({"x": npy("<f4", (2, 3), bytes(24)), "y": npy("|u1", (4,), bytes(4))}),
            npz({"x": npy("<f8", (5, 9), bytes(360))}, zipfile.ZIP_DEFLATED), npz({}), npz({"x": npy("<f4", (1 << 60, 3), bytes(8))}),
            npz({"x": npy("<i2", (2, 2), bytes(8), order=True)}, zipfile.ZIP_BZIP2)],
    "csv": [b"row_id,label\n0,1\n1,9\n", b"row_id,wav\r\n0,\"a \"\"b\"\",c.wav\"\r\n", b"\xef\xbb\xbfrow_id,label\n\n0,3", b"label\n", b"a,b\n1\n"],
    "idx": [IMAGE, gzip.compress(IMAGE, mtime=0), bytes([0, 0, 8, 1]) + struct.pack(">I", 3) + bytes([1, 2, 3]),
            bytes([0, 0, 8, 3]) + struct.pack(">3I", 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF), gzip.compress(IMAGE, mtime=0)[:-4]],
    "wav": [wav(1, 1, 16, bytes(range(64))), wav(1, 2, 8, bytes(32)), wav(1, 1, 24, bytes(48)), wav(3, 1, 32, struct.pack("<4f", 0, 1, -1, 0.5)),
            wav(7, 1, 8, bytes(range(32))), wav(3, 1, 64, struct.pack("<2d", float("nan"), 1)), wav(1, 1, 16, b"")],
    "safetensors": [safetensors({"a": ("F32", [2, 2], bytes(16)), "b": ("I64", [], bytes(8))}, {"key": "text"}),
                    safetensors({"h": ("F16", [3], bytes(6)), "q": ("BF16", [1], bytes(2)), "t": ("BOOL", [2], b"\1\0")}), safetensors({}),
                    safetensors({"a": ("U8", [0], b"")}, size=1 << 60), safetensors({"a": ("F64", [1 << 32, 1 << 32], bytes(8))})],
    "trainer_state": [trainer(), trainer(steps="-1"), trainer(dtype="I32")],
    "predict": [b"\0" + npy("|u1", (2, 784), ROWS[0]), b"\1" + npy("<f4", (2, 507), ROWS[1]), b"\0" + npy("<f4", (2, 784), bytes(4)),
                b"\2row_id,label\n0,1\n1,9\n", b"\2row_id,label\n0,10\n", b"\3\0\0" + struct.pack("<Q", 1 << 40), b"\3\0\x08{\"__metadata__\":{"],
    "metrics": [METRICS, METRICS[:60], METRICS.replace(b"\n2,", b"\n3,"), METRICS.replace(b"1e-3", b"nan")],
}


def main():
    for target, seeds in SEEDS.items():
        folder = pathlib.Path(sys.argv[1]) / target
        folder.mkdir(parents=True, exist_ok=True)
        for number, seed in enumerate(seeds):
            (folder / f"seed-{number}").write_bytes(seed)


if __name__ == "__main__":
    main()
