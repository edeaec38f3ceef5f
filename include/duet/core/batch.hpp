// Static-shaped views of a run-time number of samples.
#pragma once

#include "duet/core/buffer.hpp"
#include "duet/core/shape.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <type_traits>
#include <utility>

namespace duet {

/// `size` samples of shape `S`, contiguous, row-major, sample after sample. A view: it owns nothing.
template <class T, class S>
struct Batch {
    using Sample = S;                                   ///< the shape of one sample
    static constexpr std::size_t sample_size = S::size; ///< elements

    T* data = nullptr;    ///< the first sample's first element
    std::size_t size = 0; ///< samples

    constexpr Batch() = default;
    constexpr Batch(T* first, std::size_t samples) : data(first), size(samples) {} ///< of samples that stand at `first`
    /// Whoever may write may read.
    constexpr operator Batch<const T, S>() const requires (!std::is_const_v<T>)
    {
        return {data, size};
    }

    /// The first element of sample `i`.
    constexpr T* operator[](std::size_t i) const { return data + i * sample_size; }
    [[nodiscard]] constexpr std::size_t elements() const { return size * sample_size; } ///< in all samples
    /// Samples begin .. end - 1.
    [[nodiscard]] constexpr Batch slice(std::size_t begin, std::size_t end) const { return {data + begin * sample_size, end - begin}; }

    /// The same memory read as another shape of as many elements per sample.
    template <class R>
    [[nodiscard]] constexpr Batch<T, R> as() const {
        static_assert(R::size == S::size, "Batch::as: both shapes must hold the same number of elements");
        return {data, size};
    }
};

/// Several tensors of the same samples, each a block of its own.
template <class T, class... S>
struct Batch<T, Shapes<S...>> {
    using Sample = Shapes<S...>; ///< the shapes of one sample, one a tensor

    std::array<T*, sizeof...(S)> data{}; ///< the first element of each tensor
    std::size_t size = 0;                ///< samples

    constexpr Batch() = default;
    /// Of tensors that stand at `first`.
    constexpr Batch(const std::array<T*, sizeof...(S)>& first, std::size_t samples) : data(first), size(samples) {}
    /// Whoever may write may read.
    constexpr operator Batch<const T, Shapes<S...>>() const requires (!std::is_const_v<T>)
    {
        Batch<const T, Shapes<S...>> view;
        std::copy_n(data.begin(), sizeof...(S), view.data.begin());
        view.size = size;
        return view;
    }

    /// The batch of tensor `I`.
    template <std::size_t I>
    [[nodiscard]] constexpr auto get() const {
        return Batch<T, typename Shapes<S...>::template at<I>>{data[I], size};
    }
    /// Samples begin .. end - 1 of each tensor.
    [[nodiscard]] constexpr Batch slice(std::size_t begin, std::size_t end) const {
        Batch part(data, end - begin);
        constexpr std::array<std::size_t, sizeof...(S)> sizes{S::size...};
        for (std::size_t i = 0; i < sizeof...(S); ++i) part.data[i] += begin * sizes[i];
        return part;
    }
};

/// Stands where a gradient is not wanted: a network's first layer needs no input gradient.
struct NoGradient {};

/// Whether a gradient argument of this type is NoGradient.
template <class D>
inline constexpr bool is_absent = std::is_same_v<std::remove_cvref_t<D>, NoGradient>;

/// Elements of workspace that a batch of `S` takes per sample, each tensor rounded up so that every block is aligned.
template <class S>
inline constexpr std::size_t storage_size = round_up_to_block(S::size);
template <class... S>
inline constexpr std::size_t storage_size<Shapes<S...>> = (storage_size<S> + ... + 0);

/// A batch of `n` samples laid out at `base`, which holds `n * storage_size<S>` elements.
template <class S, class T>
constexpr Batch<T, S> place(T* base, std::size_t n) {
    if constexpr (is_shapes<S>) {
        Batch<T, S> batch;
        batch.size = n;
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            ((batch.data[I] = base, base += n * storage_size<typename S::template at<I>>), ...);
        }(std::make_index_sequence<S::count>{});
        return batch;
    } else {
        return {base, n};
    }
}

} // namespace duet
