// Stands for the fuzzer where there is none: gives the target the files and the files of the folders that are named.

#include "fuzz_file.hpp"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace {

std::size_t given = 0;

void give(const std::string& bytes, std::size_t size) {
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), size);
    ++given;
}

} // namespace

int main(int count, char** names) {
    std::vector<std::filesystem::path> paths;
    for (int i = 1; i < count; ++i) {
        if (!std::filesystem::is_directory(names[i])) {
            paths.emplace_back(names[i]);
            continue;
        }
        for (const auto& entry : std::filesystem::directory_iterator(names[i])) paths.push_back(entry.path());
    }
    for (const std::filesystem::path& path : paths) {
        std::ifstream file(path, std::ios::binary);
        const std::string bytes{std::istreambuf_iterator<char>(file), {}};
        give(bytes, bytes.size());
        // Cut off and bent anywhere (of longer files at fewer places), they must do no harm either.
        for (std::size_t i = 0; i < bytes.size(); i += 1 + bytes.size() * bytes.size() / 200'000) {
            give(bytes, i);
            for (const char flip : {'\x01', '\x80', '\xFF'}) {
                std::string bent = bytes;
                bent[i] = static_cast<char>(bent[i] ^ flip);
                give(bent, bent.size());
            }
        }
    }
    std::printf("%zu files, %zu with those cut off and bent\n", paths.size(), given);
    return paths.empty() ? 1 : 0;
}
