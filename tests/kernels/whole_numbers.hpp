// What the tests of products share: numbers whose sums are exact, and the types that they come in.
#pragma once

#include <cstddef>
#include <tuple>
#include <vector>

using Scalars = std::tuple<float, double>;

/// Whole numbers from -3 to 3.
template <class T>
std::vector<T> numbers(std::size_t count, std::size_t step) {
    std::vector<T> values(count);
    for (std::size_t i = 0; i < count; ++i) values[i] = static_cast<T>(i * step % 7) - 3;
    return values;
}
