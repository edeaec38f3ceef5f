// A layer of your own, checked and trained like any other: Scale, a learned factor for each feature.
#include "duet/duet.hpp"
#include "duet/layers/check_layer.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

using namespace duet;

template <class In>
struct ScaleLayer : LayerDefaults {
    using Input = In;
    using Output = In;
    static constexpr std::string_view type_name = "Scale";
    static constexpr std::size_t width = In::last;
    static constexpr std::array parameter_list{Parameter{"weight", Shape<width>{}, {Scheme::ones}}};
    static constexpr std::size_t slot_size = width; // each piece of the batch sums its own gradient
    static constexpr bool reads_input = true;       // the gradient of the factors needs x
    static constexpr std::size_t multiply_adds = In::size;

    template <class T, Mode M>
    static void forward(const Run<T, M>& run, const T* weight, Batch<const T, Input> x, Batch<T, Output> y, Batch<T, Cache>) {
        run.workers.for_slots(x.size * In::rows, [&](std::size_t, std::size_t begin, std::size_t end) {
            for (std::size_t r = begin; r < end; ++r) {
                for (std::size_t c = 0; c < width; ++c) y.data[r * width + c] = weight[c] * x.data[r * width + c];
            }
        });
    }

    template <class T, Mode M>
    static void backward(const Run<T, M>& run, const T* weight, T* gradients, Batch<const T, Input> x, Batch<const T, Output>, Batch<const T, Cache>,
                         Batch<const T, Output> dy, auto dx) {
        const std::size_t pieces = run.workers.for_slots(x.size * In::rows, [&](std::size_t slot, std::size_t begin, std::size_t end) {
            T* sum = run.workers.slot(slot);
            std::fill_n(sum, width, T{});
            for (std::size_t r = begin; r < end; ++r) {
                for (std::size_t c = 0; c < width; ++c) {
                    const std::size_t i = r * width + c;
                    sum[c] += dy.data[i] * x.data[i];
                    if constexpr (!is_absent<decltype(dx)>) dx.data[i] = weight[c] * dy.data[i]; // assigned
                }
            }
        });
        kernels::add_slots(run.workers, pieces, width, gradients); // added to
    }
};

/// y = weight * x on the last axis. Shape: any -> the same. Parameter: `weight` (width) ones.
/// Source: Touvron et al. 2021, section 2 (LayerScale).
struct Scale {
    template <class In>
    static consteval bool accepts() {
        static_assert(is_shape<In>, "Scale needs one input of Shape<..., width>; several inputs are joined by Concat first");
        return is_shape<In>;
    }
    template <class In>
    using layer = ScaleLayer<In>;
};

// A network with it: of eight features only the first two say anything.
using Network = Sequential<Scale, Linear<16>, Tanh, Linear<1>>;
using Product = Model<Network, Shape<8>>;

int main() {
    try {
        check_layer<Scale, Shape<5>>();
        check_layer<Scale, Shape<3, 4>>();
        check_layer<Network, Shape<8>>(); // a composition is a layer too
    } catch (const Error& error) {
        std::printf("%s\n", error.what());
        return 1;
    }
    std::printf("Scale keeps the contract\n");

    constexpr std::size_t batch = 64;
    std::array<float, batch * 8> x{};
    std::array<float, batch> product{};
    Random random(1);
    Product model(2);
    Trainer<Product, MeanSquaredError, Adam> trainer(model, adamw(1e-2), {.batch = batch});
    double first = 0;
    double last = 0;
    for (int step = 0; step < 1000; ++step) {
        for (float& value : x) value = static_cast<float>(random.uniform(-1, 1));
        for (std::size_t i = 0; i < batch; ++i) product[i] = x[8 * i] * x[8 * i + 1];
        last = trainer.step({x.data(), batch}, {product.data(), batch});
        if (step == 0) first = last;
    }
    std::printf("squared error %.3f -> %.3f\nfactors", first, last);
    for (const float factor : model.parameter("0.weight")) std::printf(" %.2f", factor);
    std::printf("\n");
    return last < first / 10 ? 0 : 1;
}

// Prints (the last digits may be other ones on another processor):
//   Scale keeps the contract
//   squared error 0.164 -> 0.000
//   factors 1.49 1.34 0.31 0.16 0.28 0.57 0.40 0.04
