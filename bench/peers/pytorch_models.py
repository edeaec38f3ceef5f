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


class PictureEncoder(nn.Module):
    """(1, 28, 28) -> 9 tokens of 128."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 32, 5, padding="same")
        self.conv2 = nn.Conv2d(32, 64, 5, padding="same")
        self.conv3 = nn.Conv2d(64, 128, 3, padding="same")
        self.conv4 = nn.Conv2d(128, 128, 3, padding="same")
        self.norms = nn.ModuleList(nn.BatchNorm2d(channels) for channels in (32, 64, 128, 128))

    def forward(self, image):
        x = self.norms[0](functional.max_pool2d(functional.relu(self.conv1(image)), 2))
        x = self.norms[1](functional.max_pool2d(functional.relu(self.conv2(x)), 2))
        x = self.norms[2](functional.relu(self.conv3(x)))
        x = self.norms[3](functional.max_pool2d(functional.relu(self.conv4(x)), 3, 2))
        return functional.dropout(x.flatten(2).transpose(1, 2), 0.2, self.training)


class VoiceEncoder(nn.Module):
    """(39, 26) -> 9 tokens of 128."""

    def __init__(self):
        super().__init__()
        widths, kernels = (26, 96, 96, 192, 128), (5, 3, 3, 3)
        self.convs = nn.ModuleList(nn.Conv1d(a, b, k, padding="same") for a, b, k in zip(widths, widths[1:], kernels))
        self.norms = nn.ModuleList(nn.BatchNorm1d(width) for width in widths[1:])

    def forward(self, audio):
        x = audio.transpose(1, 2)
        for index, (conv, norm) in enumerate(zip(self.convs, self.norms)):
            x = functional.relu(norm(conv(x)))
            if index in (1, 2):
                x = functional.max_pool1d(x, 3, 2)
        return x.transpose(1, 2)


class Duet(nn.Module):
    """Each branch's opinion, and both weighed by how far they are trusted: pooled logits, the picture's, the voice's."""

    def __init__(self):
        super().__init__()
        self.picture, self.voice = PictureEncoder(), VoiceEncoder()
        self.image_head, self.audio_head = nn.Linear(9 * 128, CLASSES), nn.Linear(2 * 128, CLASSES)
        self.attention = nn.MultiheadAttention(128, 4, 0.1, batch_first=True)
        self.norm = nn.LayerNorm(128)
        self.trust = nn.Linear(128, 2)

    def forward(self, image, audio):
        seen, heard = self.picture(image), self.voice(audio)
        of_image = self.image_head(seen.flatten(1))
        of_audio = self.audio_head(functional.dropout(torch.cat([heard.mean(1), heard.amax(1)], 1), 0.2, self.training))
        fused = self.norm(seen + self.attention(seen, heard, heard, need_weights=False)[0])
        trust = functional.softplus(self.trust(fused.mean(1)))
        return trust[:, :1] * of_image + trust[:, 1:] * of_audio, of_image, of_audio


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


IMAGE, FRAMES, FILTERS, VALUES = (1, 28, 28), (39, 13), (39, 26), (507,)

# name: the module and the shapes of its inputs
MODELS = {
    "image": (Image, [IMAGE]),
    "twin39": (Twin39, [IMAGE, FRAMES]),
    "duet": (Duet, [IMAGE, FILTERS]),
    "lstm39": (lambda: Lstm(13, 2, CLASSES), [FRAMES]),
    "cnn-rnn-linear": (CnnRnnLinear, [IMAGE, VALUES]),
    "cnn-rnn-attention": (CnnRnnAttention, [IMAGE, VALUES]),
    "cnn-transformer-linear": (CnnTransformerLinear, [IMAGE, VALUES]),
    "cnn-transformer-attention": (CnnTransformerAttention, [IMAGE, VALUES]),
}
