"""The benchmarked models in PyTorch, at their published widths and with their dropout."""
import math

import torch
from torch import nn
from torch.nn import functional

CLASSES = 10


class Image(nn.Module):
    """The image branch: (1, 28, 28) -> outputs."""

    def __init__(self, kernel=5, outputs=CLASSES):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 32, kernel, padding="same")
        self.conv2 = nn.Conv2d(32, 64, kernel, padding="same")
        self.fc1 = nn.Linear(64 * 7 * 7, 256)
        self.fc2 = nn.Linear(256, outputs)

    def forward(self, image):
        x = functional.max_pool2d(functional.relu(self.conv1(image)), 2)
        x = functional.max_pool2d(functional.relu(self.conv2(x)), 2)
        x = functional.dropout(functional.relu(self.fc1(x.flatten(1))), 0.2, self.training)
        return self.fc2(x)


class Lstm(nn.Module):
    """(steps, values) -> outputs, from the last step."""

    def __init__(self, values, layers, outputs):
        super().__init__()
        self.lstm = nn.LSTM(values, 256, layers, batch_first=True, dropout=0.2)
        self.fc = nn.Linear(256, outputs)

    def forward(self, audio):
        return self.fc(self.lstm(audio)[0][:, -1])


class Encoder(nn.Module):
    """(tokens, width) -> the same."""

    def __init__(self, tokens, width, blocks, heads, inner):
        super().__init__()
        position = torch.arange(tokens).unsqueeze(1)
        frequency = torch.exp(torch.arange(0, width, 2) * (-math.log(10000.0) / width))
        table = torch.zeros(tokens, width)
        table[:, 0::2] = torch.sin(position * frequency)
        table[:, 1::2] = torch.cos(position * frequency[: width // 2])
        self.register_buffer("table", table)
        self.layers = nn.ModuleList(nn.TransformerEncoderLayer(width, heads, inner, dropout=0.1, batch_first=True) for _ in range(blocks))
        self.norm = nn.LayerNorm(width)

    def forward(self, tokens):
        x = tokens + self.table
        for layer in self.layers:
            x = layer(x)
        return self.norm(x)


class Fusion(nn.Module):
    """The image's embedding asks, the audio's tokens answer."""

    def __init__(self, width=128, heads=8):
        super().__init__()
        self.attention = nn.MultiheadAttention(width, heads, 0.1, batch_first=True)
        self.norm = nn.LayerNorm(width)

    def forward(self, image, audio):
        query = image.unsqueeze(1)
        return self.norm(query + self.attention(query, audio, audio, need_weights=False)[0]).squeeze(1)


class Twin39(nn.Module):
    def __init__(self):
        super().__init__()
        self.cnn = Image(5, 128)
        self.embed = nn.Linear(13, 64)
        self.encoder = Encoder(39, 64, 2, 4, 128)
        self.audio_fc = nn.Linear(64, 128)
        self.fusion = Fusion()
        self.fc = nn.Linear(128, CLASSES)

    def forward(self, image, audio):
        return self.fc(self.fusion(self.cnn(image), self.audio_fc(self.encoder(self.embed(audio)))))


class CnnTransformerAttention(nn.Module):
    def __init__(self):
        super().__init__()
        self.cnn = Image(5, 128)
        self.encoder = Encoder(1, 507, 5, 13, 2048)
        self.audio_fc = nn.Linear(507, 128)
        self.fusion = Fusion()
        self.fc = nn.Linear(128, CLASSES)

    def forward(self, image, audio):
        return self.fc(self.fusion(self.cnn(image), self.audio_fc(self.encoder(audio.unsqueeze(1)))))


class CnnTransformerLinear(nn.Module):
    def __init__(self):
        super().__init__()
        self.cnn = Image(3, CLASSES)
        self.encoder = Encoder(1, 507, 5, 13, 2048)
        self.fc1 = nn.Linear(CLASSES + 507, 1024)
        self.fc2 = nn.Linear(1024, CLASSES)

    def forward(self, image, audio):
        joined = torch.cat([self.cnn(image), self.encoder(audio.unsqueeze(1)).squeeze(1)], dim=1)
        return self.fc2(functional.relu(self.fc1(joined)))


class CnnRnnAttention(nn.Module):
    def __init__(self):
        super().__init__()
        self.cnn = Image(3, 128)
        self.rnn = Lstm(1, 2, 128)
        self.fusion = Fusion()
        self.fc = nn.Linear(128, CLASSES)

    def forward(self, image, audio):
        return self.fc(self.fusion(self.cnn(image), self.rnn(audio.unsqueeze(2)).unsqueeze(1)))


class CnnRnnLinear(nn.Module):
    def __init__(self):
        super().__init__()
        self.cnn = Image(3, CLASSES)
        self.rnn = Lstm(1, 3, CLASSES)
        self.fc = nn.Linear(2 * CLASSES, CLASSES)

    def forward(self, image, audio):
        return self.fc(torch.cat([self.cnn(image), self.rnn(audio.unsqueeze(2))], dim=1))


IMAGE, FRAMES, VALUES = (1, 28, 28), (39, 13), (507,)

# name: the module and the shapes of its inputs
MODELS = {
    "image": (Image, [IMAGE]),
    "twin39": (Twin39, [IMAGE, FRAMES]),
    "lstm39": (lambda: Lstm(13, 2, CLASSES), [FRAMES]),
    "cnn-rnn-linear": (CnnRnnLinear, [IMAGE, VALUES]),
    "cnn-rnn-attention": (CnnRnnAttention, [IMAGE, VALUES]),
    "cnn-transformer-linear": (CnnTransformerLinear, [IMAGE, VALUES]),
    "cnn-transformer-attention": (CnnTransformerAttention, [IMAGE, VALUES]),
}
