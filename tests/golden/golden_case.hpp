// What PyTorch computed, and the comparison with it. The files are made by make_golden.py.
#pragma once

#include "duet/io/safetensors.hpp"
#include "duet/layers/layer_probe.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

namespace golden {

inline constexpr std::size_t batch = 3;

/// Relative to the largest magnitude of the tensor.
template <class T>
inline constexpr double tolerance = sizeof(T) == 8 ? 1e-9 : 1e-4;

class Case {
public:
    explicit Case(const std::string& name)
        : name_(name), file_(duet::io::SafeTensors::read(DUET_SOURCE_DIR "/tests/golden/" + name + ".safetensors")) {}

    [[nodiscard]] std::vector<double> values(const std::string& tensor) const { return file_.at(tensor).to_doubles(); }
    [[nodiscard]] double number(const std::string& tensor) const { return values(tensor).at(0); }
    [[nodiscard]] std::vector<int> labels(const std::string& tensor) const {
        const std::vector<double> all = values(tensor);
        return {all.begin(), all.end()};
    }

    template <class T>
    void compare(const std::string& tensor, std::span<const T> ours) const {
        const std::vector<double> expected = values(tensor);
        BOOST_REQUIRE_EQUAL(ours.size(), expected.size());
        double scale = 1e-30;
        double worst = 0;
        for (const double v : expected) scale = std::max(scale, std::abs(v));
        for (std::size_t i = 0; i < expected.size(); ++i) {
            const double difference = std::abs(static_cast<double>(ours[i]) - expected[i]);
            worst = std::isnan(difference) ? HUGE_VAL : std::max(worst, difference);
        }
        // A gradient that is exactly zero (softmax over one key) leaves nothing to be relative to.
        BOOST_CHECK_MESSAGE(worst <= tolerance<T> * std::max(scale, 1e-6), name_ << " " << tensor << ": off by " << worst << " where the largest is "
                                                                                 << scale << (sizeof(T) == 8 ? " (double)" : " (float)"));
    }

    /// Copies a tensor to `out`, which must be as large.
    template <class T>
    void load(const std::string& tensor, std::span<T> out) const {
        const std::vector<double> all = values(tensor);
        BOOST_REQUIRE_EQUAL(all.size(), out.size());
        std::transform(all.begin(), all.end(), out.begin(), [](double v) { return static_cast<T>(v); });
    }

    /// Calls `body(name, part)` for each parameter that is learnt, with its part of a buffer in the layer's layout.
    template <class L, class T, class F>
    static void for_each_parameter(T* buffer, const F& body) {
        for (const duet::Parameter& p : L::parameter_list) {
            if (p.kind == duet::ParameterKind::learnt) body(std::string(p.name.view()), std::span<T>(buffer, p.size()));
            buffer += duet::round_up_to_block(p.size());
        }
    }

    /// Calls `body(suffix, part)` for each tensor of a batch of S: "" for one, ".0", ".1" (or the given names) for several.
    template <class S, class T, class Probe, class F>
    static void for_each_tensor(T* buffer, const std::vector<std::string>& names, const F& body) {
        std::size_t index = 0;
        Probe::template for_each_tensor<S>(buffer, batch, [&](auto tensor) {
            std::string suffix = duet::is_shapes<S> ? "." + (names.empty() ? std::to_string(index) : names[index]) : "";
            body(suffix, std::span<T>(tensor.data, tensor.elements()));
            ++index;
        });
    }

private:
    std::string name_;
    duet::io::SafeTensors file_;
};

/// Forward output, input gradients and every parameter gradient of one layer, in T.
template <class L, class T>
void check_layer_case(const std::string& name) {
    using Probe = duet::LayerProbe<L, T>;
    const Case file(name);
    Probe probe(batch);
    Case::for_each_parameter<L>(probe.parameters.data(), [&](const std::string& p, std::span<T> part) { file.load("parameter." + p, part); });
    Case::for_each_tensor<typename L::Input, T, Probe>(probe.input.data(), {},
                                                       [&](const std::string& s, std::span<T> part) { file.load("input" + s, part); });
    file.load("output_gradient", std::span<T>(probe.output_gradient.data(), batch * L::Output::size));

    probe.forward();
    file.compare("output", std::span<const T>(probe.output.data(), batch * L::Output::size));
    probe.gradients.fill(T{});
    probe.backward();
    Case::for_each_tensor<typename L::Input, T, Probe>(
        probe.input_gradient.data(), {}, [&](const std::string& s, std::span<const T> part) { file.compare("input_gradient" + s, part); });
    Case::for_each_parameter<L>(probe.gradients.data(), [&](const std::string& p, std::span<const T> part) { file.compare("gradient." + p, part); });
}

/// The same in double and in float.
template <class Spec, class Input>
void check(const std::string& name) {
    using L = duet::bind<Spec, Input>;
    check_layer_case<L, double>(name);
    check_layer_case<L, float>(name);
}

} // namespace golden
