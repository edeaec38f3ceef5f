// One of the four reference models at reduced widths against PyTorch: logits, loss, embeddings, every gradient, ten steps of Adam.
#pragma once

#include "golden_case.hpp"

#include "digits/models/reference.hpp"

#include "duet/compose/prefix.hpp"
#include "duet/model/predictor.hpp"
#include "duet/train/adam.hpp"
#include "duet/train/cross_entropy.hpp"
#include "duet/train/trainer.hpp"

namespace golden {

inline constexpr digits::Widths small{.channels1 = 3,
                                      .channels2 = 4,
                                      .image_hidden = 12,
                                      .steps = 33,
                                      .lstm_hidden = 5,
                                      .blocks = 2,
                                      .heads = 3,
                                      .inner = 20,
                                      .embedding = 16,
                                      .fusion_heads = 4,
                                      .head_hidden = 14,
                                      .classes = 10,
                                      .dropout = 0,
                                      .attention_dropout = 0};
using SmallInput = duet::Shapes<duet::Shape<1, 8, 8>, duet::Shape<33>>;

template <class Network, class T>
void check_model_case(const std::string& name) {
    using M = duet::BasicModel<T, Network, SmallInput>;
    using L = typename M::Layer;
    using Probe = duet::LayerProbe<L, T>;
    const Case file(name);
    const std::vector<std::string> inputs{"image", "audio"};

    M model;
    Probe probe(batch);
    for (const auto& entry : M::parameter_table) file.load("parameter." + std::string(entry.name.view()), model.parameter(entry.name.view()));
    std::copy(model.parameters().begin(), model.parameters().end(), probe.parameters.data());
    Case::for_each_tensor<SmallInput, T, Probe>(probe.input.data(), inputs,
                                                [&](const std::string& s, std::span<T> part) { file.load("input" + s, part); });
    const std::vector<int> labels = file.labels("target");

    probe.forward();
    file.compare("output", std::span<const T>(probe.output.data(), batch * 10));
    const double loss =
        duet::CrossEntropy::value_and_gradient<T, duet::Shape<10>>({probe.output.data(), batch}, labels, {probe.output_gradient.data(), batch});
    BOOST_TEST(loss == file.number("loss"), boost::test_tools::tolerance(tolerance<T>));
    probe.gradients.fill(T{});
    probe.backward();
    Case::for_each_tensor<SmallInput, T, Probe>(probe.input_gradient.data(), inputs,
                                                [&](const std::string& s, std::span<const T> part) { file.compare("input_gradient" + s, part); });
    Case::for_each_parameter<L>(probe.gradients.data(), [&](const std::string& p, std::span<const T> part) { file.compare("gradient." + p, part); });

    const auto x = duet::place<SmallInput>(probe.input.data(), batch);
    using Encoders = duet::bind<duet::Prefix<Network, 1>, SmallInput>;
    using Embeddings = typename Encoders::Output;
    std::vector<T> memory(batch * duet::storage_size<Embeddings>);
    const auto embeddings = duet::place<Embeddings>(memory.data(), batch);
    duet::BasicPredictor<Encoders, T>(model.parameters(), 1)(x, embeddings);
    file.compare("image_embedding", std::span<const T>(embeddings.data[0], batch * Embeddings::template at<0>::size));
    file.compare("audio_embedding", std::span<const T>(embeddings.data[1], batch * Embeddings::template at<1>::size));

    using Trainer = duet::Trainer<M, duet::CrossEntropy, duet::Adam>;
    Trainer trainer(model, duet::Adam{}, typename Trainer::Options{.batch = batch, .threads = 2});
    std::vector<T> losses;
    for (int step = 0; step < 10; ++step) losses.push_back(static_cast<T>(trainer.step(x, labels)));
    file.compare("losses", std::span<const T>(losses));
}

template <class Network>
void check_model(const std::string& name) {
    check_model_case<Network, double>(name);
    check_model_case<Network, float>(name);
}

} // namespace golden
