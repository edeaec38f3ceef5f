#include "duet/data/npy.hpp"

#include "fuzz_file.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    return fuzz::attempt(bytes, size, [](const std::string& path) {
        const duet::data::Matrix matrix = duet::data::read_npy(path, 0);
        if (matrix.values.size() != matrix.rows * matrix.columns) std::abort();
    });
}
