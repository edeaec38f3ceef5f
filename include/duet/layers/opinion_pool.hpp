// Several opinions weighed into one.
#pragma once

#include "duet/layers/layer.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

namespace duet {

template <class In>
struct OpinionPoolLayer;

template <class Opinion, class... More>
struct OpinionPoolLayer<Shapes<Opinion, More...>> : LayerDefaults {
    using Input = Shapes<Opinion, More...>;
    static constexpr std::size_t opinions = sizeof...(More); // and the trust behind them
    static constexpr std::size_t classes = Opinion::size;
    template <std::size_t>
    using Same = Opinion;
    template <std::size_t... I>
    static Shapes<Opinion, Same<I>...> pooled_and_each(std::index_sequence<I...>);
    using Output = decltype(pooled_and_each(std::make_index_sequence<opinions>{}));
    static constexpr std::string_view type_name = "OpinionPool";
    static constexpr bool reads_input = true;
    static constexpr std::size_t multiply_adds = opinions * classes;

    template <class T, Mode M>
    static void forward(const Run<T, M>& run, const T*, Batch<const T, Input> x, Batch<T, Output> y, Batch<T, Cache>) {
        run.workers.for_slots(x.size, [&](std::size_t, std::size_t begin, std::size_t end) {
            std::fill(y.data[0] + begin * classes, y.data[0] + end * classes, T{});
            for (std::size_t o = 0; o < opinions; ++o) {
                for (std::size_t s = begin; s < end; ++s) {
                    const T weight = softplus(x.data[opinions][s * opinions + o]);
                    for (std::size_t c = s * classes; c < (s + 1) * classes; ++c) {
                        y.data[0][c] += weight * x.data[o][c];
                        y.data[o + 1][c] = x.data[o][c];
                    }
                }
            }
        });
    }

    template <class T, Mode M>
    static void backward(const Run<T, M>& run, const T*, T*, Batch<const T, Input> x, Batch<const T, Output>, Batch<const T, Cache>,
                         Batch<const T, Output> dy, auto dx) {
        if constexpr (!is_absent<decltype(dx)>) {
            run.workers.for_slots(x.size, [&](std::size_t, std::size_t begin, std::size_t end) {
                for (std::size_t o = 0; o < opinions; ++o) {
                    for (std::size_t s = begin; s < end; ++s) {
                        const T trust = x.data[opinions][s * opinions + o];
                        const T weight = softplus(trust);
                        T along = 0;
                        for (std::size_t c = s * classes; c < (s + 1) * classes; ++c) {
                            along += dy.data[0][c] * x.data[o][c];
                            dx.data[o][c] = dy.data[0][c] * weight + dy.data[o + 1][c];
                        }
                        dx.data[opinions][s * opinions + o] = along / (1 + std::exp(-trust));
                    }
                }
            });
        }
    }

private:
    /// log(1 + e^v), also where e^v is infinite.
    template <class T>
    static T softplus(T v) {
        return std::max(v, T{}) + std::log1p(std::exp(-std::abs(v)));
    }
};

/// Pools the opinions of several classifiers: pooled = sum_o softplus(trust_o) * logits_o, a logarithmic opinion pool whose weights are the sample's own,
/// and so a sum of calibrated log-probabilities where the trust is the same for all. Hands on each opinion too, to be learnt from and to be used
/// where the others are missing. Shapes: Shapes<(classes), ..., (classes), (opinions)>, the trust last -> Shapes<pooled (classes), each (classes) ...>.
/// Source: Genest and Zidek 1986. PyTorch equivalent: `sum(softplus(trust[:, o:o+1]) * logits[o] for o in range(n))`.
struct OpinionPool {
    template <class In>
    static consteval bool accepts() {
        constexpr bool fits = weighs(In{});
        static_assert(fits, "OpinionPool needs opinions of one Shape<classes> each, and behind them the trust in each, Shape<opinions>");
        return fits;
    }
    template <class In>
    using layer = OpinionPoolLayer<In>;

private:
    template <class S, class... More>
    static consteval bool weighs(Shapes<S, More...>) {
        if constexpr (is_shape<S> && (is_shape<More> && ...)) {
            constexpr std::size_t opinions = sizeof...(More);
            constexpr std::array<bool, opinions + 1> alike{true, std::is_same_v<S, More>...};
            using Trust = typename Shapes<S, More...>::template at<opinions>;
            return opinions > 0 && S::rank == 1 && std::is_same_v<Trust, Shape<opinions>> &&
                   std::all_of(alike.begin(), alike.end() - 1, [](bool a) { return a; });
        } else {
            return false;
        }
    }
    static consteval bool weighs(...) { return false; }
};

} // namespace duet
