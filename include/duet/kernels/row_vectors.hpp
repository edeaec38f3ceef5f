// Rows of any length, read vector by vector: the last vector may be partly filled.
#pragma once

#include "duet/kernels/simd.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace duet::kernels {

/// Every lane of a vector.
struct AllLanes {};

/// The first `count` lanes, where a row ends inside a vector.
struct FirstLanes {
    std::size_t count;
};

/// A whole vector.
template <class T>
Vector<T> load(const T* from, AllLanes, T = T{}) {
    return Vector<T>::load_unaligned(from);
}

/// The lanes behind the row's end are `filler`.
template <class T>
Vector<T> load(const T* from, FirstLanes part, T filler = T{}) {
    alignas(64) T padded[Vector<T>::size];
    std::fill_n(padded, Vector<T>::size, filler);
    std::copy_n(from, part.count, padded);
    return Vector<T>::load_aligned(padded);
}

/// The lanes that belong to the row.
template <class T>
void store(Vector<T> values, T* to, AllLanes) {
    values.store_unaligned(to);
}

template <class T>
void store(Vector<T> values, T* to, FirstLanes part) {
    alignas(64) T padded[Vector<T>::size];
    values.store_aligned(padded);
    std::copy_n(padded, part.count, to);
}

/// Calls `body(first, part)` for each vector of a row of `count` elements; `part` says which lanes belong to the row.
template <class T, class F>
void for_vectors(std::size_t count, const F& body) {
    constexpr std::size_t width = Vector<T>::size;
    std::size_t first = 0;
    for (; first + width <= count; first += width) body(first, AllLanes{});
    if (first < count) body(first, FirstLanes{count - first});
}

/// The sum of all lanes.
template <class T, class A>
T horizontal_sum(const xsimd::batch<T, A>& values) {
    return xsimd::hadd(values);
}

/// Each lane takes what stands `Distance` lanes on, round the end.
template <std::size_t Distance, class T>
Vector<T> rotate(const Vector<T>& values) {
    using Register = typename Vector<T>::register_type;
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
        return Vector<T>(__builtin_shufflevector(Register(values), Register(values), ((I + Distance) % lanes<T>)...));
    }(std::make_index_sequence<lanes<T>>{});
}

/// The largest of all lanes, by halves.
template <class T, class A>
T horizontal_max(const xsimd::batch<T, A>& values) {
    Vector<T> largest = values;
    if constexpr (lanes<T> > 8) largest = xsimd::max(largest, rotate<8, T>(largest));
    if constexpr (lanes<T> > 4) largest = xsimd::max(largest, rotate<4, T>(largest));
    if constexpr (lanes<T> > 2) largest = xsimd::max(largest, rotate<2, T>(largest));
    if constexpr (lanes<T> > 1) largest = xsimd::max(largest, rotate<1, T>(largest));
    return largest.get(0);
}

} // namespace duet::kernels
