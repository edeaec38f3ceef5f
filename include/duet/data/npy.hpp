// NumPy's .npy files in, as rows of floats.
#pragma once

#include "duet/data/input_file.hpp"
#include "duet/data/matrix.hpp"
#include "duet/data/npy_header.hpp"
#include "duet/data/npy_values.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <exception>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace duet::data {

/// Where the items of an .npy file lie: its header, checked against the file's real size.
struct NpyLayout {
    NpyHeader header;         ///< what it says of type and shape
    std::uint64_t offset = 0; ///< of the first item, in bytes
    std::size_t rows = 0;     ///< extent of the first axis
    std::size_t columns = 0;  ///< all axes but the first, flattened
};

/// Reads and checks the header; takes memory for nothing but the header. Throws duet::Error.
template <class File>
NpyLayout read_npy_layout(const File& file) {
    constexpr std::uint64_t longest_header = 1 << 20; // NumPy itself refuses more than 10,000 bytes
    std::byte start[12] = {};
    const std::size_t available = static_cast<std::size_t>(std::min<std::uint64_t>(sizeof(start), file.size()));
    file.read(0, std::span(start, available));
    if (available < 10 || std::memcmp(start, npy_magic.data(), npy_magic.size()) != 0) {
        throw Error(file.name() + ": is not an .npy file; write it with numpy.save");
    }
    const auto byte = [&](std::size_t i) { return std::to_integer<std::uint32_t>(start[i]); };
    const std::uint32_t version = byte(6);
    if (version < 1 || version > 3 || byte(7) != 0) {
        throw Error(file.name() + ": .npy version " + std::to_string(version) + "." + std::to_string(byte(7)) +
                    " is unknown; expected 1.0, 2.0 or 3.0");
    }
    const std::uint64_t before = version == 1 ? 10 : 12;
    const std::uint64_t length = version == 1 ? byte(8) | byte(9) << 8 : byte(8) | byte(9) << 8 | byte(10) << 16 | byte(11) << 24;
    if (before + length > file.size() || length > longest_header) throw Error(file.name() + ": the .npy header is truncated; the file is damaged");
    std::string text(static_cast<std::size_t>(length), '\0');
    file.read(before, std::as_writable_bytes(std::span(text)));

    NpyLayout layout{NpyHeaderParser(text, file.name()).parse(), before + length, 0, 1};
    const std::vector<std::uint64_t>& shape = layout.header.shape;
    if (shape.empty()) throw Error(file.name() + ": holds a single number; expected an array of at least one axis");
    if (std::find(shape.begin(), shape.end(), 0) != shape.end()) throw Error(file.name() + ": holds no values; expected at least one row");
    // The file bounds every product of extents, so none can overflow.
    const std::uint64_t items = (file.size() - layout.offset) / layout.header.item_size;
    std::uint64_t claimed = 1;
    for (const std::uint64_t extent : shape) {
        if (extent > items / claimed)
            throw Error(file.name() + ": is truncated; its header claims more values than the " + std::to_string(items) + " it holds");
        claimed *= extent;
    }
    if (claimed * layout.header.item_size != file.size() - layout.offset) {
        throw Error(file.name() + ": has bytes after its values; its header claims " + std::to_string(claimed) + " values and there is room for " +
                    std::to_string(items));
    }
    layout.rows = static_cast<std::size_t>(shape[0]);
    layout.columns = static_cast<std::size_t>(claimed / shape[0]);
    return layout;
}

/// Throws duet::Error naming row and column if any value, the first of which is element `first` of the matrix, is NaN or infinite.
template <class File>
void check_finite(const File& file, std::span<const float> values, std::size_t first, std::size_t columns) {
    const std::size_t i = first_not_finite(values);
    if (i == values.size()) return;
    const std::size_t element = first + i;
    throw Error(file.name() + ": row " + std::to_string(element / columns) + ", column " + std::to_string(element % columns) +
                " is NaN or infinite (as a float); expected finite numbers");
}

/// C order: the file's order is the matrix's.
template <class File>
void read_row_major(const File& file, const NpyLayout& layout, Matrix& matrix) {
    constexpr std::size_t items_at_once = 1 << 17;
    const std::size_t item_size = layout.header.item_size;
    const Decoder decode = decoder(layout.header);
    std::vector<std::byte> bytes(std::min(items_at_once, matrix.values.size()) * item_size);
    for (std::size_t first = 0; first < matrix.values.size(); first += items_at_once) {
        const auto values = std::span(matrix.values).subspan(first, std::min(items_at_once, matrix.values.size() - first));
        file.read(layout.offset + first * item_size, std::span(bytes).first(values.size() * item_size));
        decode(bytes.data(), values);
        check_finite(file, values, first, matrix.columns);
    }
}

