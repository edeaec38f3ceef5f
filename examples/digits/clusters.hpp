// Whether what a model makes of digits lies in one heap a digit.
#pragma once

#include "duet/analysis/points.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace digits {

/// What k-means with ten clusters finds, and how far its clusters are the digits.
struct Clusters {
    std::vector<int> of; // of each point, 0..9
    double purity = 0, nmi = 0, ari = 0, silhouette = 0;
};
Clusters cluster(const duet::analysis::Points& points, std::span<const int> labels, std::uint64_t seed, int threads);

/// x and y of each of the embeddings (rows, size) in turn: t-SNE to the plane, its progress shown behind `what`.
std::vector<double> lay_out(const std::string& what, std::span<const float> embeddings, std::size_t size, std::uint64_t seed, int threads);

/// At most `limit` of the indices, chosen at random, in ascending order.
std::vector<std::size_t> choose(std::vector<std::size_t> indices, std::size_t limit, std::uint64_t seed);

} // namespace digits
