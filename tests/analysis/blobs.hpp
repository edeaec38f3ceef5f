// Gaussian blobs whose class is known, for the tests of the analyses.
#pragma once

#include "duet/core/random.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

struct Blobs {
    std::size_t dimensions;
    std::vector<double> points; // (count, dimensions)
    std::vector<int> classes;   // point i belongs to i mod the number of blobs
};

// Centres are `spread` times standard normal, points their centre plus standard normal noise. In 20 dimensions two centres are about
// sqrt(2 * 20) * spread = 6.3 * spread apart.
inline Blobs make_blobs(std::size_t count, std::size_t blobs, std::size_t dimensions, double spread, std::uint64_t seed = 1) {
    duet::Random random(seed);
    std::vector<double> centres(blobs * dimensions);
    for (double& value : centres) value = spread * random.normal();
    Blobs made{dimensions, {}, {}};
    for (std::size_t i = 0; i < count; ++i) {
        made.classes.push_back(static_cast<int>(i % blobs));
        for (std::size_t j = 0; j < dimensions; ++j) made.points.push_back(centres[i % blobs * dimensions + j] + random.normal());
    }
    return made;
}