/// The column of the flattened matrix that stands `position`-th in a Fortran-ordered file: there, the second axis varies fastest after the first.
inline std::size_t fortran_column(std::span<const std::uint64_t> shape, std::size_t position) {
    std::size_t column = 0;
    std::size_t stride = 1;
    for (std::size_t axis = 1; axis < shape.size(); ++axis) stride *= static_cast<std::size_t>(shape[axis]);
    for (std::size_t axis = 1; axis < shape.size(); ++axis) {
        const auto extent = static_cast<std::size_t>(shape[axis]);
        stride /= extent;
        column += position % extent * stride;
        position /= extent;
    }
    return column;
}

/// Fortran order: whole columns, one after another. Tiles keep both the reads long and the transposition inside the cache.
template <class File>
void read_column_major(const File& file, const NpyLayout& layout, Matrix& matrix) {
    constexpr std::size_t tile_rows = 8192;
    constexpr std::size_t tile_columns = 16; // a cache line of the matrix
    const std::size_t item_size = layout.header.item_size;
    const Decoder decode = decoder(layout.header);
    const std::size_t height = std::min(tile_rows, matrix.rows);
    std::vector<std::byte> bytes(height * item_size);
    std::vector<float> tile(tile_columns * height);
    for (std::size_t left = 0; left < matrix.columns; left += tile_columns) {
        const std::size_t width = std::min(tile_columns, matrix.columns - left);
        std::size_t target[tile_columns] = {};
        for (std::size_t j = 0; j < width; ++j) target[j] = fortran_column(layout.header.shape, left + j);
        for (std::size_t top = 0; top < matrix.rows; top += height) {
            const std::size_t count = std::min(height, matrix.rows - top);
            for (std::size_t j = 0; j < width; ++j) {
                file.read(layout.offset + ((left + j) * matrix.rows + top) * item_size, std::span(bytes).first(count * item_size));
                decode(bytes.data(), std::span(tile).subspan(j * height, count));
            }
            for (std::size_t i = 0; i < count; ++i) {
                float* row = matrix.values.data() + (top + i) * matrix.columns;
                for (std::size_t j = 0; j < width; ++j) row[target[j]] = tile[j * height + i];
            }
        }
    }
    check_finite(file, matrix.values, 0, matrix.columns);
}

/// The array that `file` holds from its first byte to its last, as `read_npy` gives it. `File`: InputFile, or what can be read as one can. Throws duet::Error.
template <class File>
Matrix read_npy_from(const File& file, std::size_t expected_columns) {
    const NpyLayout layout = read_npy_layout(file);
    if (expected_columns != 0 && layout.columns != expected_columns) {
        throw Error(file.name() + ": has " + std::to_string(layout.columns) + " columns; expected " + std::to_string(expected_columns));
    }
    Matrix matrix{layout.rows, layout.columns, {}};
    try {
        matrix.values.resize(layout.rows * layout.columns);
    } catch (const std::exception&) { // bad_alloc or length_error
        throw Error(file.name() + ": does not fit into memory as " + std::to_string(layout.rows) + " rows of " + std::to_string(layout.columns) +
                    " floats");
    }
    if (layout.header.fortran_order && layout.columns > 1) {
        read_column_major(file, layout, matrix);
    } else {
        read_row_major(file, layout, matrix);
    }
    return matrix;
}

/// The array in `path` as rows of floats: (N) is one column, (N, a, b, ..) is flattened to N x (a*b*..), the last axis fastest.
/// Accepts float16/32/64, int8..64, uint8..64 and bool of either byte order, C and Fortran order, .npy versions 1.0, 2.0 and 3.0.
/// `expected_columns`: 0 for any. Throws duet::Error for a file that is missing, not .npy, truncated, too long, empty, of another dtype or
/// number of columns, or that holds a NaN or an infinity. NumPy equivalent: `numpy.load(path).reshape(N, -1).astype(numpy.float32)`.
inline Matrix read_npy(const std::filesystem::path& path, std::size_t expected_columns) { return read_npy_from(InputFile(path), expected_columns); }

} // namespace duet::data
