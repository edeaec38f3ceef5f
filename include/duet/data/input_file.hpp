// Reading regular files of known size, so that every claim a file makes can be checked before memory is taken for it.
#pragma once

#include "duet/core/error.hpp"

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <span>
#include <string>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace duet::data {

/// An open regular file. Throws duet::Error, naming the file, if it is missing, unreadable, a folder or a device.
class InputFile {
public:
    /// Throws duet::Error, with the path and the system's reason, unless it is a file that can be read.
    explicit InputFile(std::filesystem::path path)
        // Without O_NONBLOCK, opening a pipe that nobody writes to would wait for ever.
        : path_(std::move(path)), descriptor_(::open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {
        if (descriptor_ < 0) throw Error(name() + ": cannot be opened: " + std::strerror(errno));
        struct stat status = {};
        const bool known = ::fstat(descriptor_, &status) == 0;
        if (!known || !S_ISREG(status.st_mode)) {
            ::close(descriptor_);
            throw Error(name() + ": is not a regular file; give the path of a file");
        }
        size_ = static_cast<std::uint64_t>(status.st_size);
    }
    InputFile(const InputFile&) = delete;
    InputFile& operator=(const InputFile&) = delete;
    ~InputFile() { ::close(descriptor_); }

    [[nodiscard]] std::string name() const { return path_.string(); } ///< the path, for errors
    /// In bytes, when the file was opened.
    [[nodiscard]] std::uint64_t size() const { return size_; }
    /// In bytes, as it is now; 0 if the system does not say.
    [[nodiscard]] std::uint64_t size_now() const {
        struct stat status = {};
        return ::fstat(descriptor_, &status) == 0 ? static_cast<std::uint64_t>(status.st_size) : 0;
    }
    [[nodiscard]] int descriptor() const { return descriptor_; } ///< the system's, open while the object lives

    /// Fills `bytes` from the file's byte `offset` on; throws duet::Error if the file ends before.
    void read(std::uint64_t offset, std::span<std::byte> bytes) const {
        while (!bytes.empty()) {
            const ssize_t count = ::pread(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
            if (count < 0 && errno == EINTR) continue;
            if (count < 0) throw Error(name() + ": cannot be read: " + std::strerror(errno));
            if (count == 0) throw Error(name() + ": ends after " + std::to_string(offset) + " bytes; the file is truncated");
            offset += static_cast<std::uint64_t>(count);
            bytes = bytes.subspan(static_cast<std::size_t>(count));
        }
    }

private:
    std::filesystem::path path_;
    int descriptor_;
    std::uint64_t size_ = 0;
};

/// The whole file as text. Throws duet::Error if it cannot be read or is longer than `limit` bytes.
inline std::string read_text(const std::filesystem::path& path, std::uint64_t limit = std::uint64_t{1} << 30) {
    const InputFile file(path);
    if (file.size() > limit) {
        throw Error(file.name() + ": has " + std::to_string(file.size()) + " bytes; expected at most " + std::to_string(limit));
    }
    std::string text(static_cast<std::size_t>(file.size()), '\0');
    file.read(0, std::as_writable_bytes(std::span(text)));
    return text;
}

} // namespace duet::data
