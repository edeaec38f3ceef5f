"""Every model of the program, exported to ONNX: valid by onnx's checker, and in ONNX Runtime the same to 1e-4.

usage: test_onnx.py DIGITS NODE_MODULES     exit code 77 without onnx or ONNX Runtime
"""
import sys
import tempfile
import unittest

import peers

PROGRAM, MODULES = sys.argv[1:3]
OUTPUTS = ["logits", "image_embedding", "audio_embedding"]


class Models(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.digits = peers.Digits(PROGRAM, folder.name)

    def check_model(self, name):
        run = self.digits.model(name)
        file = run / "model.onnx"
        peers.run(PROGRAM, "export", "--onnx", file, "--model", run)
        model = onnx.load(file)
        onnx.checker.check_model(model, full_check=True)
        self.assertEqual([(entry.domain, entry.version) for entry in model.opset_import], [("", 17)])
        self.assertEqual([value.name for value in model.graph.input], ["image", "audio"])
        self.assertEqual([value.name for value in model.graph.output], OUTPUTS)

        digits = self.digits
        all_rows, one_row = peers.onnx_runtime(
            MODULES,
            [
                (file, {"image": digits.images, "audio": digits.audio}, OUTPUTS),
                (file, {"image": digits.images[7:8], "audio": digits.audio[7:8]}, OUTPUTS),
            ],
        )
        expected = digits.logits(run)
        logits = all_rows["logits"].reshape(expected.shape)
        self.assertGreater(numpy.ptp(expected, axis=0).min(), 1e-2, "the rows do not differ: nothing is compared")
        self.assertLess(abs(logits - expected).max(), 1e-4)
        self.assertLess(abs(one_row["logits"] - expected[7]).max(), 1e-4)
        return run, all_rows

    def test_cnn_rnn_linear(self):
        run, said = self.check_model("cnn-rnn-linear")
        tensors = peers.read_checkpoint(run / "model.safetensors")
        embeddings = [said[name].reshape(peers.Digits.ROWS, -1) for name in OUTPUTS[1:]]
        logits = numpy.concatenate(embeddings, 1) @ tensors["fc.weight"].T + tensors["fc.bias"]
        self.assertLess(abs(logits.ravel() - said["logits"]).max(), 1e-4)

    def test_cnn_rnn_attention(self):
        self.check_model("cnn-rnn-attention")

    def test_cnn_transformer_linear(self):
        self.check_model("cnn-transformer-linear")

    def test_cnn_transformer_attention(self):
        self.check_model("cnn-transformer-attention")

    def test_twin39(self):
        _, said = self.check_model("twin39")
        self.assertEqual([said[name].size for name in OUTPUTS[1:]], [128 * peers.Digits.ROWS] * 2)

    def test_duet(self):
        _, said = self.check_model("duet")
        self.assertEqual([said[name].size for name in OUTPUTS[1:]], [128 * peers.Digits.ROWS] * 2)


if __name__ == "__main__":
    peers.require("onnx", "numpy")
    peers.require_onnx_runtime(MODULES)
    import numpy
    import onnx

    unittest.main(argv=[sys.argv[0]])
