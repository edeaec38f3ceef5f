#include "digits/metrics.hpp"

#include "fuzz_file.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    return fuzz::attempt(bytes, size, [](const std::string& path) {
        const auto records = digits::read_metrics(path);
        if (!records.empty() && records.back().epoch != static_cast<int>(records.size())) std::abort();
    });
}
