// The benchmarks of each layer of a model by itself: layer/<model>/<dotted name>/{forward,backward}, batch 128, one thread.
// A layer without a name of its own is called by its index and its type, "trans.layers.0.1-Dropout": transparent compositions count from 0 again.
#pragma once

#include "kernel_memory.hpp"
#include "measure.hpp"

#include "duet/compose/named.hpp"
#include "duet/layers/layer.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace bench {

inline constexpr std::size_t layer_batch = 128;

/// One layer in training, with all the memory that its calls need. `First`: nobody asks for the input's gradient.
template <class L, bool First>
class LayerAlone {
public:
    using Input = typename L::Input;
    using Output = typename L::Output;
    static constexpr std::size_t input_size = layer_batch * duet::storage_size<Input>;
    static constexpr std::size_t output_size = layer_batch * duet::storage_size<Output>;
    static constexpr std::size_t parameter_size = duet::parameter_storage(L::parameter_list);

    LayerAlone() {
        for (float& p : parameters_.span()) p *= 0.1F; // near what training starts from
        run_.workers = *workers_;
        run_.scratch = scratch_.data();
        run_.random = {1, 2};
        forward(); // what backward reads
    }
    LayerAlone(const LayerAlone&) = delete;
    LayerAlone& operator=(const LayerAlone&) = delete;

    void forward() {
        L::template forward<float>(run_, parameters_.data(), x(), duet::place<Output>(output_.data(), layer_batch),
                                   duet::place_cache<L>(cache_.data(), layer_batch));
    }
    void backward() {
        if constexpr (First) {
            backward_into(duet::NoGradient{});
        } else {
            backward_into(duet::place<Input>(input_gradient_.data(), layer_batch));
        }
    }

    /// What the last calls have written; gradients of parameters are sums over all of them.
    [[nodiscard]] std::span<const float> output() const { return output_.span(); }
    [[nodiscard]] std::span<const float> input_gradient() const { return input_gradient_.span(); }
    [[nodiscard]] std::span<const float> gradients() const { return gradients_.span(); }

    /// Each operand read or written once; gradients of parameters are both.
    static constexpr double forward_bytes = float_bytes(input_size + output_size + parameter_size);
    static constexpr double backward_bytes = float_bytes((L::reads_input ? input_size : 0) + (L::reads_output ? output_size : 0) + output_size +
                                                         (First ? 0 : input_size) + 3 * parameter_size);
    static constexpr double forward_flop = 2.0 * layer_batch * L::multiply_adds;
    static constexpr double backward_flop = (First ? 1 : 2) * forward_flop;

private:
    auto x() { return duet::Batch<const float, Input>(duet::place<Input>(input_.data(), layer_batch)); }

    void backward_into(auto dx) {
        L::template backward<float>(run_, parameters_.data(), gradients_.data(), x(),
                                    duet::Batch<const float, Output>(duet::place<Output>(output_.data(), layer_batch)),
                                    duet::place_cache<L>(cache_.data(), layer_batch),
                                    duet::Batch<const float, Output>(duet::place<Output>(output_gradient_.data(), layer_batch)), dx);
    }

    duet::Buffer<float> parameters_ = random_values(parameter_size);
    duet::Buffer<float> gradients_{parameter_size};
    const duet::Buffer<float> input_ = random_values(input_size);
    duet::Buffer<float> output_{output_size};
    const duet::Buffer<float> output_gradient_ = random_values(output_size);
    duet::Buffer<float> input_gradient_{First ? 0 : input_size};
    duet::Buffer<float> cache_{layer_batch * duet::cache_storage<L, duet::Mode::training>};
    duet::Buffer<float> scratch_{layer_batch * duet::scratch_storage<L>};
    OneThread<L> workers_;
    duet::Run<float, duet::Mode::training> run_;
};

template <class L, bool First>
void layer_forward(benchmark::State& state) {
    using Alone = LayerAlone<L, First>;
    Alone layer;
    measure_median(state, {.flop = Alone::forward_flop, .bytes = Alone::forward_bytes}, [&] { layer.forward(); });
}

template <class L, bool First>
void layer_backward(benchmark::State& state) {
    using Alone = LayerAlone<L, First>;
    Alone layer;
    measure_median(state, {.flop = Alone::backward_flop, .bytes = Alone::backward_bytes}, [&] { layer.backward(); });
}

/// Takes any layer: whether a layer can be visited is asked with it.
struct AnyVisitor {
    template <class L>
    void operator()(const duet::Name&) const {}
};
template <class L>
inline constexpr bool is_leaf = !requires (AnyVisitor visitor) { L::visit_children(visitor); };

/// Visits a network and registers its leaves. `First`: whether what is visited reads the network's input.
template <bool First>
class LayerRegistry {
public:
    explicit LayerRegistry(std::string path) : path_(std::move(path)) {}

    template <class L>
    void operator()(const duet::Name& name) {
        std::string path = path_;
        if (!name.empty()) path += (path.back() == '/' ? "" : ".") + std::string(name.view());
        const bool by_index = !name.empty() && name.view().find_first_not_of("0123456789") == std::string_view::npos;
        if (by_index && is_leaf<L>) path += "-" + std::string(L::type_name);
        if (First && (all_read_input_ || !past_first_)) {
            add<L, First>(path);
        } else {
            add<L, false>(path);
        }
        past_first_ = true;
    }

    /// Branches each read an input of their own.
    void all_read_input() { all_read_input_ = true; }

private:
    template <class L, bool Reads>
    static void add(const std::string& path) {
        if constexpr (requires (LayerRegistry<Reads> inner) { L::visit_children(inner); }) {
            LayerRegistry<Reads> children(path);
            if (L::type_name == "Branches") children.all_read_input();
            L::visit_children(children);
        } else {
            const auto benchmark = [&](const char* pass, auto run) {
                benchmark::RegisterBenchmark(("layer/" + path + "/" + pass).c_str(), run)->Unit(benchmark::kMillisecond);
            };
            benchmark("forward", layer_forward<L, Reads>);
            benchmark("backward", layer_backward<L, Reads>);
        }
    }

    std::string path_;
    bool past_first_ = false;
    bool all_read_input_ = false;
};

/// Registers all layers of `M`.
template <class M>
void register_layers(const std::string& model) {
    LayerRegistry<true>(model + "/").template operator()<typename M::Layer>(duet::Name());
}

} // namespace bench
