// What the tests of compositions share: filled probes, and prediction held against training.
#pragma once

#include "duet/core/random.hpp"
#include "duet/layers/layer_probe.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <boost/test/unit_test.hpp>

namespace probes {

/// Parameters, input and output gradient uniform in [-1, 1): the same numbers for the same seed in either mode.
template <class L, class T, duet::Mode M>
void fill(duet::LayerProbe<L, T, M>& probe, std::uint64_t seed = 1) {
    duet::Random random(seed);
    for (auto* buffer : {&probe.parameters, &probe.input, &probe.output_gradient}) {
        for (std::size_t i = 0; i < buffer->size(); ++i) (*buffer)[i] = static_cast<T>(random.uniform(-1, 1));
    }
}

template <class T>
std::vector<T> copy(const duet::GuardedBuffer<T>& buffer) {
    return {buffer.data(), buffer.data() + buffer.size()};
}

/// The elements of a batch of `S` at `base`, without the padding between tensors.
template <class S, class T>
std::vector<T> elements(T* base, std::size_t samples) {
    std::vector<T> values;
    const auto append = [&](auto tensor) { values.insert(values.end(), tensor.data, tensor.data + tensor.elements()); };
    duet::LayerProbe<duet::InvalidLayer, T>::template for_each_tensor<S>(base, samples, append);
    return values;
}

/// A layer without dropout gives in prediction what it gives in training, from less memory, and neither writes over its input.
template <class Spec, class Input>
void prediction_is_training_without_caches() {
    using L = duet::bind<Spec, Input>;
    static_assert(duet::cache_storage<L, duet::Mode::inference> < duet::cache_storage<L, duet::Mode::training>);
    constexpr std::size_t samples = 5;
    duet::LayerProbe<L, double> training(samples);
    duet::LayerProbe<L, double, duet::Mode::inference> prediction(samples);
    fill(training);
    fill(prediction);
    const std::vector<double> input = copy(training.input);
    training.forward();
    prediction.forward();
    BOOST_TEST(copy(training.input) == input, boost::test_tools::per_element());
    BOOST_TEST(copy(prediction.input) == input, boost::test_tools::per_element());
    const auto expected = elements<typename L::Output>(training.output.data(), samples);
    const auto given = elements<typename L::Output>(prediction.output.data(), samples);
    for (std::size_t i = 0; i < expected.size(); ++i) BOOST_CHECK_SMALL(given[i] - expected[i], 1e-12);
}

/// The names of a layer's parameters, in order.
template <class L>
std::vector<std::string_view> names() {
    std::vector<std::string_view> all;
    for (const duet::Parameter& p : L::parameter_list) all.push_back(p.name.view());
    return all;
}

template <class L>
void check_names(const std::vector<std::string_view>& expected) {
    BOOST_TEST(names<L>() == expected, boost::test_tools::per_element());
}

} // namespace probes
