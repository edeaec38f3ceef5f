// Rows of any length, read vector by vector: the last vector may be partly filled.
#pragma once

#include "duet/kernels/partial_vectors.hpp"
#include "duet/kernels/simd.hpp"

#include <array>
#include <cstddef>
#include <utility>

namespace duet::kernels {

/// Every lane of a vector.
struct AllLanes {};

/// The first `count` lanes, where a row ends inside a vector.
struct FirstLanes {
    std::size_t count;
};

/// A whole vector, whatever would fill what lies behind its row.
template <class T>
Vector<T> load(const T* from, AllLanes, T = T{}) {
    return Vector<T>::load_unaligned(from);
}

/// 0, 1, 2, ... in the lanes.
template <class T>
Vector<T> lane_numbers() {
    alignas(64) static constexpr auto numbers = [] {
        std::array<T, lanes<T>> n{};
        for (std::size_t i = 0; i < lanes<T>; ++i) n[i] = static_cast<T>(i);
        return n;
    }();
    return Vector<T>::load_aligned(numbers.data());
}

/// The first `count` lanes of `values`; those behind them are `filler`.
template <class T>
Vector<T> keep_first(const Vector<T>& values, std::size_t count, T filler) {
    return xsimd::select(lane_numbers<T>() < Vector<T>(static_cast<T>(count)), values, Vector<T>(filler));
}

/// The lanes behind the row's end are zero.
template <class T>
Vector<T> load(const T* from, FirstLanes part) {
    return load_first(from, part.count);
}

/// The lanes behind the row's end are `filler`.
template <class T>
Vector<T> load(const T* from, FirstLanes part, T filler) {
    return keep_first(load_first(from, part.count), part.count, filler);
}

/// Every lane.
template <class T>
void store(Vector<T> values, T* to, AllLanes) {
    values.store_unaligned(to);
}

/// The lanes that belong to the row.
template <class T>
void store(Vector<T> values, T* to, FirstLanes part) {
    store_first(values, to, part.count);
}

/// Calls `body(first, part)` for each vector of a row of `count` elements; `part` says which lanes belong to the row.
template <class T, class F>
void for_vectors(std::size_t count, const F& body) {
    constexpr std::size_t width = Vector<T>::size;
    std::size_t first = 0;
    for (; first + width <= count; first += width) body(first, AllLanes{});
    if (first < count) body(first, FirstLanes{count - first});
}

/// Each lane takes what stands `Distance` lanes on, round the end.
template <std::size_t Distance, class T>
Vector<T> rotate(const Vector<T>& values) {
    using Register = typename Vector<T>::register_type;
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
        return Vector<T>(__builtin_shufflevector(Register(values), Register(values), ((I + Distance) % lanes<T>)...));
    }(std::make_index_sequence<lanes<T>>{});
}

/// `join` of all lanes, by halves, in every lane.
template <class T, class F>
Vector<T> join_lanes(Vector<T> values, const F& join) {
    if constexpr (lanes<T> > 8) values = join(values, rotate<8, T>(values));
    if constexpr (lanes<T> > 4) values = join(values, rotate<4, T>(values));
    if constexpr (lanes<T> > 2) values = join(values, rotate<2, T>(values));
    if constexpr (lanes<T> > 1) values = join(values, rotate<1, T>(values));
    return values;
}

/// The sum of all lanes.
template <class T, class A>
T horizontal_sum(const xsimd::batch<T, A>& values) {
    return join_lanes<T>(values, [](const Vector<T>& a, const Vector<T>& b) { return a + b; }).get(0);
}

/// The largest of all lanes.
template <class T, class A>
T horizontal_max(const xsimd::batch<T, A>& values) {
    return join_lanes<T>(values, [](const Vector<T>& a, const Vector<T>& b) { return xsimd::max(a, b); }).get(0);
}

} // namespace duet::kernels
