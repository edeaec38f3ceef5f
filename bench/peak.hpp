// What one core of this machine can do at best.
#pragma once

#include "duet/kernels/simd.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <vector>

#include <benchmark/benchmark.h>

namespace bench {

/// GFLOP/s of fused multiply-adds whose operands stay in registers, on one core: the best of many short runs, made at the first call.
template <class T>
double fma_peak() {
    using duet::kernels::Vector;
    constexpr std::size_t chains = 12; // more than latency times units (4 x 2), and within 16 registers
    constexpr std::size_t rounds = 20'000;
    constexpr double flop = 2.0 * chains * rounds * duet::kernels::lanes<T>;
    static const double peak = [] {
        double least_seconds = 1;
        for (int run = 0; run < 400; ++run) {
            T start = 1;
            T factor = T(0.75); // the sums stay near 1
            benchmark::DoNotOptimize(start);
            benchmark::DoNotOptimize(factor);
            const Vector<T> factors(factor);
            const Vector<T> addend(1 - factor);
            std::array<Vector<T>, chains> sums;
            sums.fill(Vector<T>(start));
            const auto before = std::chrono::steady_clock::now();
            for (std::size_t round = 0; round < rounds; ++round) {
                duet::kernels::unroll<chains>([&](auto i) __attribute__((always_inline)) { sums[i] = xsimd::fma(sums[i], factors, addend); });
            }
            benchmark::DoNotOptimize(sums);
            const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - before;
            least_seconds = std::min(least_seconds, seconds.count());
        }
        return 1e-9 * flop / least_seconds;
    }();
    return peak;
}

/// GB/s at which one core copies memory that no cache holds, read and written bytes counted: the best of several runs, made at the first call.
inline double copy_peak() {
    static const double peak = [] {
        constexpr std::size_t size = std::size_t{16} << 20U; // 64 MB each
        const std::vector<float> from(size, 1.0F);
        std::vector<float> to(size);
        double least_seconds = 1;
        for (int run = 0; run < 12; ++run) {
            const auto before = std::chrono::steady_clock::now();
            std::copy(from.begin(), from.end(), to.begin());
            benchmark::DoNotOptimize(to.data());
            benchmark::ClobberMemory();
            const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - before;
            least_seconds = std::min(least_seconds, seconds.count());
        }
        return 1e-9 * 2 * size * sizeof(float) / least_seconds;
    }();
    return peak;
}

} // namespace bench
