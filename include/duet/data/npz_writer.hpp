// NumPy's .npz archives out. Link libzip (duet::data does).
#pragma once

#include "duet/data/npy_writer.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <zip.h>

namespace duet::data {

/// One array of an archive. It refers to the values and does not keep them.
struct NpzArray {
    /// Of float32.
    NpzArray(std::string its_name, std::span<const float> values, std::vector<std::size_t> its_shape)
        : name(std::move(its_name)), type(npy_type<float>), count(values.size()), bytes(std::as_bytes(values)), shape(std::move(its_shape)) {}
    /// Of bytes.
    NpzArray(std::string its_name, std::span<const std::uint8_t> values, std::vector<std::size_t> its_shape)
        : name(std::move(its_name)), type(npy_type<std::uint8_t>), count(values.size()), bytes(std::as_bytes(values)), shape(std::move(its_shape)) {}

    std::string name;                 ///< without `.npy`
    std::string_view type;            ///< NumPy's
    std::size_t count;                ///< of values
    std::span<const std::byte> bytes; ///< the values
    std::vector<std::size_t> shape;   ///< outermost axis first
};

/// How the members of an archive are kept.
enum class NpzCompression { stored, deflated };

namespace detail {

/// An archive being made in memory, by libzip. Every member throws duet::Error that names `path`.
class NpzArchive {
public:
    explicit NpzArchive(std::string name) : name_(std::move(name)), memory_(zip_source_buffer_create(nullptr, 0, 0, nullptr)) {
        zip_error_t error;
        zip_error_init(&error);
        if (memory_) archive_ = zip_open_from_source(memory_.get(), ZIP_TRUNCATE, &error);
        const std::string why = zip_error_strerror(&error);
        zip_error_fini(&error);
        if (archive_ == nullptr) fail(why);
        zip_source_keep(memory_.get()); // the archive owns one use of it, we the other
    }
    NpzArchive(const NpzArchive&) = delete;
    NpzArchive& operator=(const NpzArchive&) = delete;
    ~NpzArchive() {
        if (archive_ != nullptr) zip_discard(archive_);
    }

    /// `start` and `values` must live until `finish` has returned.
    void add(const std::string& member, std::string_view start, std::span<const std::byte> values, NpzCompression compression) {
        const auto fragment = [](const void* data, std::size_t size) { // (libzip only reads)
            return zip_buffer_fragment_t{static_cast<zip_uint8_t*>(const_cast<void*>(data)), size};
        };
        const std::array fragments{fragment(start.data(), start.size()), fragment(values.data(), values.size())};
        zip_source_t* source = zip_source_buffer_fragment(archive_, fragments.data(), values.empty() ? 1 : 2, 0);
        if (source == nullptr) fail(zip_error_strerror(zip_get_error(archive_)));
        const zip_int64_t index = zip_file_add(archive_, member.c_str(), source, ZIP_FL_ENC_UTF_8);
        if (index < 0) {
            const std::string why = zip_error_strerror(zip_get_error(archive_));
            zip_source_free(source);
            fail(member + ": " + why);
        }
        const auto at = static_cast<zip_uint64_t>(index);
        const zip_int32_t method = compression == NpzCompression::stored ? ZIP_CM_STORE : ZIP_CM_DEFLATE;
        constexpr zip_uint16_t first_day = 1 << 5 | 1; // 1 January 1980, as NumPy has it: the same arrays give the same file
        if (zip_set_file_compression(archive_, at, method, 0) != 0 || zip_file_set_dostime(archive_, at, 0, first_day, 0) != 0) {
            fail(zip_error_strerror(zip_get_error(archive_)));
        }
    }

    /// Hands the archive's bytes to `sink`, piece by piece. Nothing may be added afterwards.
    template <class Sink>
    void finish(const Sink& sink) {
        if (zip_close(archive_) != 0) fail(zip_error_strerror(zip_get_error(archive_)));
        archive_ = nullptr;
        if (zip_source_open(memory_.get()) != 0) fail(zip_error_strerror(zip_source_error(memory_.get())));
        std::vector<std::byte> block(1 << 20);
        for (zip_int64_t got = 1; got > 0;) {
            got = zip_source_read(memory_.get(), block.data(), block.size());
            if (got < 0) fail(zip_error_strerror(zip_source_error(memory_.get())));
            sink(std::span<const std::byte>(block).first(static_cast<std::size_t>(got)));
        }
        zip_source_close(memory_.get());
    }

private:
    struct Free {
        void operator()(zip_source_t* source) const { zip_source_free(source); }
    };

    [[noreturn]] void fail(const std::string& why) const { throw Error(name_ + ": cannot be made: " + why); }

    std::string name_;
    std::unique_ptr<zip_source_t, Free> memory_;
    zip_t* archive_ = nullptr;
};

} // namespace detail

/// Writes the arrays as one .npz archive, atomically; it is made in memory first. Throws duet::Error if there are none, if a name is empty, too
/// long or stands twice, if a shape does not hold exactly its values, or if `path` cannot be written. NumPy equivalent: `numpy.savez`, `numpy.savez_compressed`.
inline void write_npz(const std::filesystem::path& path, std::span<const NpzArray> arrays, NpzCompression compression = NpzCompression::stored) {
    const std::string name = path.string();
    if (arrays.empty()) throw Error(name + ": no arrays were given; expected at least one");
    std::vector<std::string> starts;
    for (const NpzArray& array : arrays) {
        constexpr std::size_t longest = 0xFFFF - 4; // with `.npy`, what the format has room for
        if (array.name.empty() || array.name.size() > longest || array.name.find('\0') != std::string::npos) {
            throw Error(name + ": an array was given whose name is empty, longer than " + std::to_string(longest) + " bytes, or holds a zero byte");
        }
        starts.push_back(npy_start(name + ": " + array.name, array.type, array.shape, array.count));
    }
    detail::NpzArchive archive(name);
    for (std::size_t i = 0; i < arrays.size(); ++i) archive.add(arrays[i].name + ".npy", starts[i], arrays[i].bytes, compression);
    AtomicFile file(path);
    archive.finish([&](std::span<const std::byte> bytes) { file.write(bytes); });
    file.commit();
}
/// Likewise: `write_npz(path, {{"x", values, {2, 3}}})`.
inline void write_npz(const std::filesystem::path& path, std::initializer_list<NpzArray> arrays,
                      NpzCompression compression = NpzCompression::stored) {
    write_npz(path, std::span(arrays.begin(), arrays.size()), compression);
}

} // namespace duet::data
