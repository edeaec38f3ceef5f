// One program at a time writes into a folder.
#pragma once

#include <filesystem>

namespace digits {

/// Holds a folder for this program as long as it lives, and no longer than the program, however that ends. It leaves no file.
class FolderLock {
public:
    /// Throws duet::Error if another program holds the folder, or it cannot be opened.
    explicit FolderLock(const std::filesystem::path& folder);
    FolderLock(const FolderLock&) = delete;
    FolderLock& operator=(const FolderLock&) = delete;
    ~FolderLock();

private:
    int descriptor_;
};

} // namespace digits
