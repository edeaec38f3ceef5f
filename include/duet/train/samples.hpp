// What a model learns from, and chosen samples of it side by side.
#pragma once

#include "duet/core/batch.hpp"
#include "duet/core/buffer.hpp"
#include "duet/core/error.hpp"

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace duet {

namespace detail {

/// Labels of one sample: one for each row of logits, the same for all outputs.
template <class Output>
inline constexpr std::size_t labels_per_sample = Output::rows;
template <class First, class... More>
inline constexpr std::size_t labels_per_sample<Shapes<First, More...>> = First::rows;

template <class T, class S>
void copy_sample(Batch<const T, S> from, std::size_t i, Batch<T, S> to, std::size_t j) {
    if constexpr (is_shapes<S>) {
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            (copy_sample(from.template get<I>(), i, to.template get<I>(), j), ...);
        }(std::make_index_sequence<S::count>{});
    } else {
        std::copy_n(from[i], S::size, to[j]);
    }
}

} // namespace detail

/// The samples of a data set or of a batch: inputs and their targets, as `Trainer<M, Loss, ...>::step` takes them. Views: they own nothing.
/// PyTorch equivalent: `TensorDataset`.
template <class M, class Loss>
struct Samples {
    using T = typename M::Scalar;
    using Target = typename Loss::template Target<T, typename M::Output>;
    static constexpr bool labelled = std::is_same_v<Target, std::span<const int>>; ///< targets are labels, not values
    static_assert(labelled || std::is_same_v<Target, Batch<const T, typename M::Output>>,
                  "Samples: the loss's targets are neither labels nor values of the output's shape; call Trainer::step in a loop of your own");
    static constexpr std::size_t targets_per_sample = labelled ? detail::labels_per_sample<typename M::Output> : 1; ///< labels, or 1

    Batch<const T, typename M::Input> x; ///< inputs
    Target target;                       ///< labels row by row, or values

    /// Samples begin .. end - 1.
    [[nodiscard]] Samples slice(std::size_t begin, std::size_t end) const {
        if constexpr (labelled) {
            return {x.slice(begin, end), target.subspan(begin * targets_per_sample, (end - begin) * targets_per_sample)};
        } else {
            return {x.slice(begin, end), target.slice(begin, end)};
        }
    }

    /// Throws Error unless there is a sample, and a target for each.
    void check() const {
        std::size_t targets = 0;
        if constexpr (labelled) {
            targets = target.size();
        } else {
            targets = target.size;
        }
        if (x.size == 0 || targets != x.size * targets_per_sample) {
            throw Error(std::to_string(x.size) + " samples and " + std::to_string(targets) + (labelled ? " labels" : " targets") +
                        "; expected at least one sample, and for each " + std::to_string(targets_per_sample));
        }
    }
};

/// Copies chosen samples into a batch. After construction it allocates nothing. PyTorch equivalent: `default_collate`.
template <class M, class Loss>
class SampleGatherer {
    using T = typename M::Scalar;
    using Input = typename M::Input;
    using Output = typename M::Output;
    using All = Samples<M, Loss>;

public:
    /// For up to `capacity` samples at a time. Throws Error for 0.
    explicit SampleGatherer(std::size_t capacity)
        : inputs_(capacity * storage_size<Input>), labels_(All::labelled ? capacity * All::targets_per_sample : 0),
          values_(All::labelled ? 0 : capacity * storage_size<Output>) {
        if (capacity == 0) throw Error("batches of no samples; expected a batch of 1 or more");
    }

    /// The samples of these numbers in this order, until the next call.
    All operator()(const All& all, std::span<const std::size_t> rows) {
        const Batch<T, Input> x = place<Input>(inputs_.data(), rows.size());
        for (std::size_t i = 0; i < rows.size(); ++i) detail::copy_sample<T, Input>(all.x, rows[i], x, i);
        if constexpr (All::labelled) {
            constexpr std::size_t each = All::targets_per_sample;
            for (std::size_t i = 0; i < rows.size(); ++i) std::ranges::copy(all.target.subspan(rows[i] * each, each), labels_.data() + i * each);
            return {x, std::span<const int>(labels_).first(rows.size() * each)};
        } else {
            const Batch<T, Output> target = place<Output>(values_.data(), rows.size());
            for (std::size_t i = 0; i < rows.size(); ++i) detail::copy_sample<T, Output>(all.target, rows[i], target, i);
            return {x, target};
        }
    }

private:
    Buffer<T> inputs_;
    std::vector<int> labels_;
    Buffer<T> values_;
};

} // namespace duet
