// How good a model is on samples.
#pragma once

#include "duet/core/buffer.hpp"
#include "duet/core/parallel.hpp"
#include "duet/model/predictor.hpp"
#include "duet/train/samples.hpp"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <span>

namespace duet {

/// Means over samples. `accuracy` is the share of labels that are their row's largest logit, NaN where targets are no labels.
struct Score {
    double loss = 0;                                            ///< as the loss function gives it
    double accuracy = std::numeric_limits<double>::quiet_NaN(); ///< 0 to 1
};

/// How many labels are their row's largest logit; of several outputs, the first one's.
template <class T, class Output>
std::size_t count_correct(Batch<const T, Output> y, std::span<const int> labels) {
    if constexpr (is_shapes<Output>) {
        return count_correct(y.template get<0>(), labels);
    } else {
        std::size_t correct = 0;
        for (std::size_t row = 0; row < labels.size(); ++row) {
            const T* logits = y.data + row * Output::last;
            correct += static_cast<std::size_t>(std::max_element(logits, logits + Output::last) - logits == labels[row]);
        }
        return correct;
    }
}

/// Scores a model again and again, without dropout. After construction it allocates nothing; the model must outlive it.
template <class M, class Loss>
class Evaluator {
    using T = typename M::Scalar;
    using Output = typename M::Output;

public:
    /// On chunks of 256 samples, whatever the size of a data set.
    explicit Evaluator(const M& model, int threads = default_threads())
        : predict_(model, threads), outputs_(chunk * storage_size<Output>), gradients_(chunk * storage_size<Output>) {}

    /// Throws Error for no samples, or another number of targets.
    Score operator()(const Samples<M, Loss>& samples) {
        samples.check();
        double loss = 0;
        std::size_t correct = 0;
        for (std::size_t begin = 0; begin < samples.x.size; begin += chunk) {
            const std::size_t end = std::min(samples.x.size, begin + chunk);
            const Samples<M, Loss> part = samples.slice(begin, end);
            const Batch<T, Output> y = place<Output>(outputs_.data(), end - begin);
            predict_(part.x, y);
            loss += static_cast<double>(end - begin) *
                    Loss::template value_and_gradient<T, Output>(y, part.target, place<Output>(gradients_.data(), end - begin));
            if constexpr (Samples<M, Loss>::labelled) correct += count_correct<T, Output>(y, part.target);
        }
        const auto count = static_cast<double>(samples.x.size);
        Score score{.loss = loss / count};
        if constexpr (Samples<M, Loss>::labelled) score.accuracy = static_cast<double>(correct) / (count * Samples<M, Loss>::targets_per_sample);
        return score;
    }

private:
    static constexpr std::size_t chunk = 256; // bounds the memory

    Predictor<M> predict_;
    Buffer<T> outputs_, gradients_;
};

/// The same with an evaluator for this once: `evaluate<CrossEntropy>(model, {{x, n}, labels})`. scikit-learn equivalent: `model.score(X, y)`.
template <class Loss, class M>
Score evaluate(const M& model, const Samples<M, Loss>& samples, int threads = default_threads()) {
    return Evaluator<M, Loss>(model, threads)(samples);
}

} // namespace duet
