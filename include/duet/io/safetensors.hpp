// Reading and writing safetensors files: 8 bytes with the header's length (little-endian), the header, the tensors' data.
#pragma once

#include "duet/core/error.hpp"
#include "duet/data/atomic_file.hpp"
#include "duet/data/input_file.hpp"
#include "duet/io/safetensors_header.hpp"
#include "duet/io/safetensors_header_reader.hpp"
#include "duet/io/tensor.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace duet::io {

/// A safetensors file in memory. Its tensors are views that live as long as it does.
/// PyTorch equivalent: `safetensors.safe_open(path, "pt")`.
class SafeTensors {
public:
    /// Throws duet::Error, naming the file, if it cannot be read, is malformed in any way, or is longer than `limit` bytes (4 GiB). Everything
    /// is checked before memory is taken for the data.
    static SafeTensors read(const std::filesystem::path& path, std::uint64_t limit = std::uint64_t{1} << 32) {
        const data::InputFile file(path);
        const std::string name = file.name();
        std::uint64_t length = 0;
        if (file.size() < sizeof(length)) throw Error(name + ": has " + std::to_string(file.size()) + " bytes; expected a safetensors file");
        if (file.size() > limit) {
            throw Error(name + ": has " + std::to_string(file.size()) + " bytes; expected at most " + std::to_string(limit));
        }
        file.read(0, std::as_writable_bytes(std::span(&length, 1)));
        const std::uint64_t rest = file.size() - sizeof(length);
        if (length > safetensors_header_limit || length > rest) {
            throw Error(name + ": claims a header of " + std::to_string(length) + " bytes and has " + std::to_string(rest) +
                        "; it is truncated or not a safetensors file (from PyTorch: safetensors.torch.save_file)");
        }
        std::string text(static_cast<std::size_t>(length), '\0');
        file.read(sizeof(length), std::as_writable_bytes(std::span(text)));
        SafeTensors result(name, parse_safetensors_header(text, rest - length, name), static_cast<std::size_t>(rest - length));
        file.read(sizeof(length) + length, result.data_);
        return result;
    }

    SafeTensors(SafeTensors&&) noexcept = default;
    SafeTensors& operator=(SafeTensors&&) noexcept = default;

    [[nodiscard]] const Metadata& metadata() const& { return metadata_; } ///< the file's `__metadata__`
    [[nodiscard]] Metadata metadata() && { return std::move(metadata_); } ///< itself, of a file that nobody keeps
    /// All tensors, in the order of their data.
    [[nodiscard]] std::span<const TensorView> tensors() const& { return tensors_; }
    std::span<const TensorView> tensors() && = delete; // of a file that nobody keeps

    /// The tensor of a name, or null.
    [[nodiscard]] const TensorView* find(std::string_view name) const& {
        const auto found = index_.find(name);
        return found == index_.end() ? nullptr : &tensors_[found->second];
    }
    const TensorView* find(std::string_view name) && = delete;
    /// The tensor of a name; throws duet::Error, naming the file, if there is none.
    [[nodiscard]] const TensorView& at(std::string_view name) const& {
        if (const TensorView* tensor = find(name)) return *tensor;
        throw Error(file_ + ": has no tensor " + in_quotes(name));
    }
    const TensorView& at(std::string_view name) && = delete;

private:
    SafeTensors(std::string file, SafeTensorsHeader header, std::size_t data_size)
        : file_(std::move(file)), metadata_(std::move(header.metadata)), data_(data_size) {
        tensors_.reserve(header.tensors.size());
        for (SafeTensorsEntry& entry : header.tensors) {
            const auto bytes = std::span(data_).subspan(static_cast<std::size_t>(entry.begin), static_cast<std::size_t>(entry.end - entry.begin));
            index_.emplace(entry.name, tensors_.size());
            tensors_.push_back({std::move(entry.name), entry.dtype, std::move(entry.shape), bytes});
        }
    }

    std::string file_;
    Metadata metadata_;
    std::vector<std::byte> data_; // a moved vector keeps its memory, so the views stay valid
    std::vector<TensorView> tensors_;
    std::map<std::string, std::size_t, std::less<>> index_;
};

/// Writes `tensors`, one behind the other in their order, and `metadata`. The file appears whole or not at all, and is the same to the byte for
/// the same arguments. Throws duet::Error, naming the file, if it cannot be written, a name is repeated, or bytes do not match a shape.
/// PyTorch equivalent: `safetensors.torch.save_file(tensors, path, metadata)`.
inline void write_safetensors(const std::filesystem::path& path, std::span<const TensorView> tensors, const Metadata& metadata = {}) {
    const std::string header = format_safetensors_header(tensors, metadata, path.string());
    const std::uint64_t length = header.size();
    data::AtomicFile file(path);
    file.write(std::as_bytes(std::span(&length, 1)));
    file.write(header);
    for (const TensorView& tensor : tensors) file.write(tensor.bytes);
    file.commit();
}

} // namespace duet::io
