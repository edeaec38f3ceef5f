// duet-bench: every file below this folder registers its benchmarks; the options are Google Benchmark's.
#include "peak.hpp"

#include "duet/kernels/blas_setup.hpp"

#include <cstdio>
#include <string>

#include <benchmark/benchmark.h>

extern "C" {
char* openblas_get_config();
char* openblas_get_corename();
}

int main(int argc, char** argv) {
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
    if (const auto complaint = duet::kernels::blas_complaint()) {
        std::fprintf(stderr, "duet-bench: %s\n", complaint->c_str());
        return 1;
    }
    duet::kernels::use_single_threaded_blas();
    benchmark::AddCustomContext("blas", std::string(openblas_get_config()) + ", kernels " + openblas_get_corename());
    benchmark::AddCustomContext("compiler", DUET_COMPILER);
    benchmark::AddCustomContext("fma_peak_float", std::to_string(bench::fma_peak<float>()) + " GFLOP/s on one core");
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    return 0;
}
