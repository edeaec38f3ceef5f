"""What the published PyTorch program saved, imported: the same logits to 1e-4 for each of its models, from tensors of each type.

usage: test_import.py DIGITS CONVERTER     exit code 77 without PyTorch
"""
import subprocess
import sys
import tempfile
import unittest

import peers

PROGRAM, CONVERTER = sys.argv[1:3]


class Import(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.digits = peers.Digits(PROGRAM, folder.name, rarely_lit=False)

    def state_dict(self, tensors):
        """The tensors as a .pth file, converted."""
        torch.save(tensors, self.digits.folder / "original.pth")
        peers.run(sys.executable, CONVERTER, self.digits.folder / "original.pth", self.digits.folder / "original.safetensors")
        return self.digits.folder / "original.safetensors"

    def standardised(self, which, rows):
        known = numpy.load(self.digits.data / f"x_train_{which}.npy").astype("f8")
        return torch.tensor(((rows - known.mean(axis=0)) / (known.std(axis=0) + 1e-10)).astype("f4"))

    def random_original(self, name):
        torch.manual_seed(3)
        model = original.Original(name).eval()
        for key, parameter in model.named_parameters():
            noise = torch.randn(parameter.shape)
            gain = 1 if "norm" in key and key.endswith("weight") else 0
            parameter.data = noise * 1.3 / parameter[0].numel() ** 0.5 if parameter.dim() > 1 else 0.4 * noise + gain
        return model

    def check_model(self, name, dtype):
        model = self.random_original(name)
        tensors = {key: tensor.to(dtype) for key, tensor in model.state_dict().items()}
        model.load_state_dict({key: tensor.float() for key, tensor in tensors.items()})
        out = self.digits.folder / name
        command = ["import", "--state-dict", self.state_dict(tensors), "--model", name, "--statistics-from", self.digits.data, "--out", out]
        peers.run(PROGRAM, *command)
        with torch.no_grad():
            expected = model(self.standardised("wr", self.digits.images), self.standardised("sp", self.digits.audio)).numpy()
        self.assertGreater(numpy.ptp(expected, axis=0).min(), 1e-2, "the rows do not differ: nothing is compared")
        self.assertLess(abs(self.digits.logits(out) - expected).max(), 1e-4)

    def test_cnn_rnn_linear_float64(self):
        self.check_model("cnn-rnn-linear", torch.float64)

    def test_cnn_rnn_attention_float32(self):
        self.check_model("cnn-rnn-attention", torch.float32)

    def test_cnn_transformer_linear_float16(self):
        self.check_model("cnn-transformer-linear", torch.float16)

    def test_cnn_transformer_attention_bfloat16(self):
        self.check_model("cnn-transformer-attention", torch.bfloat16)

    def refusal(self, tensors, name):
        out = self.digits.folder / "refused"
        command = [PROGRAM, "import", "--state-dict", self.state_dict(tensors), "--model", name, "--out", out]
        done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n")), (2, "", 1))
        self.assertFalse(out.exists())
        return done.stderr

    def test_every_tensor_that_does_not_fit_is_named(self):
        tensors = self.random_original("cnn-rnn-attention").state_dict()
        removed = [key for key in tensors if key.startswith(("cnn.", "multi_head_attention.w"))]
        for key in removed:
            del tensors[key]
        tensors["fc.weight"] = tensors["fc.weight"][:, :100]
        tensors["rnn.lstm.extra"] = torch.zeros(3)
        said = self.refusal(tensors, "cnn-rnn-attention")
        for key in removed:
            self.assertIn(f"'{key}' is missing", said)
        self.assertIn("'fc.weight' has shape (10, 100), expected (10, 128)", said)
        self.assertIn("'rnn.lstm.extra' is not a parameter of it", said)

    def test_what_cannot_be_converted_is_one_line(self):
        folder = self.digits.folder
        (folder / "text.pth").write_text("no checkpoint")
        torch.save({"epoch": 3, "optimizer": {}}, folder / "training.pth")
        torch.save(torch.zeros(3), folder / "tensor.pth")
        torch.save({"fc.bias": torch.zeros(3)}, folder / "good.pth")
        for source, target, part in (("nowhere.pth", "x", "nowhere.pth: cannot be read"), ("text.pth", "x", "text.pth: holds more or less than tensors"),
                                     ("training.pth", "x", "'epoch' is no tensor; expected a state_dict"),
                                     ("tensor.pth", "x", "holds a Tensor; expected a state_dict"), ("good.pth", "none/x", "none/x: cannot be written")):
            done = subprocess.run([sys.executable, CONVERTER, folder / source, folder / target], capture_output=True, text=True, check=False)
            self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n")), (1, "", 1), done.stderr)
            self.assertIn(part, done.stderr)

    def test_what_is_no_published_model_is_refused(self):
        tensors = self.random_original("cnn-rnn-attention").state_dict()
        self.assertIn("the original program has no model 'twin39'", self.refusal(tensors, "twin39"))
        tensors["fc.bias"][3] = float("nan")
        self.assertIn("tensor 'fc.bias' holds NaN or infinity", self.refusal(tensors, "cnn-rnn-attention"))


if __name__ == "__main__":
    peers.require("torch", "numpy")
    import numpy
    import original
    import torch

    unittest.main(argv=[sys.argv[0]])
