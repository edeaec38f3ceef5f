// Multi-head attention as PyTorch.
#pragma once

#include "duet/io/pytorch/scope.hpp"
#include "duet/layers/multi_head_attention.hpp"

#include <cstddef>
#include <string>

namespace duet::io::pytorch {

namespace detail {

template <class Query, class KeyValue>
Values add_attention(const Scope& scope, std::size_t heads, double dropout, const Values& x, const std::string& y) {
    const std::string called =
        scope.module("nn.MultiheadAttention", std::to_string(Query::last) + ", " + std::to_string(heads) +
                                                  (dropout > 0 ? ", dropout=" + number_text(dropout) : "") + ", batch_first=True");
    const auto tokens = [](const std::string& value, bool vector) { return vector ? value + ".unsqueeze(1)" : value; };
    std::string query = tokens(x.front(), Query::rank == 1);
    std::string answers = tokens(x.back(), KeyValue::rank == 1);
    if (x.size() == 1 && Query::rank == 1) {
        query = scope.assign(y, query).front();
        answers = query;
    } else if (x.size() == 2 && KeyValue::rank == 1) {
        answers = scope.assign(scope.owner.new_variable("answers"), answers).front();
    }
    return scope.assign(y, called + "(" + listed({query, answers, answers}) + ", need_weights=False)[0]" + (Query::rank == 1 ? ".squeeze(1)" : ""));
}

} // namespace detail

/// nn.MultiheadAttention, on a vector as on one token.
template <class In, std::size_t Heads, double Dropout>
Values add_layer(const Scope& scope, const MultiHeadAttentionLayer<In, Heads, Dropout>*, const Values& x, const std::string& y) {
    using Inputs = duet::detail::AttentionInputs<In>;
    return detail::add_attention<typename Inputs::Query, typename Inputs::KeyValue>(scope, Heads, Dropout, x, y);
}

/// Likewise.
template <class Query, class KeyValue, std::size_t Heads, double Dropout>
Values add_layer(const Scope& scope, const SingleQueryAttentionLayer<Query, KeyValue, Heads, Dropout>*, const Values& x, const std::string& y) {
    return detail::add_attention<Query, KeyValue>(scope, Heads, Dropout, x, y);
}

} // namespace duet::io::pytorch
