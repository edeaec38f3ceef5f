"""Every kind of layer, in small networks, by PyTorch (1e-5) and in ONNX Runtime (1e-4), which must give what duet gave.

usage: test_networks.py NETWORKS NODE_MODULES     exit code 77 without PyTorch, onnx or ONNX Runtime
"""
import pathlib
import sys
import tempfile
import unittest

import peers

PROGRAM, MODULES = sys.argv[1:3]


class Networks(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.networks = {}
        for line in peers.run(PROGRAM, folder.name).splitlines():
            name, inputs, outputs = line.split()
            tensors = peers.read_checkpoint(cls.folder / f"{name}.safetensors")
            x = {f"x{i}": tensors.pop(f"x{i}") for i in range(int(inputs))}
            y = {f"y{i}": tensors.pop(f"y{i}") for i in range(int(outputs))}
            cls.networks[name] = x, y, {key.removeprefix("parameter."): tensor for key, tensor in tensors.items()}

    def test_there_are_some(self):
        self.assertEqual(len(self.networks), 6)
        for _, y, _ in self.networks.values():
            for tensor in y.values():
                self.assertGreater(numpy.ptp(tensor, axis=0).min(), 1e-2, "the samples do not differ: nothing is compared")

    def test_pytorch(self):
        for name, (x, y, parameters) in self.networks.items():
            with self.subTest(name):
                network = peers.load_twin(self.folder / f"{name}.py", parameters)
                with torch.no_grad():
                    said = network(*(torch.tensor(tensor) for tensor in x.values()))
                said = said if isinstance(said, tuple) else (said,)
                self.assertEqual(len(said), len(y))
                for tensor, expected in zip(said, y.values()):
                    self.assertEqual(tensor.shape, expected.shape)
                    self.assertLess(abs(tensor.numpy() - expected).max(), 1e-5)

    def test_onnx(self):
        files = {name: self.folder / f"{name}.onnx" for name in self.networks}
        said = peers.onnx_runtime(MODULES, [(files[name], x, list(y)) for name, (x, y, _) in self.networks.items()])
        for (name, (_, y, _)), outputs in zip(self.networks.items(), said):
            with self.subTest(name):
                onnx.checker.check_model(onnx.load(files[name]), full_check=True)
                for key, expected in y.items():
                    self.assertLess(abs(outputs[key] - expected.ravel()).max(), 1e-4)


if __name__ == "__main__":
    peers.require("torch", "onnx", "numpy")
    peers.require_onnx_runtime(MODULES)
    import numpy
    import onnx
    import torch

    unittest.main(argv=[sys.argv[0]])
