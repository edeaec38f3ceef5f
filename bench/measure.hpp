// Runs a benchmark's loop and turns its wall time into rates.
#pragma once

#include "peak.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

namespace bench {

/// What one call does; what is 0 is not reported.
struct Work {
    double flop = 0;  // a multiply-add is 2
    double bytes = 0; // read and written
    double items = 0; // reported as <item>/s
    const char* item = "items";
    int threads = 1; // as many cores' peak is what flop are compared with
};

/// Calls per second of wall time. Google Benchmark's own rates count the processor time of one thread, unless names end in "/real_time".
template <class F>
double calls_per_second(benchmark::State& state, const F& call) {
    call(); // touches memory and makes tables
    const auto start = std::chrono::steady_clock::now();
    for (auto _ : state) {
        call();
        benchmark::ClobberMemory();
    }
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    return static_cast<double>(state.iterations()) / seconds.count();
}

/// Reports `calls` per second as GFLOP/s and in percent of the FMA peak, as GB/s and as items/s.
inline void report(benchmark::State& state, const Work& work, double calls) {
    if (work.flop > 0) {
        state.counters["GFLOP/s"] = 1e-9 * work.flop * calls;
        state.counters["%peak"] = 1e-7 * work.flop * calls / (fma_peak<float>() * work.threads);
    }
    if (work.bytes > 0) state.counters["GB/s"] = 1e-9 * work.bytes * calls;
    if (work.items > 0) state.counters[std::string(work.item) + "/s"] = work.items * calls;
}

template <class F>
void measure(benchmark::State& state, const Work& work, const F& call) {
    report(state, work, calls_per_second(state, call));
}

/// Like `measure`, with the rates of the median call, and what they are made of as counters.
template <class F>
void measure_median(benchmark::State& state, const Work& work, const F& call) {
    call();
    std::vector<double> seconds;
    for (auto _ : state) {
        const auto start = std::chrono::steady_clock::now();
        call();
        benchmark::ClobberMemory();
        seconds.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    }
    const auto middle = seconds.begin() + static_cast<std::ptrdiff_t>(seconds.size() / 2);
    std::nth_element(seconds.begin(), middle, seconds.end());
    state.counters["median_ms"] = 1e3 * *middle;
    state.counters["flop"] = work.flop;
    state.counters["bytes"] = work.bytes;
    report(state, work, 1 / *middle);
}

/// Bytes of that many floats.
constexpr double float_bytes(std::size_t count) { return static_cast<double>(count * sizeof(float)); }

} // namespace bench
