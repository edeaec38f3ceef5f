"""Every model of the program against its generated PyTorch twin: the checkpoint is the twin's state_dict, and the logits agree to 1e-5.

usage: test_pytorch.py DIGITS     exit code 77 without PyTorch
"""
import sys
import tempfile
import unittest

import peers

PROGRAM = sys.argv[1]


def front_end(rows):
    """What the model duet hears: each utterance normalised, and slopes over two frames behind the values."""
    tokens = rows.reshape(-1, 39, 13).astype("f8")
    level = tokens[:, :, 12:] - tokens[:, :, 12:].max(axis=1, keepdims=True)
    weight = 1 / (1 + numpy.exp(-2 * (level + 5)))
    cepstra = tokens[:, :, :12] - (weight * tokens[:, :, :12]).sum(axis=1, keepdims=True) / weight.sum(axis=1, keepdims=True)
    tokens = numpy.concatenate([cepstra, numpy.maximum(level, -7)], axis=2)
    padded = numpy.pad(tokens, ((0, 0), (2, 2), (0, 0)), mode="edge")
    slopes = sum(n / 10 * (padded[:, 2 + n : 41 + n] - padded[:, 2 - n : 41 - n]) for n in (1, 2))
    return numpy.concatenate([tokens, slopes], axis=2).reshape(len(rows), -1)


def standardised(rows, facts, which):
    mean, deviation = (numpy.array(facts[f"{which}.{key}"].split(), "f8") for key in ("mean", "deviation"))
    clip = float(facts[f"{which}.clip"])
    return torch.tensor(numpy.clip((rows - mean) / (deviation + 1e-10), -clip, clip).astype("f4"))


class Models(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.digits = peers.Digits(PROGRAM, folder.name)

    def check_model(self, name, shape=(507,)):
        run = self.digits.model(name)
        checkpoint = run / "model.safetensors"
        peers.run(PROGRAM, "export", "--pytorch", run / "twin.py", "--model", run)
        network = peers.load_twin(run / "twin.py", peers.read_checkpoint(checkpoint))
        facts = peers.read_metadata(checkpoint)
        heard = front_end(self.digits.audio) if name == "duet" else self.digits.audio
        image = standardised(self.digits.images, facts, "image").reshape(-1, 1, 28, 28)
        audio = standardised(heard, facts, "audio").reshape(-1, *shape)
        with torch.no_grad():
            said = network(image, audio)
        logits = (said[0] if isinstance(said, tuple) else said).numpy()
        expected = self.digits.logits(run)
        self.assertGreater(numpy.ptp(expected, axis=0).min(), 1e-2, "the rows do not differ: nothing is compared")
        scale = max(1, abs(expected).max())
        self.assertLess(abs(logits - expected).max() / scale, 1e-5)

    def test_cnn_rnn_linear(self):
        self.check_model("cnn-rnn-linear")

    def test_cnn_rnn_attention(self):
        self.check_model("cnn-rnn-attention")

    def test_cnn_transformer_linear(self):
        self.check_model("cnn-transformer-linear")

    def test_cnn_transformer_attention(self):
        self.check_model("cnn-transformer-attention")

    def test_twin39(self):
        self.check_model("twin39", (39, 13))

    def test_duet(self):
        self.check_model("duet", (39, 26))


if __name__ == "__main__":
    peers.require("torch", "numpy")
    import numpy
    import torch

    unittest.main(argv=[sys.argv[0]])
