"""The published program's four models, with its names, written from their description."""
import math

import torch
from torch import nn
from torch.nn import functional


class Image(nn.Module):
    def __init__(self, kernel, outputs):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 32, kernel, padding="same")
        self.conv2 = nn.Conv2d(32, 64, kernel, padding="same")
        self.fc1 = nn.Linear(64 * 7 * 7, 256)
        self.fc2 = nn.Linear(256, outputs)

    def forward(self, x):
        x = functional.max_pool2d(functional.relu(self.conv1(x.reshape(-1, 1, 28, 28))), 2)
        x = functional.max_pool2d(functional.relu(self.conv2(x)), 2)
        return self.fc2(functional.relu(self.fc1(x.flatten(1))))


class Recurrent(nn.Module):
    def __init__(self, layers, outputs):
        super().__init__()
        self.lstm = nn.LSTM(1, 256, layers, batch_first=True)
        self.fc = nn.Linear(256, outputs)

    def forward(self, x):
        return self.fc(self.lstm(x.unsqueeze(2))[0][:, -1])


class Attention(nn.Module):
    """`norm`: whether it adds the query and normalises, as the fusion does."""

    def __init__(self, width, heads, norm=False):
        super().__init__()
        self.heads = heads
        self.wq, self.wk, self.wv, self.wo = (nn.Linear(width, width) for _ in range(4))
        if norm:
            self.layer_norm = nn.LayerNorm(width)

    def forward(self, query, answers):
        q, k, v = (
            linear(x).unflatten(2, (self.heads, -1)).transpose(1, 2)
            for linear, x in ((self.wq, query), (self.wk, answers), (self.wv, answers))
        )
        weights = (q @ k.transpose(2, 3) / math.sqrt(q.shape[3])).softmax(dim=3)
        out = self.wo((weights @ v).transpose(1, 2).flatten(2))
        return self.layer_norm(out + query) if hasattr(self, "layer_norm") else out


class FeedForward(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear1, self.linear2 = nn.Linear(507, 2048), nn.Linear(2048, 507)

    def forward(self, x):
        return self.linear2(functional.relu(self.linear1(x)))


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.mutlti_head_attention = Attention(507, 13)
        self.feed_forward = FeedForward()
        self.norm1, self.norm2 = nn.LayerNorm(507), nn.LayerNorm(507)

    def forward(self, x):
        x = self.norm1(x + self.mutlti_head_attention(x, x))
        return self.norm2(x + self.feed_forward(x))


class Transformer(nn.Module):
    def __init__(self):
        super().__init__()
        self.decoder_layers = nn.ModuleList(Block() for _ in range(5))
        self.norm = nn.LayerNorm(507)

    def forward(self, x):
        for block in self.decoder_layers:
            x = block(x)
        return self.norm(x)


class Position(nn.Module):
    def __init__(self):
        super().__init__()
        table = torch.zeros(1, 1, 507)
        table[..., 1::2] = 1
        self.register_buffer("pe", table)


class Original(nn.Module):
    def __init__(self, name):
        super().__init__()
        _, audio, fusion = name.split("-")
        self.attends = fusion == "attention"
        width = 128 if self.attends else 10
        self.cnn = Image(5 if name == "cnn-transformer-attention" else 3, width)
        if audio == "rnn":
            self.rnn = Recurrent(2 if self.attends else 3, width)
        else:
            self.pos, self.trans = Position(), Transformer()
        if audio == "transformer" and self.attends:
            self.fc1 = nn.Linear(507, 128)
        if self.attends:
            self.multi_head_attention = Attention(128, 8, norm=True)
        if audio == "transformer" and not self.attends:
            self.fc1, self.fc2 = nn.Linear(517, 1024), nn.Linear(1024, 10)
        else:
            self.fc = nn.Linear(128 if self.attends else 20, 10)

    def forward(self, image, audio):
        seen = self.cnn(image)
        if hasattr(self, "rnn"):
            heard = self.rnn(audio)
        else:
            heard = self.trans(audio.unsqueeze(1) + self.pos.pe).squeeze(1)
            heard = self.fc1(heard) if self.attends else heard
        if self.attends:
            return self.fc(self.multi_head_attention(seen.unsqueeze(1), heard.unsqueeze(1)).squeeze(1))
        joined = torch.cat([seen, heard], dim=1)
        return self.fc(joined) if hasattr(self, "fc") else self.fc2(functional.relu(self.fc1(joined)))
