// A trained model in a program that only predicts: loaded from a file, frozen, asked for one sample at a time. A prediction allocates nothing, and
// the program (stripped) and its memory are each below a megabyte. usage: deploy [MODEL.safetensors]     without one, an untrained model's file
#include "duet/duet.hpp"
#include "duet/io/model_file.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <memory>
#include <new>
#include <string>

#include <unistd.h>

using namespace duet;

using Network = Sequential<Conv2d<8, 3>, ReLU, MaxPool2d<2>, Conv2d<16, 3>, ReLU, MaxPool2d<2>, Flatten, Linear<10>>;
using Digit = Model<Network, Shape<1, 28, 28>>;
static_assert((Digit::parameter_storage + Predictor<Digit>::chunk * Digit::inference_workspace) * sizeof(float) < 1'000'000);

// Every allocation of C++ is counted. (Inlined, g++ would warn of memory that comes from new and goes to free.)
static std::size_t allocations = 0;
[[gnu::noinline]] void* operator new(std::size_t size) {
    ++allocations;
    if (void* memory = std::malloc(size)) return memory;
    throw std::bad_alloc();
}
[[gnu::noinline]] void* operator new(std::size_t size, std::align_val_t boundary) {
    ++allocations;
    const auto multiple = static_cast<std::size_t>(boundary);
    if (void* memory = std::aligned_alloc(multiple, (size + multiple - 1) / multiple * multiple)) return memory;
    throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }

void load(const std::filesystem::path& file, Digit& model) {
    io::read_parameters<float>(io::SafeTensors::read(file), file.string(), Digit::parameter_table, model.parameters());
}

/// As training would have left one.
void load_untrained(Digit& model) {
    const std::filesystem::path file = std::filesystem::temp_directory_path() / ("deploy-" + std::to_string(getpid()) + ".safetensors");
    const auto trained = std::make_unique<const Digit>(1);
    io::write_parameters<float>(file, Digit::parameter_table, trained->parameters(), {});
    load(file, model);
    std::filesystem::remove(file);
}

int main(int argc, char** argv) {
    try {
        Digit model;
        if (argc > 1) {
            load(argv[1], model);
        } else {
            load_untrained(model);
        }
        Predictor<Digit> predict(model, 1);
        predict.freeze(); // the weights change no more
        std::array<float, 784> picture{};
        std::array<float, 10> logits{};

        const std::size_t before = allocations;
        for (int i = 0; i < 100; ++i) predict({picture.data(), 1}, {logits.data(), 1});
        const std::size_t during = allocations - before;
        std::printf("%zu parameters; %zu allocations in 100 predictions\n", Digit::parameter_count, during);
        return before > 0 && during == 0 ? 0 : 1;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "deploy: %s\n", error.what());
        return 2;
    }
}

// Prints:
//   9098 parameters; 0 allocations in 100 predictions
