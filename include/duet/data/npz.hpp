// NumPy's .npz archives in: zip files of named arrays. Link libzip (duet::data does).
#pragma once

#include "duet/data/memory_file.hpp"
#include "duet/data/npy.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <new>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <zip.h>

namespace duet::data {

/// The arrays of an .npz archive, stored or deflated, as numpy.savez and numpy.savez_compressed write them.
/// Not for several threads at once. NumPy equivalent: `numpy.load(path)`.
class NpzFile {
public:
    /// Reads the archive's directory. Throws duet::Error, naming the file, if it is missing, no zip archive, or damaged, or if it has two members of one name.
    explicit NpzFile(const std::filesystem::path& path) : name_(path.string()), size_(InputFile(path).size()) {
        int reason = 0;
        archive_.reset(zip_open(path.c_str(), ZIP_RDONLY, &reason));
        if (!archive_) {
            zip_error_t error;
            zip_error_init_with_code(&error, reason);
            const std::string why = zip_error_strerror(&error);
            zip_error_fini(&error);
            throw Error(name_ + ": is not an .npz archive, or damaged (" + why + "); write it with numpy.savez");
        }
        const zip_int64_t count = zip_get_num_entries(archive_.get(), 0);
        for (zip_int64_t i = 0; i < count; ++i) {
            const char* member = zip_get_name(archive_.get(), static_cast<zip_uint64_t>(i), 0);
            if (member == nullptr) fail("member " + std::to_string(i) + " has no name that can be read; the archive is damaged");
            members_.emplace_back(member, static_cast<zip_uint64_t>(i));
        }
        std::ranges::sort(members_);
        const auto same = std::ranges::adjacent_find(members_, {}, &Member::first);
        if (same != members_.end()) fail("has two members named '" + shown(same->first) + "'; expected one of each name");
    }

    /// The arrays' names, sorted: those of the members, without `.npy`.
    [[nodiscard]] std::vector<std::string> names() const {
        std::vector<std::string> names;
        for (const auto& [name, index] : members_) {
            if (name.ends_with(suffix)) names.push_back(name.substr(0, name.size() - suffix.size()));
        }
        return names;
    }

    /// Whether there is an array of this name.
    [[nodiscard]] bool contains(std::string_view name) const { return find(name) != members_.end(); }

    /// One array as rows of floats, as `read_npy` gives it and with its errors, which name file and member. Takes memory for the member's bytes beside
    /// the floats, as they arrive, never for what the archive claims. Throws duet::Error also for a member that is missing, encrypted, compressed in
    /// another way, or whose checksum does not agree. `expected_columns`: 0 for any.
    [[nodiscard]] Matrix read(std::string_view name, std::size_t expected_columns) const {
        const auto member = find(name);
        if (member == members_.end()) fail("has no array '" + std::string(name) + "'; it has: " + present());
        return read_npy_from(MemoryFile(name_ + ": " + member->first, bytes_of(*member)), expected_columns);
    }

private:
    using Member = std::pair<std::string, zip_uint64_t>; // its name in the archive, and its index there
    static constexpr std::string_view suffix = ".npy";

    struct Discard { // (what is open for reading only has nothing to be written back)
        void operator()(zip_t* archive) const { zip_discard(archive); }
        void operator()(zip_file_t* file) const { zip_fclose(file); }
    };

    [[noreturn]] void fail(const std::string& what) const { throw Error(name_ + ": " + what); }
    [[noreturn]] void fail(const Member& member, const std::string& what) const { fail(shown(member.first) + ": " + what); }

    /// A name of the archive's, which may be long, in an error.
    static std::string shown(const std::string& name) { return name.substr(0, 200); }

    [[nodiscard]] std::string present() const {
        std::string list;
        for (const std::string& name : names()) {
            if (list.size() < 200) list += (list.empty() ? "" : ", ") + shown(name);
        }
        return list.empty() ? "none" : list;
    }

    [[nodiscard]] std::vector<Member>::const_iterator find(std::string_view name) const {
        const std::string member = std::string(name) + std::string(suffix);
        const auto found = std::ranges::lower_bound(members_, member, {}, &Member::first);
        return found != members_.end() && found->first == member ? found : members_.end();
    }

    /// The bytes that a member claims to have, checked against those that it takes in the file.
    [[nodiscard]] std::uint64_t claimed_size(const Member& member) const {
        constexpr zip_uint64_t needed = ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD | ZIP_STAT_ENCRYPTION_METHOD;
        constexpr std::uint64_t best_compression = 1032; // DEFLATE's bound: 258 bytes from 2 bits
        zip_stat_t status;
        if (zip_stat_index(archive_.get(), member.second, 0, &status) != 0 || (status.valid & needed) != needed) fail(member, "its entry is damaged");
        if (status.encryption_method != ZIP_EM_NONE) fail(member, "is encrypted; expected an array as numpy.savez writes it");
        if (status.comp_method != ZIP_CM_STORE && status.comp_method != ZIP_CM_DEFLATE) {
            fail(member, "is compressed by method " + std::to_string(status.comp_method) + "; expected stored (0) or deflated (8), as NumPy writes");
        }
        const std::uint64_t most = status.comp_method == ZIP_CM_STORE ? status.comp_size : status.comp_size * best_compression;
        if (status.comp_size > size_ || status.size > most) {
            fail(member, "claims " + std::to_string(status.size) + " bytes, more than its " + std::to_string(status.comp_size) +
                             " in the archive can hold; the archive is damaged");
        }
        return status.size;
    }

    [[nodiscard]] std::vector<std::byte> bytes_of(const Member& member) const {
        constexpr std::size_t at_once = 1 << 20;
        const std::uint64_t size = claimed_size(member);
        const std::unique_ptr<zip_file_t, Discard> file(zip_fopen_index(archive_.get(), member.second, 0));
        if (!file) fail(member, "cannot be read: " + std::string(zip_error_strerror(zip_get_error(archive_.get()))));
        const auto read = [&](std::byte* to, std::size_t count) {
            const zip_int64_t got = zip_fread(file.get(), to, count);
            if (got < 0) fail(member, "is damaged: " + std::string(zip_error_strerror(zip_file_get_error(file.get()))) + "; fetch it again");
            return static_cast<std::size_t>(got);
        };
        std::vector<std::byte> bytes;
        try {
            while (bytes.size() < size) {
                const std::size_t before = bytes.size();
                bytes.resize(before + static_cast<std::size_t>(std::min<std::uint64_t>(size - before, std::max(at_once, before))));
                for (std::size_t filled = before; filled < bytes.size();) {
                    const std::size_t got = read(bytes.data() + filled, bytes.size() - filled);
                    if (got == 0) fail(member, "ends after " + std::to_string(filled) + " bytes; expected " + std::to_string(size));
                    filled += got;
                }
            }
        } catch (const std::bad_alloc&) {
            fail(member, "does not fit into memory; it has " + std::to_string(size) + " bytes");
        }
        std::byte extra{};
        if (read(&extra, 1) != 0)
            fail(member, "has more than the " + std::to_string(size) + " bytes that its entry claims"); // its end is where the checksum is compared
        return bytes;
    }

    std::string name_;
    std::uint64_t size_; // of the archive, in bytes
    std::unique_ptr<zip_t, Discard> archive_;
    std::vector<Member> members_; // sorted by name
};

} // namespace duet::data
