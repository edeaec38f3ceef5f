// duet-bench: every file below this folder registers its benchmarks; the options are Google Benchmark's. With --steps it takes steps on demand,
// with --context it says on what it runs, as JSON, and with --onnx FOLDER it writes the models that another library is timed with.
#include "onnx_models.hpp"
#include "peak.hpp"
#include "steps.hpp"

#include "duet/core/error.hpp"
#include "duet/core/parallel.hpp"
#include "duet/kernels/blas_setup.hpp"

#include <cstdio>
#include <iostream>
#include <string>
#include <string_view>
#include <utility>

#include <benchmark/benchmark.h>

extern "C" {
char* openblas_get_config();
}

int main(int argc, char** argv) {
#ifdef DUET_BENCH_ONNX
    if (argc == 3 && std::string_view(argv[1]) == "--onnx") {
        try {
            bench::write_onnx_models(argv[2]);
            return 0;
        } catch (const duet::Error& e) {
            std::fprintf(stderr, "duet-bench: %s\n", e.what());
            return 2;
        }
    }
#endif
    const std::string_view word = argc == 2 ? argv[1] : "";
    const bool steps = word == "--steps";
    const bool context = word == "--context";
    if (!steps && !context) benchmark::Initialize(&argc, argv);
    if (!steps && !context && benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
    if (const auto complaint = duet::kernels::blas_complaint()) {
        std::fprintf(stderr, "duet-bench: %s\n", complaint->c_str());
        return 1;
    }
    duet::default_threads(); // remembered before BLAS is told to use one
    duet::kernels::use_single_threaded_blas();
    if (steps) {
        bench::serve_steps(std::cin, std::cout);
        return 0;
    }
    const std::pair<const char*, std::string> facts[] = {
        {"blas", std::string(openblas_get_config()) + ", kernels " + openblas_get_corename()},
        {"compiler", DUET_COMPILER},
        {"fma_peak_float", std::to_string(bench::fma_peak<float>()) + " GFLOP/s on one core"},
        {"copy_peak", std::to_string(bench::copy_peak()) + " GB/s on one core"},
    };
    if (context) {
        const char* before = "{";
        for (const auto& [name, fact] : facts) std::cout << std::exchange(before, ", ") << '"' << name << "\": \"" << fact << '"';
        std::cout << "}\n" << std::flush;
        return 0;
    }
    for (const auto& [name, fact] : facts) benchmark::AddCustomContext(name, fact);
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    return 0;
}
