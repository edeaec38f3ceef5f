// Checks that a layer, built in or a user's own, keeps the contract of layer.hpp.
#pragma once

#include "duet/core/error.hpp"
#include "duet/core/random.hpp"
#include "duet/layers/layer.hpp"
#include "duet/layers/layer_probe.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace duet {

namespace detail {

template <class L>
class LayerCheck {
    using Input = typename L::Input;
    using Output = typename L::Output;
    using Probe = LayerProbe<L, double>;

public:
    explicit LayerCheck(std::size_t samples) : probe_(samples), random_(samples) {
        fill_tensors<Input>(probe_.input);
        fill_tensors<Output>(probe_.output_gradient);
        std::size_t offset = 0;
        for (const Parameter& p : L::parameter_list) {
            for (std::size_t i = 0; i < p.size(); ++i) probe_.parameters[offset + i] = random_.uniform(-0.6, 0.6);
            offset += round_up_to_block(p.size());
        }
    }

    void run() {
        reference();
        unread_tensors();
        thread_counts();
        absent_input_gradient();
        numerical_gradients();
        single_precision();
    }

private:
    static constexpr double prefilled = 0.5;

    template <class S>
    void fill_tensors(GuardedBuffer<double>& buffer) {
        buffer.fill(0);
        Probe::template for_each_tensor<S>(buffer.data(), probe_.samples(), [&](auto tensor) {
            for (std::size_t i = 0; i < tensor.elements(); ++i) tensor.data[i] = static_cast<float>(random_.uniform(-1, 1));
        });
    }

    /// The elements of a batch of `S`, without the padding between tensors.
    template <class S>
    std::vector<double> collect(GuardedBuffer<double>& buffer) {
        std::vector<double> values;
        Probe::template for_each_tensor<S>(buffer.data(), probe_.samples(),
                                           [&](auto tensor) { values.insert(values.end(), tensor.data, tensor.data + tensor.elements()); });
        return values;
    }

    /// The gradients without padding, less what they held before the call.
    std::vector<double> collect_gradients(const auto& buffer) {
        std::vector<double> values;
        std::size_t offset = 0;
        for (const Parameter& p : L::parameter_list) {
            for (std::size_t i = 0; i < p.size(); ++i) values.push_back(static_cast<double>(buffer[offset + i]) - prefilled);
            offset += round_up_to_block(p.size());
        }
        return values;
    }

    void forward_backward(int threads, bool with_input_gradient) {
        probe_.forward(threads);
        probe_.gradients.fill(prefilled);
        probe_.backward(threads, with_input_gradient);
    }

    void reference() {
        forward_backward(1, true);
        output_ = collect<Output>(probe_.output);
        input_gradient_ = collect<Input>(probe_.input_gradient);
        gradients_ = collect_gradients(probe_.gradients);
        require_finite(output_, "forward leaves part of its output unwritten, or reads memory that it did not write");
        require_finite(input_gradient_, "backward leaves part of the input gradient unassigned, or adds to it instead of assigning");
        require_finite(gradients_, "backward reads memory that nobody wrote, and spoils a parameter gradient");
    }

    /// What backward is said not to read may have been overwritten by then, as Sequential does to save memory.
    void unread_tensors() {
        const std::vector<double> input(probe_.input.data(), probe_.input.data() + probe_.input.size());
        probe_.forward();
        if (!L::reads_input) probe_.input.poison();
        if (!L::reads_output) probe_.output.poison();
        probe_.gradients.fill(prefilled);
        probe_.backward();
        std::copy(input.begin(), input.end(), probe_.input.data());
        if (!same_bits(input_gradient_, collect<Input>(probe_.input_gradient)) || !same_bits(gradients_, collect_gradients(probe_.gradients))) {
            fail("backward reads x or y, although reads_input or reads_output says that it does not");
        }
    }

    void thread_counts() {
        for (const int threads : {2, 3, 8}) {
            forward_backward(threads, true);
            const bool same = same_bits(output_, collect<Output>(probe_.output)) &&
                              same_bits(input_gradient_, collect<Input>(probe_.input_gradient)) &&
                              same_bits(gradients_, collect_gradients(probe_.gradients));
            if (!same) fail("the result with " + std::to_string(threads) + " threads is not that of 1 thread to the bit");
        }
    }

    void absent_input_gradient() {
        forward_backward(1, false);
        if (!same_bits(gradients_, collect_gradients(probe_.gradients))) fail("the parameter gradients change when no input gradient is asked for");
    }

    /// sum(output * output_gradient): its gradients are what backward must give.
    double objective() {
        probe_.forward();
        const std::vector<double> y = collect<Output>(probe_.output);
        const std::vector<double> dy = collect<Output>(probe_.output_gradient);
        double sum = 0;
        for (std::size_t i = 0; i < y.size(); ++i) sum += y[i] * dy[i];
        return sum;
    }

