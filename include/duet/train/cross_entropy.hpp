// Softmax cross-entropy on logits.
#pragma once

#include "duet/core/batch.hpp"
#include "duet/core/error.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <utility>

namespace duet {

/// Mean over samples of -sum_c t_c log softmax(y)_c, with t the label's indicator, smoothed: (1 - s) * indicator + s / classes.
/// Shapes: logits (..., classes), one label in 0 .. classes-1 for each row; or Shapes of several such outputs, whose losses on the same labels are added.
/// PyTorch equivalent: `nn.CrossEntropyLoss(label_smoothing=s)`. Source of the smoothing: Szegedy et al. 2016.
template <double LabelSmoothing = 0.0>
struct BasicCrossEntropy {
    static_assert(LabelSmoothing >= 0 && LabelSmoothing < 1, "BasicCrossEntropy: label smoothing lies in [0, 1)");

    /// One label for each row of logits.
    template <class T, class Output>
    using Target = std::span<const int>;

    template <class Output>
    static consteval bool accepts() {
        constexpr bool fits = are_logits(Output{});
        static_assert(fits,
                      "CrossEntropy needs a model whose output is one Shape<..., classes> with at least 2 classes: end it with Linear<classes>");
        return fits;
    }

    /// The loss; `dy` is assigned its gradient with respect to the logits `y`. Throws Error unless there is one label in range for each row.
    template <class T, class Output>
    static double value_and_gradient(Batch<const T, Output> y, std::span<const int> labels, Batch<T, Output> dy) {
        if constexpr (is_shapes<Output>) {
            return [&]<std::size_t... I>(std::index_sequence<I...>) {
                return (of_one(y.template get<I>(), labels, dy.template get<I>()) + ...);
            }(std::make_index_sequence<Output::count>{});
        } else {
            return of_one(y, labels, dy);
        }
    }

private:
    template <class S, class... More>
    static consteval bool are_logits(Shapes<S, More...>) { // the same labels for all
        if constexpr (is_shape<S> && (is_shape<More> && ...)) return are_logits(S{}) && ((are_logits(More{}) && More::rows == S::rows) && ...);
        return false;
    }
    template <class S>
    static consteval bool are_logits(S) {
        if constexpr (is_shape<S>) return S::last > 1;
        return is_unknown<S>;
    }

    template <class T, class Output>
    static double of_one(Batch<const T, Output> y, std::span<const int> labels, Batch<T, Output> dy) {
        constexpr std::size_t classes = Output::last;
        const std::size_t rows = y.size * Output::rows;
        check(labels, rows, classes);
        const T scale = T{1} / static_cast<T>(rows);
        constexpr double smoothed = LabelSmoothing / static_cast<double>(classes);
        double total = 0;
        for (std::size_t r = 0; r < rows; ++r) {
            const T* logits = y.data + r * classes;
            T* gradient = dy.data + r * classes;
            const auto label = static_cast<std::size_t>(labels[r]);
            const T largest = *std::max_element(logits, logits + classes);
            T sum = 0;
            for (std::size_t c = 0; c < classes; ++c) sum += gradient[c] = std::exp(logits[c] - largest);
            const T log_sum = largest + std::log(sum);
            for (std::size_t c = 0; c < classes; ++c) {
                const T target = static_cast<T>(smoothed + (c == label ? 1 - LabelSmoothing : 0));
                if (target > 0) total += static_cast<double>(target * (log_sum - logits[c]));
                gradient[c] = (gradient[c] / sum - target) * scale;
            }
        }
        return total / static_cast<double>(rows);
    }

    static void check(std::span<const int> labels, std::size_t rows, std::size_t classes) {
        if (rows == 0 || labels.size() != rows) {
            throw Error("cross-entropy of " + std::to_string(rows) + " rows and " + std::to_string(labels.size()) +
                        " labels; expected one label for each row");
        }
        for (const int label : labels) {
            if (label < 0 || static_cast<std::size_t>(label) >= classes) {
                throw Error("label " + std::to_string(label) + " is outside 0 .. " + std::to_string(classes - 1));
            }
        }
    }
};

/// Without smoothing.
using CrossEntropy = BasicCrossEntropy<>;

} // namespace duet
