// What happens to inputs before a model sees them, as ONNX.
#pragma once

#include "duet/data/front_end.hpp"
#include "duet/data/standardiser.hpp"
#include "duet/io/onnx/scope.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace duet::io::onnx {

/// `Standardiser::transform` on rows of as many values.
inline std::string add_standardiser(const Scope& scope, const data::Standardiser& statistics, const std::string& rows) {
    const Extents columns{static_cast<std::int64_t>(statistics.mean.size())};
    std::vector<float> divisor = statistics.deviation;
    for (float& value : divisor) value += 1e-10F;
    const std::string centred = scope.node("Sub", {rows, scope.floats("mean", columns, statistics.mean)});
    std::string standardised = scope.node("Div", {centred, scope.floats("deviation", columns, divisor)});
    if (std::isinf(statistics.clip)) return standardised;
    return scope.node("Clip", {standardised, scope.number("low", -statistics.clip), scope.number("high", statistics.clip)});
}

namespace detail {

/// `FrontEnd::normalise` on tokens (batch, 39, 13).
inline std::string normalise_utterance(const Scope& scope, const std::string& tokens) {
    constexpr auto cepstra = static_cast<std::int64_t>(data::mfcc_coefficients) - 1;
    const Values parts = scope.graph.add_node(scope.name, "Split", {tokens, scope.integers({cepstra, 1})}, {{"axis", 2}}, 2);
    const std::string loudest = scope.node("ReduceMax", {parts[1]}, {{"axes", Extents{1}}});
    const std::string level = scope.node("Sub", {parts[1], loudest});
    const std::string argument = scope.node("Mul", {scope.node("Add", {level, scope.number("margin", 5)}), scope.number("steepness", 2)});
    const std::string weight = scope.node("Sigmoid", {argument});
    const std::string frames = scope.integers({1});
    const std::string sum = scope.node("ReduceSum", {scope.node("Mul", {parts[0], weight}), frames});
    const std::string mean = scope.node("Div", {sum, scope.node("ReduceSum", {weight, frames})});
    const std::string energy = scope.node("Max", {level, scope.number("least", -7)});
    return scope.node("Concat", {scope.node("Sub", {parts[0], mean}), energy}, {{"axis", 2}});
}

/// The slopes of all tokens as one product: row t holds what each token adds to the slope at t.
inline std::vector<float> slope_matrix(std::size_t slopes) {
    constexpr std::size_t frames = data::mfcc_frames;
    float squares = 0;
    for (std::size_t n = 1; n <= slopes; ++n) squares += 2 * static_cast<float>(n * n);
    std::vector<float> matrix(frames * frames);
    for (std::size_t t = 0; t < frames; ++t) {
        for (std::size_t n = 1; n <= slopes; ++n) {
            matrix[t * frames + std::min(t + n, frames - 1)] += static_cast<float>(n) / squares;
            matrix[t * frames + t - std::min(t, n)] -= static_cast<float>(n) / squares;
        }
    }
    return matrix;
}

} // namespace detail

/// The tokens, one row a sample, that `FrontEnd` makes of rows of 39 frames of 13 coefficients.
inline std::string add_front_end(const Scope& scope, const data::FrontEnd& front_end, const std::string& rows) {
    if (!front_end.normalise && front_end.slopes == 0) return rows;
    constexpr auto frames = static_cast<std::int64_t>(data::mfcc_frames);
    std::string tokens = scope.reshape(rows, {0, frames, static_cast<std::int64_t>(data::mfcc_coefficients)});
    if (front_end.normalise) tokens = detail::normalise_utterance(scope, tokens);
    if (front_end.slopes > 0) {
        const std::string matrix = scope.floats("slopes", {frames, frames}, detail::slope_matrix(front_end.slopes));
        tokens = scope.node("Concat", {tokens, scope.node("MatMul", {matrix, tokens})}, {{"axis", 2}});
    }
    return scope.reshape(tokens, {0, static_cast<std::int64_t>(front_end.size())});
}

} // namespace duet::io::onnx
