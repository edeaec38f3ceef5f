#include "duet/io/safetensors.hpp"

#include "fuzz_file.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    return fuzz::attempt(bytes, size, [](const std::string& path) {
        const auto file = duet::io::SafeTensors::read(path);
        for (const duet::io::TensorView& tensor : file.tensors()) {
            if (tensor.to_doubles().size() != tensor.size()) std::abort();
        }
    });
}
