// Multi-head attention as ONNX.
#pragma once

#include "duet/io/onnx/linear.hpp"
#include "duet/io/onnx/scope.hpp"
#include "duet/layers/multi_head_attention.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>

namespace duet::io::onnx {

namespace detail {

/// Rows `part * width` to `(part + 1) * width` of `in_proj_weight` and `in_proj_bias`, applied to tokens.
template <class L>
std::string project(const Scope& scope, const std::string& tokens, std::size_t part, const std::string& which) {
    constexpr std::size_t width = L::width;
    const float* const weight = scope.parameters + parameter_offset<L>("in_proj_weight") + part * width * width;
    const float* const bias = scope.parameters + parameter_offset<L>("in_proj_bias") + part * width;
    constexpr auto extent = static_cast<std::int64_t>(width);
    return add_linear(scope, tokens, true, scope.floats(which + "_weight", {extent, extent}, {weight, weight + width * width}),
                      scope.floats(which + "_bias", {extent}, {bias, bias + width}));
}

/// The tokens (batch, tokens, width) as (batch, heads, tokens, width / heads) or, for keys, with the last two axes exchanged.
inline std::string split_heads(const Scope& scope, const std::string& tokens, std::size_t heads, std::size_t width, bool keys) {
    const std::string split = scope.reshape(tokens, {0, 0, static_cast<std::int64_t>(heads), static_cast<std::int64_t>(width / heads)});
    return scope.node("Transpose", {split}, {{"perm", keys ? Extents{0, 2, 3, 1} : Extents{0, 2, 1, 3}}});
}

template <class L, class Query, class KeyValue, std::size_t Heads>
Values add_attention(const Scope& scope, const Values& x) {
    constexpr std::size_t width = Query::last;
    constexpr auto extent = static_cast<std::int64_t>(width);
    const auto tokens = [&](const std::string& value, bool vector, std::size_t count) {
        return vector ? scope.reshape(value, {0, static_cast<std::int64_t>(count), extent}) : value;
    };
    const std::string asking = tokens(x.front(), Query::rank == 1, Query::rows);
    const std::string answering = x.size() == 1 ? asking : tokens(x.back(), KeyValue::rank == 1, KeyValue::rows);
    const std::string queries = split_heads(scope, project<L>(scope, asking, 0, "q_proj"), Heads, width, false);
    const std::string keys = split_heads(scope, project<L>(scope, answering, 1, "k_proj"), Heads, width, true);
    const std::string values = split_heads(scope, project<L>(scope, answering, 2, "v_proj"), Heads, width, false);

    constexpr std::size_t head_width = width / Heads;
    const std::string scale = scope.number("scale", 1 / std::sqrt(static_cast<float>(head_width)));
    const std::string scores = scope.node("Mul", {scope.node("MatMul", {queries, keys}), scale});
    const std::string context = scope.node("MatMul", {scope.node("Softmax", {scores}, {{"axis", -1}}), values});
    const std::string joined = scope.node("Transpose", {context}, {{"perm", Extents{0, 2, 1, 3}}});
    const bool sequence = Query::rank > 1;
    const std::string rows = scope.reshape(joined, sequence ? Extents{0, 0, extent} : Extents{0, extent});
    return {add_linear(scope, rows, sequence, scope.parameter<L>("out_proj.weight"), scope.parameter<L>("out_proj.bias"))};
}

} // namespace detail

/// By its definition, whatever the layer leaves out itself: projections, scores, Softmax, sums, output projection.
template <class In, std::size_t Heads, double Dropout>
Values add_layer(const Scope& scope, const MultiHeadAttentionLayer<In, Heads, Dropout>*, const Values& x) {
    using Inputs = duet::detail::AttentionInputs<In>;
    return detail::add_attention<MultiHeadAttentionLayer<In, Heads, Dropout>, typename Inputs::Query, typename Inputs::KeyValue, Heads>(scope, x);
}

/// Likewise.
template <class Query, class KeyValue, std::size_t Heads, double Dropout>
Values add_layer(const Scope& scope, const SingleQueryAttentionLayer<Query, KeyValue, Heads, Dropout>*, const Values& x) {
    return detail::add_attention<SingleQueryAttentionLayer<Query, KeyValue, Heads, Dropout>, Query, KeyValue, Heads>(scope, x);
}

} // namespace duet::io::onnx
