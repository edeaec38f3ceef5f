"""Trains the PyTorch twin of a model as `digits train` trains ours: the same files, standardising, kind of split, batch, optimiser and rate.
Prints a line an epoch: "epoch 3/10 ... val acc 99.05 %"."""
import argparse
import csv
import pathlib

import numpy
import torch
from torch import nn

from pytorch_models import MODELS


def load(folder):
    """Standardised pictures and sounds, labels, and the recording of each row."""
    image = numpy.load(folder / "x_train_wr.npy").astype(numpy.float32).reshape(-1, 784)
    audio = numpy.load(folder / "x_train_sp.npy").astype(numpy.float32).reshape(-1, 507)
    with open(folder / "y_train.csv", newline="") as file:
        labels = [int(row["label"]) for row in csv.DictReader(file)]
    with open(folder / "pairs_train.csv", newline="") as file:
        recordings = [row["wav"] for row in csv.DictReader(file)]
    return image, audio, numpy.array(labels), numpy.array(recordings)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--model", default="twin39", choices=[name for name in MODELS if len(MODELS[name][1]) == 2 and name != "duet"])
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    torch.set_flush_denormal(True)
    image, audio, labels, recordings = load(arguments.data)

    generator = numpy.random.default_rng(arguments.seed)
    names = generator.permutation(numpy.unique(recordings))
    validate = numpy.isin(recordings, names[: len(names) // 5])
    make, shapes = MODELS[arguments.model]

    def tensors(rows):
        parts = []
        for values, shape in zip((image, audio), shapes):
            mean, deviation = values[~validate].mean(0), values[~validate].std(0)
            parts.append(torch.from_numpy((values[rows] - mean) / numpy.where(deviation > 0, deviation, 1)).reshape(-1, *shape))
        return [*parts, torch.from_numpy(labels[rows])]

    train, held_out = tensors(~validate), tensors(validate)
    module, loss = make(), nn.CrossEntropyLoss()
    optimiser = torch.optim.Adam(module.parameters(), lr=1e-3)
    for epoch in range(arguments.epochs):
        module.train()
        for rows in torch.randperm(len(train[2])).split(128):
            optimiser.zero_grad(set_to_none=True)
            loss(module(train[0][rows], train[1][rows]), train[2][rows]).backward()
            optimiser.step()
        module.eval()
        with torch.inference_mode():
            parts = [module(*batch).argmax(1) for batch in zip(held_out[0].split(512), held_out[1].split(512))]
        accuracy = (torch.cat(parts) == held_out[2]).float().mean().item()
        print(f"epoch {epoch + 1}/{arguments.epochs} val acc {100 * accuracy:.2f} %", flush=True)


if __name__ == "__main__":
    main()
