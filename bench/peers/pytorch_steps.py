"""Steps of PyTorch's twins on demand: the same lines and answers as `duet-bench --steps` (see bench/steps.hpp)."""
import json
import os
import resource
import sys
import time

import torch
from torch import nn

from pytorch_models import MODELS


def make_step(model, mode, batch, threads):
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    make, shapes = MODELS[model]
    module = make()
    inputs = [torch.randn(batch, *shape) for shape in shapes]
    if mode == "predict":
        module.eval()

        def predict():
            with torch.inference_mode():
                return module(*inputs)

        return predict
    labels = torch.arange(batch) % 10
    loss = nn.CrossEntropyLoss()
    optimiser = torch.optim.Adam(module.parameters())

    def train():
        optimiser.zero_grad(set_to_none=True)
        logits = module(*inputs)
        sum(loss(each, labels) for each in (logits if isinstance(logits, tuple) else (logits,))).backward()
        optimiser.step()

    return train


def main():
    torch.set_flush_denormal("FLUSH_SUBNORMALS" in os.environ)
    made_for, step = None, None
    for line in sys.stdin:
        model, mode, batch, threads, count = line.split()
        key = model, mode, batch, threads
        if key != made_for:
            step = None
            step = make_step(model, mode, int(batch), int(threads))
            made_for = key
        seconds = []
        for _ in range(int(count)):
            start = time.perf_counter()
            step()
            seconds.append(time.perf_counter() - start)
        print(json.dumps({"seconds": seconds, "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3}), flush=True)


if __name__ == "__main__":
    main()
