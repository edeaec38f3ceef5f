#include "duet/data/npz.hpp"

#include "fuzz_file.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    return fuzz::attempt(bytes, size, [](const std::string& path) {
        const duet::data::NpzFile file(path);
        for (const std::string& name : file.names()) {
            fuzz::allowed(path, [&] {
                const duet::data::Matrix matrix = file.read(name, 0);
                if (matrix.values.size() != matrix.rows * matrix.columns) std::abort();
            });
        }
    });
}
