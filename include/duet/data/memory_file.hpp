// What an archive's member is once it is unpacked.
#pragma once

#include "duet/core/error.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace duet::data {

/// A file that stands in memory; it is read as an InputFile is.
class MemoryFile {
public:
    /// `name`: for errors.
    MemoryFile(std::string name, std::vector<std::byte> bytes) : name_(std::move(name)), bytes_(std::move(bytes)) {}

    [[nodiscard]] const std::string& name() const { return name_; }    ///< for errors
    [[nodiscard]] std::uint64_t size() const { return bytes_.size(); } ///< in bytes

    /// Fills `bytes` from the file's byte `offset` on; throws duet::Error if the file ends before.
    void read(std::uint64_t offset, std::span<std::byte> bytes) const {
        if (offset > size() || bytes.size() > size() - offset) {
            throw Error(name_ + ": ends after " + std::to_string(size()) + " bytes; the file is truncated");
        }
        std::ranges::copy(std::span(bytes_).subspan(static_cast<std::size_t>(offset), bytes.size()), bytes.begin());
    }

private:
    std::string name_;
    std::vector<std::byte> bytes_;
};

} // namespace duet::data
