#include "duet/data/wav.hpp"

#include "fuzz_file.hpp"

#include <cmath>

int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    return fuzz::attempt(bytes, size, [](const std::string& path) {
        for (const float sample : duet::data::read_wav(path).samples) {
            if (!std::isfinite(sample)) std::abort();
        }
    });
}
