// One level of threads: OpenMP outside, single-threaded BLAS inside.
#pragma once

#include "duet/core/parallel.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

extern "C" {
void openblas_set_num_threads(int);
int openblas_get_parallel();
char* openblas_get_corename();
}

namespace duet::kernels {

/// Sets OpenBLAS to one thread, once. Called by everything that runs a network. OpenBLAS's OpenMP build answers by setting OpenMP's default to
/// one thread too, and follows that default wherever it is called outside a parallel region: so a program's own regions state their `num_threads`
/// (`default_threads()` still gives the number from before).
inline void use_single_threaded_blas() {
    static const bool done = (default_threads(), openblas_set_num_threads(1), true);
    (void)done;
}

/// What is wrong with the linked BLAS, if anything: inside an OpenMP program OpenBLAS must be its OpenMP build. `build`: as OpenBLAS numbers them.
inline std::optional<std::string> blas_complaint(int build = openblas_get_parallel()) {
    constexpr int pthread = 1; // 0 sequential, 1 pthread, 2 OpenMP
    if (build != pthread) return std::nullopt;
    return "OpenBLAS's pthread build is in use, which fights with OpenMP over the cores: apt-get install libopenblas0-openmp and select it with "
           "update-alternatives --config libopenblas.so.0-$(uname -m)-linux-gnu";
}

/// Whether OpenBLAS has chosen kernels with vectors as wide as those that this program is compiled for. It takes processors that are younger than
/// itself for old ones: an eighth of the speed. OPENBLAS_CORETYPE=SkylakeX in the environment is the cure.
inline bool blas_fits_processor() {
    static const bool fits = [] {
        [[maybe_unused]] const std::string_view core = openblas_get_corename();
#if defined(__AVX512F__)
        constexpr std::array<std::string_view, 3> wide{"SkylakeX", "Cooperlake", "SapphireRapids"};
        return std::find(wide.begin(), wide.end(), core) != wide.end();
#elif defined(__AVX2__)
        constexpr std::array<std::string_view, 7> narrow{"Prescott", "Core2", "Penryn", "Dunnington", "Atom", "Nehalem", "Sandybridge"};
        return std::find(narrow.begin(), narrow.end(), core) == narrow.end();
#else
        return true;
#endif
    }();
    return fits;
}

} // namespace duet::kernels
