#include "digits/folder_lock.hpp"

#include "duet/core/error.hpp"

#include <cerrno>
#include <cstring>
#include <string>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace digits {

FolderLock::FolderLock(const std::filesystem::path& folder) : descriptor_(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
    if (descriptor_ < 0) throw duet::Error(folder.string() + ": cannot be opened: " + std::strerror(errno) + "; expected a folder to write to");
    // A file system that knows no locks (some network ones) is no reason to refuse.
    if (::flock(descriptor_, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK) return;
    ::close(descriptor_);
    throw duet::Error(folder.string() + ": another program is writing into this folder; wait until it ends, or choose another with --out");
}

FolderLock::~FolderLock() { ::close(descriptor_); }

} // namespace digits
