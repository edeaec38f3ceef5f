// Writes small networks that hold every kind of layer between them, each with an input and its output, for others to compute:
// NAME.safetensors (parameters, inputs x0, x1, .., outputs y0, y1, ..), NAME.py and NAME.onnx.
//
// usage: networks FOLDER     prints a line "NAME inputs outputs" for each
#include "model/small_network.hpp"

#include "duet/compose/concat.hpp"
#include "duet/compose/initialised.hpp"
#include "duet/compose/parallel.hpp"
#include "duet/io/model_file.hpp"
#include "duet/io/pytorch_module.hpp"
#include "duet/io/write_onnx.hpp"
#include "duet/layers/batch_norm.hpp"
#include "duet/layers/batch_norm2d.hpp"
#include "duet/layers/conv1d.hpp"
#include "duet/layers/first_step.hpp"
#include "duet/layers/last_step.hpp"
#include "duet/layers/max_pool1d.hpp"
#include "duet/layers/opinion_pool.hpp"
#include "duet/layers/select.hpp"
#include "duet/layers/transpose.hpp"
#include "duet/model/predictor.hpp"

#include <cmath>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace {

using namespace duet;

constexpr std::size_t samples = 5;

/// Large enough that each parameter shows in the output.
template <class M>
void randomise(M& model) {
    Random random(2);
    for (const ParameterEntry& entry : M::parameter_table) {
        const double fan_in = entry.rank > 1 ? static_cast<double>(entry.size() / entry.extents[0]) : 6;
        const bool variance = entry.name.view().ends_with("running_var");
        for (float& v : model.parameters().subspan(entry.offset, entry.size())) {
            v = static_cast<float>(random.normal() * 1.3 / std::sqrt(fan_in));
            if (variance) v = std::abs(v);
        }
    }
}

/// Memory for samples of S, one Shape behind the other, and views on it for a file.
template <class S>
struct Tensors {
    std::vector<float> memory = std::vector<float>(samples * storage_size<S>);
    Batch<float, S> batch = place<S>(memory.data(), samples);
    std::vector<std::string> names;
    std::vector<io::TensorView> views;

    explicit Tensors(const std::string& letter) {
        io::onnx::for_each_shape<S>([&]<class One>(std::size_t i) {
            names.push_back(letter + std::to_string(i));
            std::vector<std::size_t> shape(One::extents.begin(), One::extents.end());
            shape.insert(shape.begin(), samples);
            views.push_back(io::tensor_view(names.back(), shape, std::span(data(i), samples * One::size)));
        });
    }

private:
    float* data([[maybe_unused]] std::size_t i) {
        if constexpr (is_shapes<S>) {
            return batch.data[i];
        } else {
            return batch.data;
        }
    }
};

template <class M>
void write(const std::filesystem::path& folder, const std::string& name) {
    M model;
    randomise(model);
    Tensors<typename M::Input> x("x");
    Tensors<typename M::Output> y("y");
    Random random(3);
    for (float& v : x.memory) v = static_cast<float>(random.normal());
    Predictor<M> predictor(model, 1);
    predictor(x.batch, y.batch);

    std::vector<io::TensorView> tensors = x.views;
    tensors.insert(tensors.end(), y.views.begin(), y.views.end());
    for (const ParameterEntry& entry : M::parameter_table) {
        tensors.push_back(io::tensor_view("parameter." + std::string(entry.name.view()), {entry.shape().begin(), entry.shape().end()},
                                          model.parameters().subspan(entry.offset, entry.size())));
    }
    io::write_safetensors(folder / (name + ".safetensors"), tensors);
    std::ofstream(folder / (name + ".py")) << io::pytorch_module<M>();
    io::write_onnx(folder / (name + ".onnx"), model, x.names, y.names);
    std::printf("%s %zu %zu\n", name.c_str(), x.names.size(), y.names.size());
}

/// Strides, even kernels, windows that overlap, heads on several tensors.
using Pictures = Sequential<Named<"conv1", Conv2d<4, 3, Padding::same, 2>>, Sigmoid, AvgPool2d<3, 2>, Named<"conv2", Conv2d<6, Extent2d{2, 3}>>,
                            Reshape<6, 4>, Transpose, Named<"fc", Linear<8>>>;
using Tokens = Sequential<Named<"conv", Conv1d<8, 3>>, Named<"norm", BasicLayerNorm<1e-3>>, MaxPool1d<3, 2>, Named<"token", ClassToken>,
                          Named<"block", TransformerEncoderLayer<2, 12, 0.1, NormPlacement::pre, GELU>>>;
using Heads = Parallel<Named<"seen", Sequential<Select<0>, MeanPool, Linear<3>>>, Named<"heard", Sequential<Select<1>, FirstStep, Linear<3>>>,
                       Sequential<Named<"fusion", CrossAttention<2>>, LastStep, Linear<2>>>;
using Opinions = Model<Sequential<Named<"", Branches<Named<"pictures", Pictures>, Named<"tokens", Tokens>>>, Named<"heads", Heads>, OpinionPool>,
                       Shape<2, 9, 9>, Shape<9, 5>>;

/// Vectors as single tokens.
using Vectors = Model<Sequential<Branches<Linear<16>, Sequential<Initialised<Scheme::kaiming_normal, Linear<16>>, PositionalEncoding>>,
                                 Residual<MultiHeadAttention<2>>, Residual<MultiHeadAttention<4>, Dropout<0.5>>, LayerNorm, Tanh, Linear<4>>,
                      Shape<3>, Shape<5>>;

/// One vector that asks many tokens, and a recurrent layer's last step beside it.
using Asking =
    Model<Sequential<Branches<Linear<16>, Linear<16>>, Parallel<CrossAttention<2>, Sequential<Select<1>, LSTM<7>>>, Concat>, Shape<3>, Shape<6, 5>>;

/// Statistics of planes, of tokens and of columns.
using Normalised = Model<Sequential<Named<"conv", Conv2d<4, 3>>, ReLU, MaxPool2d<2>, Named<"planes", BatchNorm2d>, Reshape<4, 16>, Transpose,
                                    Named<"tokens", BatchNorm>, Flatten, Named<"fc", Linear<6>>, Named<"columns", BasicBatchNorm<1e-3, 0.5>>>,
                         Shape<2, 8, 8>>;

/// No composition at all: the parameters' names have no dots.
using Bare = Model<Linear<3>, Shape<4>>;

} // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fputs("usage: networks FOLDER\n", stderr);
        return 2;
    }
    const std::filesystem::path folder(argv[1]);
    write<small::Net>(folder, "small");
    write<Opinions>(folder, "opinions");
    write<Vectors>(folder, "vectors");
    write<Asking>(folder, "asking");
    write<Normalised>(folder, "normalised");
    write<Bare>(folder, "bare");
}
