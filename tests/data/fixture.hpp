// What the tests of this folder share: a folder for one test's files, files made byte by byte, and checks of error messages.
#pragma once

#include "duet/core/error.hpp"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <iterator>
#include <string>
#include <string_view>
#include <type_traits>

#include <boost/test/unit_test.hpp>
#include <unistd.h>

namespace fixture {

/// A new empty folder, removed at the end of the test.
class Folder {
public:
    Folder() : path_(std::filesystem::temp_directory_path() / ("duet-test-" + std::to_string(::getpid()) + "-" + std::to_string(count()++))) {
        std::filesystem::create_directories(path_);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    std::filesystem::path operator/(std::string_view name) const { return path_ / name; }
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    /// How many entries it holds.
    [[nodiscard]] std::size_t size() const {
        return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(path_), std::filesystem::directory_iterator()));
    }

private:
    static int& count() {
        static int folders = 0;
        return folders;
    }
    std::filesystem::path path_;
};

inline std::filesystem::path put(const std::filesystem::path& path, std::string_view bytes) {
    std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return path;
}

inline std::string get(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// The bytes of a number, most significant first if `big`.
template <class T>
std::string bytes_of(T value, bool big = false) {
    std::string bytes(sizeof(T), '\0');
    std::memcpy(bytes.data(), &value, sizeof(T));
    return big == (std::endian::native == std::endian::big) ? bytes : std::string(bytes.rbegin(), bytes.rend());
}

/// `action` throws duet::Error in one line that holds every one of `parts`.
template <class F>
void check_error(const F& action, std::initializer_list<std::string_view> parts) {
    try {
        action();
        BOOST_ERROR("no error was thrown");
    } catch (const duet::Error& error) {
        const std::string message = error.what();
        BOOST_TEST(message.find('\n') == std::string::npos, message);
        for (const std::string_view part : parts) BOOST_TEST(message.find(part) != std::string::npos, "'" << message << "' lacks '" << part << "'");
    }
}

/// A path below the folder of shared data; empty, with a message, if it is not there.
inline std::filesystem::path shared(std::string_view name) {
    const char* given = std::getenv("DUET_SHARED");
    const std::filesystem::path path =
        (given != nullptr ? std::filesystem::path(given) : std::filesystem::path(DUET_SOURCE_DIR) / ".." / "shared") / name;
    if (std::filesystem::exists(path)) return path;
    BOOST_TEST_MESSAGE("skipped: absent data (" << name << ")");
    return {};
}

} // namespace fixture
