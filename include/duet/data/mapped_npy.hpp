// Rows of an .npy file that is larger than memory: the file is mapped, and only what is asked for is read.
#pragma once

#include "duet/data/input_file.hpp"
#include "duet/data/npy.hpp"
#include "duet/data/npy_values.hpp"
#include "duet/data/shuffled_windows.hpp"

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <span>
#include <string>

#include <sys/mman.h>
#include <unistd.h>

namespace duet::data {

/// The rows of an .npy file in C order, of any number type, without reading it: what `gather` touches stands in memory until `keep` drops it.
/// Meant for ShuffledWindows: `keep` the window's ranges, then `gather` its rows batch by batch. Several threads may gather at once.
/// The file must not be shortened meanwhile (`gather` looks, but cannot see what happens while it reads: the system then ends the program).
/// NumPy equivalent: `numpy.load(path, mmap_mode="r")`.
class MappedNpy {
public:
    /// Checks the header against the file's size, and maps the file. Throws duet::Error as `read_npy` does (but of values that are not finite, which
    /// `gather` names), and for columns that lie together. `expected_columns`: 0 for any.
    MappedNpy(const std::filesystem::path& path, std::size_t expected_columns) : file_(path), layout_(read_npy_layout(file_)) {
        if (expected_columns != 0 && layout_.columns != expected_columns) {
            fail("has " + std::to_string(layout_.columns) + " columns; expected " + std::to_string(expected_columns));
        }
        if (layout_.header.fortran_order && layout_.columns > 1) fail("is in Fortran order; expected C order (numpy.ascontiguousarray)");
        decode_ = decoder(layout_.header);
        void* start = ::mmap(nullptr, length(), PROT_READ, MAP_SHARED, file_.descriptor(), 0);
        if (start == MAP_FAILED) fail("cannot be mapped: " + std::string(std::strerror(errno)));
        start_ = static_cast<const std::byte*>(start);
        // Rows come in a random order; `keep` says what is read ahead.
        ::madvise(start, length(), MADV_RANDOM);
    }
    MappedNpy(const MappedNpy&) = delete;
    MappedNpy& operator=(const MappedNpy&) = delete;
    ~MappedNpy() { ::munmap(const_cast<std::byte*>(start_), length()); }

    [[nodiscard]] std::size_t rows() const { return layout_.rows; }       ///< extent of the first axis
    [[nodiscard]] std::size_t columns() const { return layout_.columns; } ///< of each row: all other axes, flattened

    /// Copies rows one after another to `out`, as floats: a batch, (rows.size(), columns()). Allocates nothing. Throws duet::Error if `out` does not hold
    /// exactly that many, for a row that there is not, for a value that is NaN or infinite (row and column are named), and if the file has been shortened.
    void gather(std::span<const std::size_t> rows, std::span<float> out) const {
        if (out.size() != rows.size() * columns()) {
            fail("a batch of " + std::to_string(rows.size()) + " rows of " + std::to_string(columns()) + " does not fit " +
                 std::to_string(out.size()) + " floats");
        }
        if (file_.size_now() < file_.size()) fail("has been shortened while it was read");
        for (std::size_t i = 0; i < rows.size(); ++i) {
            if (rows[i] >= layout_.rows) fail("has no row " + std::to_string(rows[i]) + "; its last is " + std::to_string(layout_.rows - 1));
            const std::span<float> row = out.subspan(i * columns(), columns());
            decode_(start_ + layout_.offset + rows[i] * row_bytes(), row);
            check_finite(file_, row, rows[i] * columns(), columns());
        }
    }

    /// Drops every page of the file from this process's memory, and has the system read these rows ahead. (It may go on holding other pages for itself, and
    /// takes them back when it needs the memory.)
    void keep(std::span<const RowRange> ranges) const {
        ::madvise(const_cast<std::byte*>(start_), length(), MADV_DONTNEED);
        for (const RowRange& range : ranges) {
            const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
            const std::size_t first = std::min(range.first, layout_.rows);
            const std::size_t begin = static_cast<std::size_t>(layout_.offset) + first * row_bytes();
            const std::size_t end = begin + std::min(range.count, layout_.rows - first) * row_bytes();
            const std::size_t from = begin / page * page;
            ::madvise(const_cast<std::byte*>(start_) + from, end - from, MADV_WILLNEED);
        }
    }

private:
    [[noreturn]] void fail(const std::string& what) const { throw Error(file_.name() + ": " + what); }

    [[nodiscard]] std::size_t length() const { return static_cast<std::size_t>(file_.size()); }
    [[nodiscard]] std::size_t row_bytes() const { return layout_.columns * layout_.header.item_size; }

    InputFile file_;
    NpyLayout layout_;
    Decoder decode_ = nullptr;
    const std::byte* start_ = nullptr;
};

} // namespace duet::data
