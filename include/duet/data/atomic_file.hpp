// Files that appear whole or not at all: a crash or a full disk never leaves half a file, nor harms the one that stood there.
#pragma once

#include "duet/core/error.hpp"

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace duet::data {

/// A file being written under a temporary name in the folder of its target; `commit` gives it its name. Dropped uncommitted, it leaves nothing.
/// A symbolic link is followed; a pipe or device that stands at `path` (/dev/stdout) is written to directly.
/// Every member throws duet::Error with the path and the system's reason.
class AtomicFile {
public:
    /// Opens a file beside `path`, which nobody sees there until `commit`. Throws duet::Error, as write does, with the path and the system's reason.
    explicit AtomicFile(const std::filesystem::path& path) : path_(path), target_(path) {
        std::error_code missing;
        const auto status = std::filesystem::status(path, missing);
        if (std::filesystem::is_directory(status)) fail(EISDIR);
        if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) {
            descriptor_ = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
        } else {
            if (std::filesystem::is_symlink(std::filesystem::symlink_status(path, missing)))
                target_ = std::filesystem::weakly_canonical(path, missing);
            open_temporary();
        }
        if (descriptor_ < 0) fail(errno);
    }
    AtomicFile(const AtomicFile&) = delete;
    AtomicFile& operator=(const AtomicFile&) = delete;
    ~AtomicFile() {
        close();
        if (!temporary_.empty()) ::unlink(temporary_.c_str());
    }

    /// Appends.
    void write(std::span<const std::byte> bytes) {
        while (!bytes.empty()) {
            const ssize_t count = ::write(descriptor_, bytes.data(), bytes.size());
            if (count < 0 && errno != EINTR) fail(errno);
            if (count > 0) bytes = bytes.subspan(static_cast<std::size_t>(count));
        }
    }
    void write(std::string_view text) { write(std::as_bytes(std::span(text))); } ///< appends

    /// Puts the file on disk and in its place. Nothing may be written afterwards.
    void commit() {
        if (temporary_.empty()) return;
        if (::fsync(descriptor_) != 0) fail(errno);
        close();
        if (::rename(temporary_.c_str(), target_.c_str()) != 0) fail(errno);
        temporary_.clear();
        sync_folder();
    }

private:
    [[noreturn]] void fail(int reason) const { throw Error(path_.string() + ": cannot be written: " + std::strerror(reason)); }

    [[nodiscard]] std::filesystem::path folder() const { return target_.has_parent_path() ? target_.parent_path() : std::filesystem::path("."); }

    /// The name is short (a target of the longest allowed name still works) and new (another writer's file is never touched).
    void open_temporary() {
        static std::atomic<unsigned> serial{0};
        for (int attempt = 0; attempt < 1000; ++attempt) {
            std::filesystem::path candidate = folder() / (".duet-" + std::to_string(::getpid()) + "-" + std::to_string(serial++) + ".partial");
            descriptor_ = ::open(candidate.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
            if (descriptor_ >= 0) temporary_ = std::move(candidate);
            if (descriptor_ >= 0 || errno != EEXIST) return;
        }
    }

    void close() {
        if (descriptor_ >= 0) ::close(descriptor_);
        descriptor_ = -1;
    }

    /// Makes the new name survive a power failure. Some file systems cannot; the file itself is whole either way, so that is no error.
    void sync_folder() const {
        const int directory = ::open(folder().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (directory < 0) return;
        ::fsync(directory);
        ::close(directory);
    }

    std::filesystem::path path_;      // as the caller wrote it, for messages
    std::filesystem::path target_;    // with symbolic links resolved
    std::filesystem::path temporary_; // empty once committed, or when writing directly
    int descriptor_ = -1;
};

/// Writes `bytes` as the whole content of `path`. Throws duet::Error with the path and the system's reason; an existing file is then unharmed.
inline void write_file_atomically(const std::filesystem::path& path, std::span<const std::byte> bytes) {
    AtomicFile file(path);
    file.write(bytes);
    file.commit();
}
/// Likewise.
inline void write_file_atomically(const std::filesystem::path& path, std::string_view text) {
    write_file_atomically(path, std::as_bytes(std::span(text)));
}

} // namespace duet::data
