// Files for the tests of the digits program.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>

/// A new folder that goes away with its test.
struct Scratch {
    std::filesystem::path folder;
    explicit Scratch(const std::string& name) {
        std::string pattern = (std::filesystem::temp_directory_path() / (name + "-" + std::string(6, 'X'))).string();
        folder = mkdtemp(pattern.data()) == nullptr ? "" : pattern;
    }
    ~Scratch() {
        std::error_code ignored;
        if (!folder.empty()) std::filesystem::remove_all(folder, ignored);
    }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
};

inline std::string read(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

inline void write(const std::filesystem::path& path, const std::string& text) { std::ofstream(path, std::ios::binary) << text; }

/// "width x height" as the header of a PNG states them; "no PNG" for anything else.
inline std::string png_size(const std::filesystem::path& path) {
    const std::string bytes = read(path);
    if (bytes.size() < 24 || !bytes.starts_with("\x89PNG\r\n\x1a\n")) return "no PNG";
    const auto number = [&](std::size_t at) {
        int value = 0;
        for (std::size_t i = at; i < at + 4; ++i) value = value * 256 + static_cast<unsigned char>(bytes[i]);
        return std::to_string(value);
    };
    return number(16) + " x " + number(20);
}
