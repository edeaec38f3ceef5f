// Whether any of many values is NaN or infinite.
#pragma once

#include "duet/core/parallel.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>

namespace duet {

/// Whether none of the values is NaN or infinite. PyTorch equivalent: `torch.isfinite(values).all()`.
template <class T>
bool all_finite(int threads, std::span<const T> values) {
    std::array<int, slots> bad{};
    for_slots(values.size(), threads, [&](std::size_t slot, std::size_t begin, std::size_t end) {
        int found = 0; // without a way out of the loop it is one of vectors
        for (std::size_t i = begin; i < end; ++i) found |= std::abs(values[i]) <= std::numeric_limits<T>::max() ? 0 : 1;
        bad[slot] = found;
    });
    return std::ranges::all_of(bad, [](int found) { return found == 0; });
}

} // namespace duet
