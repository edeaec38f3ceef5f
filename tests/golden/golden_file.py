"""Writes one golden case: a safetensors file of float64 tensors, made by a few lines of json and numpy so that it is
independent of the C++ writer it is used to test (format: https://huggingface.co/docs/safetensors)."""
import json
import os
import zlib

import numpy
import torch

FOLDER = os.path.dirname(os.path.abspath(__file__))
BATCH = 3


def seed(case):
    """A seed of the case's own, so that adding a case leaves the other files as they are."""
    torch.manual_seed(zlib.crc32(case.encode()))


def randomise(module):
    """Parameters large enough that each one shows in the output: weights of deviation 1.3 / sqrt(fan in), gains around 1, biases around 0."""
    for name, parameter in module.named_parameters():
        noise = torch.randn(parameter.shape)
        gain = "norm" in name or isinstance(module, torch.nn.LayerNorm)
        if parameter.dim() > 1:
            value = noise * 1.3 / parameter[0].numel() ** 0.5
        elif gain and name.endswith("weight"):
            value = 1 + 0.4 * noise
        else:
            value = 0.4 * noise
        parameter.data.copy_(value)


def write(case, tensors, **settings):
    """tensors: name -> torch tensor or array. settings: what the other side must set likewise, kept as metadata."""
    header = {"__metadata__": {"case": case, **{key: str(value) for key, value in settings.items()}}}
    data = b""
    for name, tensor in tensors.items():
        if isinstance(tensor, torch.Tensor):
            tensor = tensor.detach().numpy()
        array = numpy.asarray(tensor, dtype="<f8", order="C")
        begin, data = len(data), data + array.tobytes()
        header[name] = {"dtype": "F64", "shape": list(array.shape), "data_offsets": [begin, len(data)]}
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(os.path.join(FOLDER, case + ".safetensors"), "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text + data)
