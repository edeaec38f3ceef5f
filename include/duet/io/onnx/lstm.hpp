// LSTM as ONNX.
#pragma once

#include "duet/io/onnx/scope.hpp"
#include "duet/layers/lstm.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace duet::io::onnx {

namespace detail {

/// The rows of four gates, from input, forget, cell, output (ours) to input, output, forget, cell (ONNX's).
inline std::vector<float> reordered_gates(const float* gates, std::size_t gate_size) {
    std::vector<float> reordered;
    for (const std::size_t gate : {0U, 3U, 1U, 2U}) {
        reordered.insert(reordered.end(), gates + gate * gate_size, gates + (gate + 1) * gate_size);
    }
    return reordered;
}

} // namespace detail

/// One LSTM for each layer of the stack.
template <class In, std::size_t Hidden, std::size_t Layers, LSTMOutput Out, double Dropout>
Values add_layer(const Scope& scope, const LSTMLayer<In, Hidden, Layers, Out, Dropout>*, const Values& x) {
    using Layer = LSTMLayer<In, Hidden, Layers, Out, Dropout>;
    constexpr auto hidden = static_cast<std::int64_t>(Hidden);
    std::string steps = scope.node("Transpose", {x.front()}, {{"perm", Extents{1, 0, 2}}}); // time-major
    std::string last;
    const float* block = scope.parameters;
    for (std::size_t k = 0; k < Layers; ++k) {
        std::array<std::vector<float>, 4> gates; // input weight, hidden weight and their biases
        for (std::size_t p = 0; p < 4; ++p) {
            const std::size_t size = Layer::parameter_list[4 * k + p].size();
            gates[p] = detail::reordered_gates(block, size / 4);
            block += round_up_to_block(size);
        }
        const std::string number = std::to_string(k);
        const auto inputs = static_cast<std::int64_t>(gates[0].size()) / (4 * hidden);
        gates[2].insert(gates[2].end(), gates[3].begin(), gates[3].end());
        const Values states = scope.graph.add_node(scope.name, "LSTM",
                                                   {steps, scope.floats("weight_ih_l" + number, {1, 4 * hidden, inputs}, gates[0]),
                                                    scope.floats("weight_hh_l" + number, {1, 4 * hidden, hidden}, gates[1]),
                                                    scope.floats("bias_l" + number, {1, 8 * hidden}, gates[2])},
                                                   {{"hidden_size", hidden}}, 2);
        if (k + 1 < Layers || Layer::all) steps = scope.node("Squeeze", {states[0], scope.integers({1})}); // of its one direction
        last = states[1];
    }
    if (Layer::all) return {scope.node("Transpose", {steps}, {{"perm", Extents{1, 0, 2}}})};
    return {scope.node("Squeeze", {last, scope.integers({0})})};
}

} // namespace duet::io::onnx
