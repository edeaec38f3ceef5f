// What the pooling tests share: random planes with many equal elements, and the windows on them.
#pragma once

#include "duet/core/random.hpp"
#include "duet/kernels/pool2d.hpp"

#include <vector>

template <class T>
std::vector<T> few_values(std::size_t count, std::uint64_t stream) {
    duet::Random random(11, stream);
    std::vector<T> values(count);
    for (T& v : values) v = static_cast<T>(random.below(5)) - T{2};
    return values;
}

/// visit(output, inputs of its window in row-major order), both as indices into a plane.
template <class F>
void for_each_window(const duet::kernels::PoolShape& shape, const F& visit) {
    for (std::size_t h = 0; h < shape.out().height; ++h) {
        for (std::size_t w = 0; w < shape.out().width; ++w) {
            std::vector<std::size_t> inputs;
            for (std::size_t row = h * shape.stride.height; row < h * shape.stride.height + shape.window.height; ++row) {
                for (std::size_t column = w * shape.stride.width; column < w * shape.stride.width + shape.window.width; ++column) {
                    inputs.push_back(row * shape.in.width + column);
                }
            }
            visit(h * shape.out().width + w, inputs);
        }
    }
}
