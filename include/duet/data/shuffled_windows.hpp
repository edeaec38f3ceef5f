// In which order an epoch visits rows that do not fit into memory: a window of them at a time.
#pragma once

#include "duet/core/error.hpp"
#include "duet/core/random.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <vector>

namespace duet::data {

/// Rows that lie side by side in a file.
struct RowRange {
    std::size_t first = 0; ///< its first row
    std::size_t count = 0; ///< of rows

    bool operator==(const RowRange&) const = default;
};

/// How far rows are shuffled.
struct WindowOptions {
    std::size_t block = 4096; ///< rows that are read at once, side by side
    std::size_t blocks = 16;  ///< of a window, from anywhere in the file; all rows of a window are shuffled among each other
    std::uint64_t seed = 0;   ///< decides all orders
};

/// Cuts rows 0 .. rows-1 into blocks, and shuffles the blocks of each epoch into windows and the rows of each window. A window is all that need stand in
/// memory at once. The order is a function of (rows, options, epoch, window) alone: the same for every rank of a job, which takes its share of each
/// batch, and for a run that is resumed. Takes memory for one window's order and for the list of blocks, all of it when it is made.
/// PyTorch equivalent: an `IterableDataset` of shuffled files with a shuffle buffer; TensorFlow: `interleave` and `Dataset.shuffle(buffer_size)`.
class ShuffledWindows {
public:
    /// Throws duet::Error for no rows, blocks of no rows, or windows of no blocks.
    explicit ShuffledWindows(std::size_t rows, WindowOptions options = {}) : rows_(rows), options_(options) {
        if (rows == 0 || options.block == 0 || options.blocks == 0) {
            throw Error("shuffled windows of " + std::to_string(options.blocks) + " blocks of " + std::to_string(options.block) + " of " +
                        std::to_string(rows) + " rows were asked for; expected at least one of each");
        }
        options_.block = std::min(options.block, rows);
        block_order_.resize((rows - 1) / options_.block + 1);
        options_.blocks = std::min(options.blocks, block_order_.size());
        ranges_.reserve(options_.blocks);
        order_.reserve(std::min(rows, options_.blocks * options_.block));
        start(0);
    }

    [[nodiscard]] std::size_t count() const { return (block_order_.size() - 1) / options_.blocks + 1; } ///< windows of an epoch

    /// Begins an epoch: its windows hold every row once.
    void start(std::uint64_t epoch) {
        epoch_ = epoch;
        std::iota(block_order_.begin(), block_order_.end(), std::size_t{0});
        Random(stream(blocks_stream).child(epoch)).shuffle(std::span(block_order_));
        enter(0);
    }

    /// Goes to a window of the epoch, in any order. Throws duet::Error if there is none of that number.
    void enter(std::size_t window) {
        if (window >= count()) {
            throw Error("window " + std::to_string(window) + " was asked for; the epoch has " + std::to_string(count()) + ", counted from 0");
        }
        ranges_.clear();
        order_.clear();
        const std::size_t begin = window * options_.blocks;
        for (std::size_t i = begin; i < std::min(begin + options_.blocks, block_order_.size()); ++i) {
            const std::size_t first = block_order_[i] * options_.block;
            ranges_.push_back({first, std::min(options_.block, rows_ - first)});
        }
        for (const auto& [first, length] : ranges_) {
            for (std::size_t i = 0; i < length; ++i) order_.push_back(first + i);
        }
        Random(stream(rows_stream).child(epoch_).child(window)).shuffle(std::span(order_));
    }

    [[nodiscard]] std::span<const RowRange> ranges() const { return ranges_; }  ///< of the window: where its rows lie
    [[nodiscard]] std::span<const std::size_t> order() const { return order_; } ///< of the window: its rows, as they are visited

private:
    // Apart from every other use of the seed.
    static constexpr std::uint64_t blocks_stream = 0x626c6f636b73; // "blocks"
    static constexpr std::uint64_t rows_stream = 0x77696e646f77;   // "window"

    [[nodiscard]] RandomStream stream(std::uint64_t of) const { return {options_.seed, of}; }

    std::size_t rows_;
    WindowOptions options_;
    std::uint64_t epoch_ = 0;
    std::vector<std::size_t> block_order_;
    std::vector<RowRange> ranges_;
    std::vector<std::size_t> order_;
};

} // namespace duet::data
