#include "duet/data/csv.hpp"

#include "fuzz_file.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    fuzz::attempt(bytes, size, [](const std::string& path) { duet::data::read_column(path, "wav"); });
    return fuzz::attempt(bytes, size, [](const std::string& path) {
        for (const int label : duet::data::read_labels(path)) {
            if (label < 0 || label > 9) std::abort();
        }
    });
}
