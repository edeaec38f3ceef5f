#include "duet/data/wav.hpp"

#include "fuzz_file.hpp"

#include <cmath>
#include <span>
#include <string>

int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const auto check = [](const duet::data::Recording& recording) {
        for (const float sample : recording.samples) {
            if (!std::isfinite(sample)) std::abort();
        }
    };
    fuzz::attempt(bytes, size, [&](const std::string& path) { check(duet::data::read_wav(path)); });
    return fuzz::attempt(bytes, size, [&](const std::string& name) { check(duet::data::read_wav(std::as_bytes(std::span(bytes, size)), name)); });
}
