// The checkpoints of a run: folders, each of which appears whole or not at all.
#pragma once

#include "duet/core/error.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

namespace duet::io {

/// Folders `step-000000000123` in one folder, which belongs to one writer at a time. A kill, a full disk or a power failure at any moment leaves
/// those that stood there, and at most a folder of another name or one too many, which the next `save` or `tidy` removes.
class Checkpoints {
public:
    /// `keep`: how many stay, the newest; at least one. The folder is made by the first `save`, not those above it.
    explicit Checkpoints(std::filesystem::path folder, std::size_t keep = 2) : folder_(std::move(folder)), keep_(std::max<std::size_t>(keep, 1)) {}

    /// Has `write` fill a new folder (with files that are put on disk, as AtomicFile's are), puts it on disk and in its place, and only then removes
    /// what is older than the newest `keep`. One that stands there for the same step is replaced. Throws Error, naming the path, if that fails.
    /// PyTorch equivalent: `torch.save` to a name that includes the step.
    void save(std::uint64_t step, const std::function<void(const std::filesystem::path&)>& write) {
        std::error_code error;
        if (!made_) std::filesystem::create_directory(folder_, error); // one that has vanished since is not made again, unnoticed
        if (error) fail(folder_, error);
        made_ = true;
        remove_leftovers();
        const std::filesystem::path fresh = folder_ / (partial + std::to_string(step));
        std::filesystem::create_directory(fresh, error);
        if (error) fail(error == std::errc::no_such_file_or_directory ? folder_ : fresh, error);
        write(fresh);
        sync(fresh);
        // Where one stands for this step, the two change names in one go.
        const unsigned flags = std::filesystem::exists(path_of(step), error) ? RENAME_EXCHANGE : RENAME_NOREPLACE;
        if (::renameat2(AT_FDCWD, fresh.c_str(), AT_FDCWD, path_of(step).c_str(), flags) != 0) {
            fail(path_of(step), std::error_code(errno, std::generic_category()));
        }
        sync(folder_);
        tidy();
    }

    /// Removes what a kill left half done, and what is older than the newest `keep`. Throws Error, naming the path, if that fails.
    void tidy() const {
        remove_leftovers();
        const std::vector<std::uint64_t> all = steps();
        for (std::size_t i = 0; i + keep_ < all.size(); ++i) remove(path_of(all[i]));
    }

    /// The steps of those that stand there, ascending.
    [[nodiscard]] std::vector<std::uint64_t> steps() const {
        std::vector<std::uint64_t> found;
        std::error_code error;
        for (std::filesystem::directory_iterator entry(folder_, error), end; !error && entry != end; entry.increment(error)) {
            const std::string name = entry->path().filename().string();
            std::uint64_t step = 0;
            if (name.starts_with(prefix)) std::from_chars(name.data() + prefix.size(), name.data() + name.size(), step);
            if (name == path_of(step).filename()) found.push_back(step);
        }
        std::ranges::sort(found);
        return found;
    }

    /// The newest one, if there is one.
    [[nodiscard]] std::optional<std::filesystem::path> newest() const {
        const std::vector<std::uint64_t> all = steps();
        if (all.empty()) return std::nullopt;
        return path_of(all.back());
    }

    /// Removes all, the oldest first.
    void clear() {
        for (const std::uint64_t step : steps()) remove(path_of(step));
        remove_leftovers();
    }

    [[nodiscard]] const std::filesystem::path& folder() const { return folder_; } ///< where they stand

private:
    static constexpr std::string_view prefix = "step-";
    static constexpr const char* partial = ".partial-";
    static constexpr const char* removed = ".removed-";

    [[nodiscard]] std::filesystem::path path_of(std::uint64_t step) const {
        const std::string digits = std::to_string(step);
        return folder_ / (std::string(prefix) + std::string(12 - std::min<std::size_t>(12, digits.size()), '0') + digits);
    }

    [[noreturn]] static void fail(const std::filesystem::path& path, const std::error_code& error) {
        throw Error(path.string() + ": cannot be written: " + error.message());
    }

    /// Puts a folder's list of names on disk. Some file systems cannot, and say EINVAL.
    static void sync(const std::filesystem::path& folder) {
        const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        const bool done = descriptor >= 0 && (::fsync(descriptor) == 0 || errno == EINVAL);
        const std::error_code reason(errno, std::generic_category());
        if (descriptor >= 0) ::close(descriptor);
        if (!done) fail(folder, reason);
    }

    /// Under another name first: half a folder must never be taken for a checkpoint.
    void remove(const std::filesystem::path& path) const {
        const std::filesystem::path aside = folder_ / (removed + path.filename().string());
        std::error_code error;
        std::filesystem::rename(path, aside, error);
        if (error) fail(path, error);
        std::filesystem::remove_all(aside, error);
    }

    void remove_leftovers() const {
        std::error_code error;
        std::vector<std::filesystem::path> found;
        for (std::filesystem::directory_iterator entry(folder_, error), end; !error && entry != end; entry.increment(error)) {
            const std::string name = entry->path().filename().string();
            if (name.starts_with(partial) || name.starts_with(removed)) found.push_back(entry->path());
        }
        for (const std::filesystem::path& path : found) std::filesystem::remove_all(path, error);
    }

    std::filesystem::path folder_;
    std::size_t keep_;
    bool made_ = false;
};

} // namespace duet::io
