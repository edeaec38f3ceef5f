#!/usr/bin/env python3
"""Makes a safetensors file of a PyTorch checkpoint (.pth): the state_dict itself, or one that it holds as "state_dict" or "model_state_dict".

usage: pth_to_safetensors.py IN.pth OUT.safetensors
"""
import json
import sys

import torch

KINDS = {torch.float64: "F64", torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16", torch.int64: "I64", torch.int32: "I32"}


def main(source, target):
    try:
        loaded = torch.load(source, map_location="cpu", weights_only=True)
    except OSError as error:
        sys.exit(f"{source}: cannot be read: {error.strerror}")
    except Exception:  # torch raises whatever its readers do
        sys.exit(f"{source}: holds more or less than tensors; expected what torch.save(model.state_dict(), ...) writes")
    for key in ("state_dict", "model_state_dict"):
        loaded = loaded.get(key, loaded) if isinstance(loaded, dict) else loaded
    if not isinstance(loaded, dict):
        sys.exit(f"{source}: holds a {type(loaded).__name__}; expected a state_dict")
    header, data = {}, bytearray()
    for name, tensor in loaded.items():
        if not isinstance(tensor, torch.Tensor):
            sys.exit(f"{source}: '{name}' is no tensor; expected a state_dict, itself or as 'state_dict' or 'model_state_dict'")
        whole = tensor.detach().contiguous()
        if whole.dtype not in KINDS:
            sys.exit(f"{source}: {name} is of {whole.dtype}; expected one of {', '.join(KINDS.values())}")
        bytes_of = (whole.view(torch.int16) if whole.dtype == torch.bfloat16 else whole).numpy().tobytes()
        header[name] = {"dtype": KINDS[whole.dtype], "shape": list(whole.shape), "data_offsets": [len(data), len(data) + len(bytes_of)]}
        data += bytes_of
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    try:
        with open(target, "wb") as file:
            file.write(len(text).to_bytes(8, "little") + text + data)
    except OSError as error:
        sys.exit(f"{target}: cannot be written: {error.strerror}")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
