// A quad-tree over points of the plane, for sums over all pairs that fall off with distance.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace duet::analysis {

/// Interleaves the bits of two numbers below 2^31: the position on the Z-order curve.
constexpr std::uint64_t z_order(std::uint64_t x, std::uint64_t y) {
    const auto spread = [](std::uint64_t bits) {
        bits = (bits | bits << 16) & 0x0000FFFF0000FFFF;
        bits = (bits | bits << 8) & 0x00FF00FF00FF00FF;
        bits = (bits | bits << 4) & 0x0F0F0F0F0F0F0F0F;
        bits = (bits | bits << 2) & 0x3333333333333333;
        return (bits | bits << 1) & 0x5555555555555555;
    };
    return spread(x) | spread(y) << 1;
}

/// Sorting the points along the Z-order curve puts the points of every square cell side by side, so the tree is a flat list of cells:
/// a cell is followed by its parts, and knows where the next cell that is not one of them stands. Only cells that split their points
/// are kept, at most 2 count - 1. A leaf is one point, or several that share a cell of 2^-31 of the extent: duplicates cost no depth.
/// Source: Barnes and Hut, "A hierarchical O(N log N) force-calculation algorithm", Nature 324, 1986.
class SpacePartitionTree {
public:
    /// Points that walk the tree together, one in each lane of a vector register.
    static constexpr std::size_t lanes = 8;
    using Lanes = std::array<double, lanes>; ///< One value for each point that walks.

    /// Sums over all points j of the tree, with q = 1 / (1 + squared distance): x, y of q^2 (own - other), and q.
    /// A point of the tree adds itself: q = 1 and no force.
    struct Repulsion {
        Lanes x{}; ///< Of the force
        Lanes y{}; ///< Of the force
        Lanes q{}; ///< Normalises all forces together
    };

    /// Takes finite coordinates, (count, 2) row-major; keeps its memory from one build to the next.
    void build(std::span<const double> points) {
        const std::size_t n = points.size() / 2;
        keys_.resize(n);
        cells_.clear();
        cells_.reserve(2 * n);
        if (n == 0) return;
        double left = points[0], right = left, bottom = points[1], top = bottom;
        for (std::size_t i = 1; i < n; ++i) {
            left = std::min(left, points[2 * i]);
            right = std::max(right, points[2 * i]);
            bottom = std::min(bottom, points[2 * i + 1]);
            top = std::max(top, points[2 * i + 1]);
        }
        extent_ = std::max(right - left, top - bottom);
        const double scale = extent_ > 0x1p-900 ? (0x1p31 - 1) / extent_ : 0; // below, it would overflow
        for (std::size_t i = 0; i < n; ++i)
            keys_[i] = {
                z_order(static_cast<std::uint64_t>((points[2 * i] - left) * scale), static_cast<std::uint64_t>((points[2 * i + 1] - bottom) * scale)),
                static_cast<std::uint32_t>(i)};
        std::sort(keys_.begin(), keys_.end());
        add_cell(points, 0, n);
    }

    [[nodiscard]] std::size_t count() const { return keys_.size(); } ///< Points.
    /// The index of the point at `position` along the Z-order curve: points next to each other there are near each other in the plane.
    [[nodiscard]] std::size_t point(std::size_t position) const { return keys_[position].point; }
    [[nodiscard]] std::size_t cell_count() const { return cells_.size(); } ///< Kept ones.

    /// The repulsion on `lanes` points (x, y). A cell counts as one point at its centre of mass if its width is less than
    /// `theta` times its distance from every lane; theta 0 visits every leaf.
    [[nodiscard]] Repulsion repulsion(const Lanes& x, const Lanes& y, double theta) const {
        Repulsion sum;
        for (std::size_t c = 0; c < cells_.size();) {
            const Cell& cell = cells_[c];
            Lanes dx, dy, squared;
            for (std::size_t l = 0; l < lanes; ++l) {
                dx[l] = x[l] - cell.x;
                dy[l] = y[l] - cell.y;
                squared[l] = dx[l] * dx[l] + dy[l] * dy[l];
            }
            const double reach = cell.width * cell.width;
            bool near = false;
            for (std::size_t l = 0; l < lanes; ++l) near |= reach >= theta * theta * squared[l];
            if (near && cell.next != c + 1) {
                ++c;
                continue;
            }
            for (std::size_t l = 0; l < lanes; ++l) {
                const double q = 1 / (1 + squared[l]);
                const double weight = cell.mass * q;
                sum.q[l] += weight;
                sum.x[l] += weight * q * dx[l];
                sum.y[l] += weight * q * dy[l];
            }
            c = cell.next;
        }
        return sum;
    }

private:
    struct Key {
        std::uint64_t code;
        std::uint32_t point;
        friend bool operator<(const Key& a, const Key& b) { return a.code < b.code || (a.code == b.code && a.point < b.point); }
    };
    struct Cell {
        double x, y; ///< Centre of mass.
        double width, mass;
        std::size_t next;
    };

    std::vector<Key> keys_;
    std::vector<Cell> cells_;
    double extent_ = 0;

    // Adds the smallest cell that holds keys begin .. end-1, then its parts; returns where it stands. Recurses at most 31 deep.
    std::size_t add_cell(std::span<const double> points, std::size_t begin, std::size_t end) {
        const std::size_t own = cells_.size();
        cells_.push_back({0, 0, 0, static_cast<double>(end - begin), 0});
        double x = 0, y = 0;
        const std::uint64_t differing = keys_[begin].code ^ keys_[end - 1].code;
        if (differing == 0) {
            for (std::size_t i = begin; i < end; ++i) {
                x += points[2 * point(i)];
                y += points[2 * point(i) + 1];
            }
        } else {
            const int shift = (63 - std::countl_zero(differing)) / 2 * 2; // of the two bits that name the quarter
            cells_[own].width = extent_ * std::ldexp(1.0, shift / 2 + 1 - 31);
            while (begin < end) {
                const std::uint64_t quarter = keys_[begin].code >> shift;
                const auto rest = std::ranges::partition_point(keys_.data() + begin, keys_.data() + end,
                                                               [&](const Key& key) { return key.code >> shift == quarter; });
                const auto middle = static_cast<std::size_t>(rest - keys_.data());
                const Cell part = cells_[add_cell(points, begin, middle)];
                x += part.x * part.mass;
                y += part.y * part.mass;
                begin = middle;
            }
        }
        cells_[own].x = x / cells_[own].mass;
        cells_[own].y = y / cells_[own].mass;
        cells_[own].next = cells_.size();
        return own;
    }
};

} // namespace duet::analysis
