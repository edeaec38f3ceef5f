"""The four reference models (digits: a written and a spoken one) as PyTorch modules that take their widths as arguments,
and one golden file for each at reduced widths, dropout off."""
import torch
from torch import nn
from torch.nn import functional

from golden_file import BATCH, randomise, seed, write
from layer_cases import CrossAttention, encoder_layer, positional_encoding

IMAGE = 8  # height and width; 28 in the original
AUDIO = 33  # values; 507 in the original, odd as well
CHANNELS = 3, 4  # 32, 64
HIDDEN = 12  # of the image branch; 256
EMBEDDING = 16  # both embeddings where attention fuses them; 128
LSTM_HIDDEN = 5  # 256
BLOCKS, HEADS, INNER = 2, 3, 20  # 5, 13, 2048
FUSION_HEADS = 4  # 8
JOINED_HIDDEN = 14  # 1024
CLASSES = 10


class ImageBranch(nn.Module):
    def __init__(self, kernel, outputs):
        super().__init__()
        self.conv1 = nn.Conv2d(1, CHANNELS[0], kernel, padding="same")
        self.conv2 = nn.Conv2d(CHANNELS[0], CHANNELS[1], kernel, padding="same")
        self.fc1 = nn.Linear(CHANNELS[1] * (IMAGE // 4) ** 2, HIDDEN)
        self.fc2 = nn.Linear(HIDDEN, outputs)

    def forward(self, image):
        x = functional.max_pool2d(functional.relu(self.conv1(image)), 2)
        x = functional.max_pool2d(functional.relu(self.conv2(x)), 2)
        return self.fc2(functional.relu(self.fc1(x.flatten(1))))


class LSTMBranch(nn.Module):
    """Every value is one step of one feature; the last step's hidden state goes on."""

    def __init__(self, layers, outputs):
        super().__init__()
        self.lstm = nn.LSTM(1, LSTM_HIDDEN, layers, batch_first=True)
        self.fc = nn.Linear(LSTM_HIDDEN, outputs)

    def forward(self, audio):
        return self.fc(self.lstm(audio.unsqueeze(2))[0][:, -1])


class TransformerBranch(nn.Module):
    """All values are one token, at position 0. Without `outputs` its width is that of the token."""

    def __init__(self, outputs=None):
        super().__init__()
        self.layers = nn.ModuleList(encoder_layer(AUDIO, HEADS, INNER) for _ in range(BLOCKS))
        self.norm = nn.LayerNorm(AUDIO)
        self.fc = nn.Linear(AUDIO, outputs) if outputs else nn.Identity()

    def forward(self, audio):
        x = audio.unsqueeze(1) + positional_encoding(1, AUDIO)
        for layer in self.layers:
            x = layer(x)
        return self.fc(self.norm(x).squeeze(1))


class CnnRnnLinear(nn.Module):
    def __init__(self):
        super().__init__()
        self.cnn = ImageBranch(3, CLASSES)
        self.rnn = LSTMBranch(3, CLASSES)
        self.fc = nn.Linear(2 * CLASSES, CLASSES)

    def forward(self, image, audio):
        image, audio = self.cnn(image), self.rnn(audio)
        return self.fc(torch.cat([image, audio], dim=1)), image, audio


class CnnRnnAttention(nn.Module):
    def __init__(self):
        super().__init__()
        self.cnn = ImageBranch(3, EMBEDDING)
        self.rnn = LSTMBranch(2, EMBEDDING)
        self.fusion = CrossAttention(EMBEDDING, FUSION_HEADS)
        self.fc = nn.Linear(EMBEDDING, CLASSES)

    def forward(self, image, audio):
        image, audio = self.cnn(image), self.rnn(audio)
        return self.fc(self.fusion(image, audio)), image, audio


class CnnTransformerLinear(nn.Module):
    def __init__(self):
        super().__init__()
        self.cnn = ImageBranch(3, CLASSES)
        self.trans = TransformerBranch()
        self.fc1 = nn.Linear(CLASSES + AUDIO, JOINED_HIDDEN)
        self.fc2 = nn.Linear(JOINED_HIDDEN, CLASSES)

    def forward(self, image, audio):
        image, audio = self.cnn(image), self.trans(audio)
        return self.fc2(functional.relu(self.fc1(torch.cat([image, audio], dim=1)))), image, audio


class CnnTransformerAttention(nn.Module):
    def __init__(self):
        super().__init__()
        self.cnn = ImageBranch(5, EMBEDDING)
        self.trans = TransformerBranch(EMBEDDING)
        self.fusion = CrossAttention(EMBEDDING, FUSION_HEADS)
        self.fc = nn.Linear(EMBEDDING, CLASSES)

    def forward(self, image, audio):
        image, audio = self.cnn(image), self.trans(audio)
        return self.fc(self.fusion(image, audio)), image, audio


def model_case(case, make_model):
    seed(case)
    model = make_model()
    randomise(model)
    image = torch.randn(BATCH, 1, IMAGE, IMAGE).requires_grad_()
    audio = torch.randn(BATCH, AUDIO).requires_grad_()
    target = torch.randint(0, CLASSES, (BATCH,))
    output, image_embedding, audio_embedding = model(image, audio)
    loss = functional.cross_entropy(output, target)
    loss.backward()
    tensors = {"input.image": image, "input.audio": audio}
    tensors.update({"parameter." + name: p.clone() for name, p in model.named_parameters()})
    tensors.update({"image_embedding": image_embedding, "audio_embedding": audio_embedding})
    tensors.update({"output": output, "target": target, "loss": loss})
    tensors.update({"input_gradient.image": image.grad.clone(), "input_gradient.audio": audio.grad.clone()})
    tensors.update({"gradient." + name: p.grad.clone() for name, p in model.named_parameters()})

    optimiser = torch.optim.Adam(model.parameters(), lr=1e-3)
    losses = []  # each one taken before its update: the first equals `loss`
    for _ in range(10):
        optimiser.zero_grad()
        loss = functional.cross_entropy(model(image, audio)[0], target)
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    tensors["losses"] = losses
    write(case, tensors, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8)


def write_model_cases():
    model_case("model_cnn_rnn_linear", CnnRnnLinear)
    model_case("model_cnn_rnn_attention", CnnRnnAttention)
    model_case("model_cnn_transformer_linear", CnnTransformerLinear)
    model_case("model_cnn_transformer_attention", CnnTransformerAttention)
