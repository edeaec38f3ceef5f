// Any bytes as a file that a reader is given. What it may do is read them, or throw duet::Error with one line that names the file.
#pragma once

#include "duet/core/error.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include <sys/mman.h>
#include <unistd.h>

namespace fuzz {

/// A file in memory.
class File {
public:
    File(const std::uint8_t* bytes, std::size_t size) : descriptor_(::memfd_create("fuzz", MFD_CLOEXEC)) {
        if (descriptor_ < 0) std::abort();
        while (size > 0) {
            const ssize_t count = ::write(descriptor_, bytes, size);
            if (count <= 0) std::abort();
            bytes += count;
            size -= static_cast<std::size_t>(count);
        }
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    ~File() { ::close(descriptor_); }
    [[nodiscard]] std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

private:
    int descriptor_;
};

/// Calls `read`, which may throw a duet::Error of one line that holds `name`.
template <class Read>
void allowed(const std::string& name, const Read& read) {
    try {
        read();
    } catch (const duet::Error& error) {
        const std::string message = error.what();
        if (message.find(name) != message.npos && message.find('\n') == message.npos && message.size() <= 2000) return;
        std::fprintf(stderr, "not one line that names the file: %s\n", message.c_str());
        std::abort();
    }
}

/// Has `read` read the bytes as a file.
template <class Read>
int attempt(const std::uint8_t* bytes, std::size_t size, const Read& read) {
    const File file(bytes, size);
    allowed(file.path(), [&] { read(file.path()); });
    return 0;
}

} // namespace fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size);
