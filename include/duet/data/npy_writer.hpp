// NumPy's .npy files out.
#pragma once

#include "duet/data/atomic_file.hpp"
#include "duet/data/npy_header.hpp"

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace duet::data {

/// What can be written: float32, and bytes.
template <class T>
concept NpyItem = std::same_as<T, float> || std::same_as<T, std::uint8_t>;

/// NumPy's name of a type: "<f4" or "|u1" (">f4" where the most significant byte stands first).
template <NpyItem T>
constexpr std::string_view npy_type = !std::same_as<T, float>                      ? "|u1"
                                      : std::endian::native == std::endian::little ? "<f4"
                                                                                   : ">f4";

/// How many values an array of this shape holds; the largest number if there is none for them.
inline std::size_t npy_size(std::span<const std::size_t> shape) {
    constexpr std::size_t most = std::numeric_limits<std::size_t>::max();
    std::size_t count = 1;
    for (const std::size_t extent : shape) count = extent != 0 && count > most / extent ? most : count * extent;
    return count;
}

/// A shape as Python writes it: "(2, 3)", "(2,)".
inline std::string npy_shape(std::span<const std::size_t> shape) {
    std::string text;
    for (const std::size_t extent : shape) text += (text.empty() ? "" : ", ") + std::to_string(extent);
    return "(" + text + (shape.size() == 1 ? ",)" : ")");
}

/// All of an .npy file of version 1.0 that stands before its values; `name`: the file, for errors. Throws duet::Error if the shape does not hold exactly
/// `values` values, or has more axes than a header has room for.
inline std::string npy_start(const std::string& name, std::string_view type, std::span<const std::size_t> shape, std::size_t values) {
    if (const std::size_t count = npy_size(shape); count != values) {
        throw Error(name + ": the shape " + npy_shape(shape) + " holds " + std::to_string(count) + " values; " + std::to_string(values) +
                    " were given");
    }
    std::string header = "{'descr': '" + std::string(type) + "', 'fortran_order': False, 'shape': " + npy_shape(shape) + ", }";
    const std::size_t before = npy_magic.size() + 4; // magic, version, length
    const std::size_t padded = (before + header.size() + 1 + 63) / 64 * 64 - before;
    if (padded > 0xFFFF) throw Error(name + ": the shape has too many axes for an .npy header");
    header.resize(padded - 1, ' ');
    header += '\n';
    const char length[] = {1, 0, static_cast<char>(padded & 0xFF), static_cast<char>(padded >> 8)};
    return std::string(npy_magic) + std::string(length, sizeof(length)) + header;
}

/// Writes an array of `T` in C order as .npy version 1.0, piece by piece, so that it need not fit into memory. The file appears at `commit`, whole;
/// dropped before, it leaves nothing. Every member throws duet::Error, naming the file, if it cannot be written.
/// NumPy equivalent: `numpy.lib.format.open_memmap(path, "w+", ...)`.
template <NpyItem T>
class NpyWriter {
public:
    /// Opens a file beside `path`, for an array of this shape.
    NpyWriter(const std::filesystem::path& path, std::span<const std::size_t> shape)
        : name_(path.string()), missing_(npy_size(shape)), start_(npy_start(name_, npy_type<T>, shape, missing_)), file_(path) {
        file_.write(start_);
    }

    /// Appends; throws if the shape has no room for so many.
    void write(std::span<const T> values) {
        if (values.size() > missing_) {
            throw Error(name_ + ": " + std::to_string(values.size()) + " values were given; the shape has room for " + std::to_string(missing_));
        }
        missing_ -= values.size();
        file_.write(std::as_bytes(values));
    }

    /// Puts the file in its place; throws if values are missing. Nothing may be written afterwards.
    void commit() {
        if (missing_ > 0) throw Error(name_ + ": " + std::to_string(missing_) + " values were not given; the shape holds them");
        file_.commit();
    }

private:
    std::string name_;
    std::size_t missing_; // values that are still to be given
    std::string start_;
    AtomicFile file_;
};

/// Writes float32 or uint8 in C order as .npy version 1.0, atomically. Throws duet::Error if the shape does not hold exactly the values, or if `path`
/// cannot be written. NumPy equivalent: `numpy.save`.
inline void write_npy(const std::filesystem::path& path, std::span<const float> values, const std::vector<std::size_t>& shape) {
    const std::string start = npy_start(path.string(), npy_type<float>, shape, values.size());
    AtomicFile file(path);
    file.write(start);
    file.write(std::as_bytes(values));
    file.commit();
}
/// Likewise, as bytes: dtype `|u1`.
inline void write_npy(const std::filesystem::path& path, std::span<const std::uint8_t> values, const std::vector<std::size_t>& shape) {
    const std::string start = npy_start(path.string(), npy_type<std::uint8_t>, shape, values.size());
    AtomicFile file(path);
    file.write(start);
    file.write(std::as_bytes(values));
    file.commit();
}

} // namespace duet::data
