// Layers on sequences as PyTorch.
#pragma once

#include "duet/io/pytorch/scope.hpp"
#include "duet/layers/class_token.hpp"
#include "duet/layers/conv1d.hpp"
#include "duet/layers/first_step.hpp"
#include "duet/layers/last_step.hpp"
#include "duet/layers/lstm.hpp"
#include "duet/layers/max_pool1d.hpp"
#include "duet/layers/mean_pool.hpp"
#include "duet/layers/positional_encoding.hpp"

#include <cstddef>
#include <string>

namespace duet::io::pytorch {

/// nn.Conv1d, whose channels stand before the tokens.
template <class In, std::size_t Channels, std::size_t Kernel>
Values add_layer(const Scope& scope, const Conv1dLayer<In, Channels, Kernel>*, const Values& x, const std::string& y) {
    const std::string arguments = std::to_string(In::last) + ", " + std::to_string(Channels) + ", " + std::to_string(Kernel) + ", padding=\"same\"";
    return scope.assign(y, scope.module("nn.Conv1d", arguments) + "(" + x.front() + ".transpose(1, 2)).transpose(1, 2)");
}

/// functional.max_pool1d.
template <class In, std::size_t Window, std::size_t Stride>
Values add_layer(const Scope& scope, const MaxPool1dLayer<In, Window, Stride>*, const Values& x, const std::string& y) {
    return scope.assign(y, "functional.max_pool1d(" + x.front() + ".transpose(1, 2), " + std::to_string(Window) +
                               (Stride == Window ? "" : ", " + std::to_string(Stride)) + ").transpose(1, 2)");
}

/// nn.LSTM; of its results all steps, or the last one.
template <class In, std::size_t Hidden, std::size_t Layers, LSTMOutput Out, double Dropout>
Values add_layer(const Scope& scope, const LSTMLayer<In, Hidden, Layers, Out, Dropout>*, const Values& x, const std::string& y) {
    std::string arguments = std::to_string(In::last) + ", " + std::to_string(Hidden);
    if (Layers > 1) arguments += ", " + std::to_string(Layers);
    arguments += ", batch_first=True";
    if (Layers > 1 && Dropout > 0) arguments += ", dropout=" + number_text(Dropout);
    return scope.assign(y, scope.module("nn.LSTM", arguments) + "(" + x.front() + ")[0]" + (Out == LSTMOutput::all ? "" : "[:, -1]"));
}

/// A function of its own, which PyTorch lacks.
template <class In>
Values add_layer(const Scope& scope, const PositionalEncodingLayer<In>*, const Values& x, const std::string& y) {
    scope.source.need("positional_encoding", R"(def positional_encoding(tokens, width):
    position = torch.arange(tokens, dtype=torch.float64).unsqueeze(1)
    angle = position * 10000 ** (-torch.arange(0, width, 2, dtype=torch.float64) / width)
    encoding = torch.empty(tokens, width, dtype=torch.float64)
    encoding[:, 0::2] = angle.sin()
    encoding[:, 1::2] = angle.cos()[:, : width // 2]
    return encoding
)");
    const std::string table = "positional_encoding(" + std::to_string(In::rows) + ", " + std::to_string(In::last) + ")";
    return scope.assign(y, x.front() + " + " + table + (In::rank == 1 ? "[0]" : "") + ".to(" + x.front() + ")");
}

/// A module of its own, which PyTorch lacks.
template <class In>
Values add_layer(const Scope& scope, const ClassTokenLayer<In>*, const Values& x, const std::string& y) {
    scope.source.need("ClassToken", R"(class ClassToken(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.token = nn.Parameter(torch.randn(width))

    def forward(self, x):
        return torch.cat([self.token.expand(len(x), 1, -1), x], dim=1)
)");
    return scope.assign(y, scope.module("ClassToken", std::to_string(In::last)) + "(" + x.front() + ")");
}

/// FirstStep and LastStep.
template <class Spec, class In, std::size_t Step>
Values add_layer(const Scope& scope, const SelectStepLayer<Spec, In, Step>*, const Values& x, const std::string& y) {
    return scope.assign(y, x.front() + (Step == 0 ? "[:, 0]" : "[:, -1]"));
}

/// The mean of axis 1.
template <class In>
Values add_layer(const Scope& scope, const MeanPoolLayer<In>*, const Values& x, const std::string& y) {
    return scope.assign(y, x.front() + ".mean(dim=1)");
}

} // namespace duet::io::pytorch