    void numerical_gradients() {
        std::size_t seen = 0;
        Probe::template for_each_tensor<Input>(probe_.input.data(), probe_.samples(), [&](auto tensor) {
            compare(tensor.data, tensor.elements(), input_gradient_, seen, "the input gradient");
            seen += tensor.elements();
        });
        std::size_t offset = 0;
        seen = 0;
        for (const Parameter& p : L::parameter_list) {
            const bool learnt = p.kind == ParameterKind::learnt; // the gradient of a statistic is none
            if (learnt)
                compare(probe_.parameters.data() + offset, p.size(), gradients_, seen,
                        "the gradient of parameter '" + std::string(p.name.view()) + "'");
            offset += round_up_to_block(p.size());
            seen += p.size();
        }
    }

    /// Central differences on at most `most` elements. Several steps are tried: at a kink (ReLU, maximum) a long one misleads.
    void compare(double* values, std::size_t size, const std::vector<double>& analytic, std::size_t first, const std::string& what) {
        constexpr std::size_t most = 48;
        const std::size_t count = std::min(size, most);
        for (std::size_t i = 0; i < count; ++i) {
            const std::size_t element = size <= most ? i : random_.below(size);
            const double expected = analytic[first + element];
            double numerical = 0;
            const auto agrees = [&](double step) {
                const double before = values[element];
                values[element] = before + step;
                const double above = objective();
                values[element] = before - step;
                const double below = objective();
                values[element] = before;
                numerical = (above - below) / (2 * step);
                return std::abs(numerical - expected) <= 1e-6 * (1 + std::abs(expected));
            };
            if (!agrees(1e-5) && !agrees(1e-4) && !agrees(1e-6)) {
                fail(what + " at element " + std::to_string(element) + " is " + std::to_string(expected) + ", and numerically " +
                     std::to_string(numerical));
            }
        }
    }

    /// float must give what double gives, as far as float can.
    void single_precision() {
        LayerProbe<L, float> single(probe_.samples());
        const auto narrow = [](const GuardedBuffer<double>& from, GuardedBuffer<float>& to) {
            for (std::size_t i = 0; i < from.size(); ++i) to[i] = static_cast<float>(from[i]);
        };
        narrow(probe_.parameters, single.parameters);
        narrow(probe_.input, single.input);
        narrow(probe_.output_gradient, single.output_gradient);
        single.forward();
        single.gradients.fill(static_cast<float>(prefilled));
        single.backward();
        const std::vector<double> gradients = collect_gradients(single.gradients);
        double largest = 1;
        for (const double g : gradients_) largest = std::max(largest, std::abs(g));
        for (std::size_t i = 0; i < gradients.size(); ++i) {
            if (!(std::abs(gradients[i] - gradients_[i]) <= 1e-3 * largest)) fail("float and double give different parameter gradients");
        }
        std::size_t seen = 0;
        LayerProbe<L, float>::template for_each_tensor<Output>(single.output.data(), single.samples(), [&](auto tensor) {
            for (std::size_t i = 0; i < tensor.elements(); ++i, ++seen) {
                if (!(std::abs(static_cast<double>(tensor.data[i]) - output_[seen]) <= 1e-3 * (1 + std::abs(output_[seen])))) {
                    fail("float and double give different outputs");
                }
            }
        });
    }

    static bool same_bits(const std::vector<double>& a, const std::vector<double>& b) {
        return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                          [](double x, double y) { return std::bit_cast<std::uint64_t>(x) == std::bit_cast<std::uint64_t>(y); });
    }
    void require_finite(const std::vector<double>& values, const char* otherwise) const {
        if (!std::all_of(values.begin(), values.end(), [](double v) { return std::isfinite(v); })) fail(otherwise);
    }
    [[noreturn]] void fail(const std::string& what) const {
        throw Error("check_layer: " + std::string(L::type_name) + ": " + what + " (batch " + std::to_string(probe_.samples()) + ")");
    }

    Probe probe_;
    Random random_;
    std::vector<double> output_, input_gradient_, gradients_;
};

} // namespace detail

/// Checks the layer that `Spec` is on `Input`: gradients against central differences in double, poisoned and guarded buffers (x and y too, where
/// backward is said not to read them), parameter gradients that are added to, an input gradient that is assigned or absent, batches of 1, 3 and 17,
/// and the same bits for 1, 2, 3 and 8 threads.
/// Throws Error with what is wrong. PyTorch equivalent: `torch.autograd.gradcheck`.
template <class Spec, class Input>
void check_layer() {
    using L = bind<Spec, Input>;
    static_assert(!is_unknown<typename L::Output>, "check_layer: the layer does not accept this input");
    for (const auto samples : std::array<std::size_t, 3>{1, 3, 17}) detail::LayerCheck<L>(samples).run();
}

} // namespace duet
