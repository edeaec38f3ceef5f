// The first lanes of a vector, from and to memory: through a mask where the machine has one, which touches nothing else and waits for no narrow
// store.
#pragma once

#include "duet/kernels/simd.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace duet::kernels {

#if defined(__AVX512F__)
/// Lanes 0 .. count - 1 from memory, zeros behind.
inline Vector<float> load_first(const float* from, std::size_t count) {
    return _mm512_maskz_loadu_ps(static_cast<__mmask16>((1U << count) - 1), from);
}
/// Lanes 0 .. count - 1 from memory, zeros behind.
inline Vector<double> load_first(const double* from, std::size_t count) {
    return _mm512_maskz_loadu_pd(static_cast<__mmask8>((1U << count) - 1), from);
}
/// Writes lanes 0 .. count - 1.
inline void store_first(const Vector<float>& values, float* to, std::size_t count) {
    _mm512_mask_storeu_ps(to, static_cast<__mmask16>((1U << count) - 1), values);
}
/// Writes lanes 0 .. count - 1.
inline void store_first(const Vector<double>& values, double* to, std::size_t count) {
    _mm512_mask_storeu_pd(to, static_cast<__mmask8>((1U << count) - 1), values);
}
#elif defined(__AVX2__)
/// All bits of lanes 0 .. count - 1: read from a row of ones with zeros behind.
inline __m256i first_lanes(std::size_t bytes) {
    alignas(64) static constexpr std::array<std::int32_t, 16> ones{-1, -1, -1, -1, -1, -1, -1, -1};
    return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(ones.data() + 8 - bytes / sizeof(std::int32_t)));
}
/// Lanes 0 .. count - 1 from memory, zeros behind.
inline Vector<float> load_first(const float* from, std::size_t count) { return _mm256_maskload_ps(from, first_lanes(count * sizeof(float))); }
/// Lanes 0 .. count - 1 from memory, zeros behind.
inline Vector<double> load_first(const double* from, std::size_t count) { return _mm256_maskload_pd(from, first_lanes(count * sizeof(double))); }
/// Writes lanes 0 .. count - 1.
inline void store_first(const Vector<float>& values, float* to, std::size_t count) {
    _mm256_maskstore_ps(to, first_lanes(count * sizeof(float)), values);
}
/// Writes lanes 0 .. count - 1.
inline void store_first(const Vector<double>& values, double* to, std::size_t count) {
    _mm256_maskstore_pd(to, first_lanes(count * sizeof(double)), values);
}
#else
/// Lanes 0 .. count - 1 from memory, zeros behind.
template <class T>
Vector<T> load_first(const T* from, std::size_t count) {
    alignas(64) T padded[Vector<T>::size]{};
    std::copy_n(from, count, padded);
    return Vector<T>::load_aligned(padded);
}
/// Writes lanes 0 .. count - 1.
template <class T>
void store_first(const Vector<T>& values, T* to, std::size_t count) {
    alignas(64) T padded[Vector<T>::size];
    values.store_aligned(padded);
    std::copy_n(padded, count, to);
}
#endif

} // namespace duet::kernels
