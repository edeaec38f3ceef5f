// A folder that appears with all its files or not at all.
#pragma once

#include <filesystem>

namespace digits {

/// Throws duet::Error unless nothing stands at `folder`, or an empty folder does: files of before would be mixed with the new ones.
void require_new_folder(const std::filesystem::path& folder);

/// A folder being filled under a temporary name on the target's file system; `commit` gives it its name. Dropped uncommitted, it leaves nothing.
class NewFolder {
public:
    /// Throws duet::Error as `require_new_folder` does, and if no folder can be made there.
    explicit NewFolder(const std::filesystem::path& target);
    NewFolder(const NewFolder&) = delete;
    NewFolder& operator=(const NewFolder&) = delete;
    ~NewFolder();

    /// Where its files are to be written.
    [[nodiscard]] const std::filesystem::path& path() const { return temporary_; }

    /// Puts the folder in its place, and makes the folders above it. Throws duet::Error if that cannot be done.
    void commit();

private:
    std::filesystem::path target_;
    std::filesystem::path temporary_; // empty once committed
};

} // namespace digits
