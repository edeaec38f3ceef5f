// The speech front end: one second of sound to 39 frames of 13 coefficients.
#include "kernel_memory.hpp"
#include "measure.hpp"

#include "duet/data/mfcc.hpp"

static void mfcc(benchmark::State& state) {
    const auto sound = bench::random_values(duet::data::mfcc_sample_rate);
    duet::data::Mfcc front_end;
    bench::measure(state, {.items = 1, .item = "recordings"}, [&] { benchmark::DoNotOptimize(front_end(sound.span())); });
}
BENCHMARK(mfcc)->Unit(benchmark::kMicrosecond);
