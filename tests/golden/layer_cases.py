"""One file a layer: inputs, parameters, output, and the gradients of sum(output * output_gradient)."""
import warnings

import torch
from torch import nn
from torch.nn import functional

from golden_file import BATCH, randomise, seed, write


def positional_encoding(length, width):
    """(length, width): sin(p w_i) in column 2i, cos(p w_i) in column 2i + 1, w_i = exp(-log(10000) 2i / width)."""
    position = torch.arange(length).double().unsqueeze(1)
    frequency = torch.exp(-torch.log(torch.tensor(10000.0)) * torch.arange(0, width, 2).double() / width)
    table = torch.zeros(length, width)
    table[:, 0::2] = torch.sin(position * frequency)
    table[:, 1::2] = torch.cos(position * frequency[: width // 2])
    return table


def normal(*shape):
    return torch.randn(BATCH, *shape)


def few_integers(*shape):
    """Full of ties: the first of equal values, in row-major order, must receive the gradient."""
    return torch.randint(-2, 3, (BATCH, *shape)).double()


def with_zeros(*shape):
    """Includes exact zeros, where the derivative of ReLU is 0 by convention."""
    values = normal(*shape)
    values.view(-1)[::4] = 0
    return values


class Function(nn.Module):
    """A layer without parameters."""

    def __init__(self, function):
        super().__init__()
        self.forward = function


class LastOfLSTM(nn.LSTM):
    def forward(self, x):
        return super().forward(x)[0][:, -1]


class AllOfLSTM(nn.LSTM):
    def forward(self, x):
        return super().forward(x)[0]


class BatchNormOfSteps(nn.BatchNorm1d):
    def forward(self, x):
        return super().forward(x.transpose(1, 2)).transpose(1, 2)


class SelfAttention(nn.MultiheadAttention):
    def forward(self, x):
        return super().forward(x, x, x, need_weights=False)[0]


class Attention(nn.MultiheadAttention):
    def forward(self, query, key_value):
        return super().forward(query, key_value, key_value, need_weights=False)[0]


class CrossAttention(nn.Module):
    """LayerNorm(query + attention(query, key_value)), on vectors (one token each) or on sequences."""

    def __init__(self, width, heads):
        super().__init__()
        self.attention = Attention(width, heads, batch_first=True)
        self.norm = nn.LayerNorm(width)

    def forward(self, query, key_value):
        if query.dim() == 2:
            return self(query.unsqueeze(1), key_value.unsqueeze(1)).squeeze(1)
        return self.norm(query + self.attention(query, key_value))


class ClassToken(nn.Module):
    """(T, D) -> (T + 1, D), the learnt token first."""

    def __init__(self, width):
        super().__init__()
        self.token = nn.Parameter(torch.zeros(width))

    def forward(self, x):
        return torch.cat([self.token.expand(x.shape[0], 1, -1), x], dim=1)


class ResidualLinear(nn.Linear):
    def forward(self, x):
        return x + super().forward(x)


class AudioTokens(nn.Module):
    """A sequence encoder as our own models use it: Linear, positions, two post-norm blocks, LayerNorm, mean over tokens, Linear."""

    def __init__(self, inputs, width, heads, inner, outputs):
        super().__init__()
        self.embed = nn.Linear(inputs, width)
        self.layers = nn.ModuleList(encoder_layer(width, heads, inner) for _ in range(2))
        self.norm = nn.LayerNorm(width)
        self.fc = nn.Linear(width, outputs)

    def forward(self, x):
        x = self.embed(x)
        x = x + positional_encoding(x.shape[1], x.shape[2])
        for layer in self.layers:
            x = layer(x)
        return self.fc(self.norm(x).mean(dim=1))


def encoder_layer(width, heads, inner, **options):
    return nn.TransformerEncoderLayer(width, heads, inner, dropout=0.0, batch_first=True, **options)


def layer_case(case, make_module, *make_inputs, **settings):
    seed(case)
    module = make_module()
    randomise(module)
    inputs = [make().requires_grad_() for make in make_inputs]
    output = module(*inputs)
    output_gradient = torch.randn(output.shape)
    output.backward(output_gradient)
    suffixes = [""] if len(inputs) == 1 else [f".{i}" for i in range(len(inputs))]
    tensors = {"input" + suffix: x for suffix, x in zip(suffixes, inputs)}
    tensors.update({"parameter." + name: p for name, p in module.named_parameters()})
    tensors.update({"output": output, "output_gradient": output_gradient})
    tensors.update({"input_gradient" + suffix: x.grad for suffix, x in zip(suffixes, inputs)})
    tensors.update({"gradient." + name: p.grad for name, p in module.named_parameters()})
    write(case, tensors, **settings)


def write_layer_cases():
    warnings.filterwarnings("ignore", message="Using padding='same' with even kernel")
    image = lambda: normal(2, 8, 8)
    tokens = lambda: normal(5, 12)
    steps = lambda: normal(7, 3)

    # Convolutions, all 2 -> 4 channels on 8 x 8 (odd: 7 x 9); weight (out, in, height, width).
    layer_case("conv2d_same_5x5", lambda: nn.Conv2d(2, 4, 5, padding="same"), image)
    layer_case("conv2d_valid_3x3", lambda: nn.Conv2d(2, 4, 3), image)
    # "same" with a stride, as torch users write it: k // 2 on all four sides.
    layer_case("conv2d_stride2_same", lambda: nn.Conv2d(2, 4, 3, stride=2, padding=1), image, stride=2, padding=1)
    layer_case("conv2d_stride2_same_odd", lambda: nn.Conv2d(2, 4, 3, stride=2, padding=1), lambda: normal(2, 7, 9), stride=2, padding=1)
    layer_case("conv2d_stride2_valid", lambda: nn.Conv2d(2, 4, 3, stride=2), image, stride=2)
    # Of the k - 1 = 3 zeros one stands before and two behind.
    layer_case("conv2d_even_kernel_same", lambda: nn.Conv2d(2, 4, 4, padding="same"), image, padding_before=1, padding_after=2)
    layer_case("conv2d_1x1", lambda: nn.Conv2d(2, 4, 1), image)

    layer_case("max_pool2d_2x2", lambda: nn.MaxPool2d(2), lambda: few_integers(2, 8, 8))
    layer_case("max_pool2d_3x3_stride2", lambda: nn.MaxPool2d(3, 2), lambda: few_integers(2, 7, 7), window=3, stride=2)
    layer_case("avg_pool2d_2x2", lambda: nn.AvgPool2d(2), image)

    layer_case("linear", lambda: nn.Linear(7, 5), lambda: normal(7))
    layer_case("linear_sequence", lambda: nn.Linear(7, 4), lambda: normal(5, 7))
    layer_case("residual", lambda: ResidualLinear(6, 6), lambda: normal(6))

    layer_case("relu", nn.ReLU, lambda: with_zeros(3, 5))
    layer_case("gelu", nn.GELU, lambda: with_zeros(3, 5) * 2)
    layer_case("tanh", nn.Tanh, lambda: normal(3, 5))
    layer_case("sigmoid", nn.Sigmoid, lambda: normal(3, 5) * 3)

    layer_case("batch_norm", lambda: BatchNormOfSteps(8), lambda: normal(5, 8) * 2 + 1, eps=1e-5)
    layer_case("batch_norm2d", lambda: nn.BatchNorm2d(3), lambda: normal(3, 4, 5) * 2 + 1, eps=1e-5)
    layer_case("layer_norm", lambda: nn.LayerNorm(8), lambda: normal(5, 8) * 2 + 1, eps=1e-5)

    layer_case("lstm_1layer_last", lambda: LastOfLSTM(3, 6, 1, batch_first=True), steps)
    layer_case("lstm_2layer_all", lambda: AllOfLSTM(3, 6, 2, batch_first=True), steps)
    layer_case("lstm_3layer_last", lambda: LastOfLSTM(3, 6, 3, batch_first=True), steps)

    for parity, width in ("even", 6), ("odd", 7):
        add_positions = lambda x: x + positional_encoding(x.shape[1], x.shape[2])
        layer_case("positional_encoding_" + parity, lambda: Function(add_positions), lambda: normal(5, width))

    layer_case("multi_head_attention_self", lambda: SelfAttention(12, 3, batch_first=True), tokens, heads=3)
    layer_case("multi_head_attention_cross", lambda: Attention(12, 3, batch_first=True), lambda: normal(1, 12), tokens, heads=3)
    layer_case("cross_attention_block_vector", lambda: CrossAttention(16, 4), lambda: normal(16), lambda: normal(16), heads=4)
    layer_case("cross_attention_block_sequence", lambda: CrossAttention(16, 4), lambda: normal(3, 16), lambda: normal(5, 16), heads=4)
    layer_case("cross_attention_block_one_query", lambda: CrossAttention(16, 4), lambda: normal(1, 16), lambda: normal(5, 16), heads=4)

    layer_case("transformer_encoder_layer_post", lambda: encoder_layer(12, 3, 10), tokens, heads=3, inner=10)
    layer_case("transformer_encoder_layer_pre", lambda: encoder_layer(12, 3, 10, norm_first=True), tokens, heads=3, inner=10)
    layer_case("transformer_encoder_layer_gelu", lambda: encoder_layer(12, 3, 10, activation="gelu"), tokens, heads=3, inner=10)

    layer_case("mean_pool", lambda: Function(lambda x: x.mean(dim=1)), lambda: normal(5, 4))
    layer_case("last_step", lambda: Function(lambda x: x[:, -1]), lambda: normal(5, 4))
    layer_case("class_token", lambda: ClassToken(4), lambda: normal(5, 4))
    layer_case("class_token_pool", lambda: Function(lambda x: x[:, 0]), lambda: normal(6, 4))

    layer_case("audio_tokens", lambda: AudioTokens(5, 8, 2, 12, 16), lambda: normal(7, 5), heads=2, inner=12)


def write_loss_cases():
    def loss_case(case, function, target, *shape, **settings):
        prediction = normal(*shape).mul(2).requires_grad_()
        loss = function(prediction, target)
        loss.backward()
        write(case, {"input": prediction, "target": target, "loss": loss, "input_gradient": prediction.grad}, **settings)

    for case, smoothing in ("cross_entropy", 0.0), ("cross_entropy_smoothed", 0.1):
        seed(case)
        smoothed = lambda logits, labels: functional.cross_entropy(logits, labels, label_smoothing=smoothing)
        loss_case(case, smoothed, torch.randint(0, 10, (BATCH,)), 10, label_smoothing=smoothing)
    seed("mse")
    loss_case("mse", functional.mse_loss, normal(4), 4)
