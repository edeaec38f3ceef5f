// Steps of the image branch in dlib on demand: the same lines and answers as `duet-bench --steps` (see ../steps.hpp). It knows the model "image".
#include <chrono>
#include <functional>
#include <iostream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include <dlfcn.h>
#include <dlib/dnn.h>
#include <dlib/revision.h>
#include <sys/resource.h>

namespace {

using namespace dlib;

/// A function of the OpenBLAS that dlib has loaded, or null: whichever BLAS Debian's alternatives choose.
template <class F>
F* of_openblas(const char* name) {
    return reinterpret_cast<F*>(dlsym(RTLD_DEFAULT, name));
}

/// dropout_ with the published rate.
template <int Percent>
struct Dropout : dropout_ {
    Dropout() : dropout_(Percent / 100.0F) {}
};

/// A 5x5 convolution, "same" padding (dlib's own choice at stride 1), ReLU, pooling by 2.
template <long Channels, class Below>
using Block = max_pool<2, 2, 2, 2, relu<con<Channels, 5, 5, 1, 1, Below>>>;
/// `Drop` is dropout in training and a multiplication in prediction, as dlib's own examples have it.
template <template <class> class Drop>
using Image = loss_multiclass_log<fc<10, Drop<relu<fc<256, Block<64, Block<32, input<matrix<float>>>>>>>>>;

/// A network on one batch of random pictures.
template <class Net>
class Steps {
public:
    explicit Steps(std::size_t batch) {
        dlib::rand random;
        std::vector<matrix<float>> pictures(batch, matrix<float>(28, 28));
        for (auto& picture : pictures) {
            for (float& v : picture) v = static_cast<float>(random.get_random_gaussian());
        }
        for (std::size_t i = 0; i < batch; ++i) labels_.push_back(i % 10);
        net_.to_tensor(pictures.begin(), pictures.end(), x_);
        net_.forward(x_); // sets up the layers
    }

    void train() {
        net_.compute_parameter_gradients(x_, labels_.begin());
        net_.update_parameters(solvers_, 1e-3);
    }
    void predict() { net_.subnet().forward(x_); }

private:
    Net net_;
    resizable_tensor x_;
    std::vector<unsigned long> labels_;
    std::vector<adam> solvers_ = std::vector<adam>(Net::num_computational_layers, adam(0, 0.9F, 0.999F)); // no weight decay
};

template <class Below>
using Dropped = add_layer<Dropout<20>, Below>;

std::function<void()> make_step(const std::string& mode, std::size_t batch) {
    if (mode == "train") {
        return [steps = std::make_shared<Steps<Image<Dropped>>>(batch)] { steps->train(); };
    }
    return [steps = std::make_shared<Steps<Image<multiply>>>(batch)] { steps->predict(); };
}

double peak_memory() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1e3;
}

} // namespace

int main(int argc, char** argv) {
    if (argc == 2 && argv[1] == std::string("--version")) {
        auto* config = of_openblas<char*()>("openblas_get_config");
        auto* core = of_openblas<char*()>("openblas_get_corename");
        std::cout << "dlib " << DLIB_MAJOR_VERSION << "." << DLIB_MINOR_VERSION << ", "
                  << (config && core ? std::string(config()) + ", kernels " + core() : "another BLAS") << '\n'
                  << std::flush;
        return 0;
    }
    std::string made_for;
    std::function<void()> step;
    for (std::string line; std::getline(std::cin, line);) {
        std::istringstream words(line);
        std::string model, mode;
        std::size_t batch = 0, count = 0;
        int threads = 0;
        if (!(words >> model >> mode >> batch >> threads >> count) || model != "image" || (mode != "train" && mode != "predict") || batch == 0) {
            std::cout << R"({"error": "expected: image train|predict <batch> <threads> <count>"})" << '\n' << std::flush;
            continue;
        }
        if (auto* set_threads = of_openblas<void(int)>("openblas_set_num_threads")) set_threads(threads);
        const std::string key = mode + std::to_string(batch);
        if (key != made_for) {
            step = nullptr; // its memory goes before the next one's comes
            step = make_step(mode, batch);
            made_for = key;
        }
        std::cout << R"({"seconds": [)";
        for (std::size_t i = 0; i < count; ++i) {
            const auto start = std::chrono::steady_clock::now();
            step();
            const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
            std::cout << (i == 0 ? "" : ", ") << seconds.count();
        }
        std::cout << R"(], "peak_mb": )" << peak_memory() << "}\n" << std::flush;
    }
}
