// IDX, the format in which MNIST is published. Source: the description on its page, yann.lecun.com/exdb/mnist.
#pragma once

#include "duet/core/error.hpp"
#include "duet/data/input_file.hpp"
#include "duet/data/matrix.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <zlib.h>

namespace duet::data {

/// The unsigned bytes of an IDX file, plain or gzip-compressed, as rows of floats: images (N, 28, 28) give N x 784, labels (N) give N x 1.
/// `expected_columns`: 0 for any. Throws duet::Error for a file that is missing, not IDX, truncated, too long, empty, of another item type or number
/// of columns.
inline Matrix read_idx(const std::filesystem::path& path, std::size_t expected_columns) {
    std::uint64_t most = 0; // bytes that the file can hold
    {
        const InputFile file(path);                      // says why it cannot be opened, and refuses pipes and folders
        constexpr std::uint64_t best_compression = 1032; // DEFLATE's bound: 258 bytes from 2 bits
        std::array<std::byte, 2> start{};
        if (file.size() >= start.size()) file.read(0, start);
        const bool compressed = start[0] == std::byte{0x1F} && start[1] == std::byte{0x8B};
        most = compressed ? file.size() * best_compression : file.size();
    }
    const std::string name = path.string();
    const auto close = [](gzFile file) { gzclose(file); };
    const std::unique_ptr<gzFile_s, decltype(close)> file(gzopen(path.c_str(), "rb"), close);
    if (!file) throw Error(name + ": cannot be opened");
    const auto read = [&](std::uint8_t* bytes, std::size_t count) {
        const int got = gzread(file.get(), bytes, static_cast<unsigned>(count));
        if (got < 0 || static_cast<std::size_t>(got) != count) throw Error(name + ": is truncated or damaged; fetch it again");
    };
    const auto big_endian = [&] {
        std::array<std::uint8_t, 4> b{};
        read(b.data(), b.size());
        return std::uint32_t{b[0]} << 24 | std::uint32_t{b[1]} << 16 | std::uint32_t{b[2]} << 8 | std::uint32_t{b[3]};
    };

    const std::uint32_t magic = big_endian();
    const std::uint32_t axes = magic & 0xFF;
    if (magic >> 8 != 0x08 || axes < 1 || axes > 8) throw Error(name + ": is not an IDX file of unsigned bytes; expected one of MNIST's files");
    std::uint64_t count = 1;
    std::uint64_t rows = 0;
    for (std::uint32_t axis = 0; axis < axes; ++axis) {
        const std::uint64_t extent = big_endian();
        if (extent == 0) throw Error(name + ": holds no values; expected at least one row");
        if (extent > most / count) throw Error(name + ": is truncated; its header claims more values than it can hold");
        count *= extent;
        if (axis == 0) rows = extent;
    }
    Matrix matrix{static_cast<std::size_t>(rows), static_cast<std::size_t>(count / rows), {}};
    if (expected_columns != 0 && matrix.columns != expected_columns) {
        throw Error(name + ": has " + std::to_string(matrix.columns) + " columns; expected " + std::to_string(expected_columns));
    }
    // Grown as the values arrive: a small compressed file whose header claims much more than it holds takes no memory for the claim.
    std::vector<std::uint8_t> block(static_cast<std::size_t>(std::min<std::uint64_t>(count, 1 << 20)));
    while (matrix.values.size() < count) {
        const std::size_t size = std::min(block.size(), static_cast<std::size_t>(count) - matrix.values.size());
        read(block.data(), size);
        for (std::size_t i = 0; i < size; ++i) matrix.values.push_back(static_cast<float>(block[i]));
    }
    std::uint8_t extra = 0;
    const int more = gzread(file.get(), &extra, 1);
    int state = Z_OK;
    gzerror(file.get(), &state);
    if (more < 0 || state != Z_OK) throw Error(name + ": is damaged (its end is missing or its checksum does not agree); fetch it again");
    if (more > 0) throw Error(name + ": has bytes after its values; its header claims " + std::to_string(count));
    return matrix;
}

} // namespace duet::data
