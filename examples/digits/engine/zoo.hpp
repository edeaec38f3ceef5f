// The models that the program knows, by name.
#pragma once

#include "digits/engine/engine.hpp"

#include <array>
#include <memory>
#include <string_view>

namespace digits {

std::unique_ptr<Engine> make_cnn_rnn_linear();
std::unique_ptr<Engine> make_cnn_rnn_attention();
std::unique_ptr<Engine> make_cnn_transformer_linear();
std::unique_ptr<Engine> make_cnn_transformer_attention();
std::unique_ptr<Engine> make_twin39();
std::unique_ptr<Engine> make_duet();

struct ZooEntry {
    std::string_view name;
    std::unique_ptr<Engine> (*make)();
    std::string_view description;
};

inline constexpr std::array zoo{
    ZooEntry{"cnn-rnn-linear", make_cnn_rnn_linear, "published: CNN (3x3) and 3-layer LSTM, logits of both joined by a linear layer"},
    ZooEntry{"cnn-rnn-attention", make_cnn_rnn_attention, "published: CNN (3x3) and 2-layer LSTM, fused by attention"},
    ZooEntry{"cnn-transformer-linear", make_cnn_transformer_linear,
             "published: CNN (3x3) and 5 Transformer blocks on one token of 507, joined by a linear layer"},
    ZooEntry{"cnn-transformer-attention", make_cnn_transformer_attention,
             "published, its best: CNN (5x5) and 5 Transformer blocks on one token of 507, fused by attention"},
    ZooEntry{"twin39", make_twin39, "small: CNN (5x5) and 2 Transformer blocks on 39 tokens of 13, fused by attention over all tokens"},
    ZooEntry{"duet", make_duet,
             "hears: convolutions over 39 tokens of 26, opinions of both branches weighed by attention; does with one of them (default)"},
};
inline constexpr std::string_view default_model = "duet";

/// Throws duet::Error that lists the models if there is none of this name.
const ZooEntry& find_model(std::string_view name);

} // namespace digits
