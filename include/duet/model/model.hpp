// A network bound to its inputs, owning its parameters.
#pragma once

#include "duet/core/buffer.hpp"
#include "duet/core/error.hpp"
#include "duet/core/random.hpp"
#include "duet/layers/layer.hpp"
#include "duet/model/parameter_table.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace duet {

namespace detail {
template <class... In>
struct InputOf {
    using type = Shapes<In...>;
};
template <class In>
struct InputOf<In> {
    using type = In;
};
} // namespace detail

/// A network bound to its inputs, with its parameters in one aligned buffer at offsets that the compiler computed.
/// `T` is float or double. PyTorch equivalent: an `nn.Module` with its state_dict.
template <class T, class Network, class In>
class BasicModel {
public:
    using Scalar = T;
    using Specification = Network; ///< the spec it was made from
    using Input = In;
    using Layer = bind<Network, In>; ///< the network on its inputs: shapes, parameters, passes
    using Output = typename Layer::Output;

    /// Name, shape, initialiser and offset of every parameter.
    static constexpr auto parameter_table = make_parameter_table(Layer::parameter_list);
    /// How many numbers are learned.
    static constexpr std::size_t parameter_count = count_parameters(Layer::parameter_list);
    /// Elements of the parameter buffer: the count and the gaps that align each parameter.
    static constexpr std::size_t parameter_storage = duet::parameter_storage(Layer::parameter_list);
    /// Multiply-adds of one sample's forward pass.
    static constexpr std::size_t multiply_adds = Layer::multiply_adds;
    /// Elements per sample of the memory that a training step and a prediction run in.
    static constexpr std::size_t training_workspace = cache_storage<Layer, Mode::training> + scratch_storage<Layer> + 2 * storage_size<Output>;
    /// Elements per sample of the memory that a prediction runs in.
    static constexpr std::size_t inference_workspace = cache_storage<Layer, Mode::inference>;

    /// Parameters filled by their layers' initialisers.
    explicit BasicModel(std::uint64_t seed = 0) : parameters_(parameter_storage) { initialise(seed); }

    /// Fills the parameters anew; the same seed gives the same parameters on every machine.
    void initialise(std::uint64_t seed) {
        const RandomStream stream{seed, 0};
        parameters_.zero();
        for (std::size_t i = 0; i < parameter_table.size(); ++i) {
            const ParameterEntry& entry = parameter_table[i];
            entry.initialiser.fill(parameters_.span().subspan(entry.offset, entry.size()), stream.child(i));
        }
    }

    /// All parameters, and zeros in the gaps between them.
    [[nodiscard]] std::span<T> parameters() { return parameters_.span(); }
    [[nodiscard]] std::span<const T> parameters() const { return parameters_.span(); } ///< to be read only

    /// The values of one parameter, row-major. Throws Error if there is none of this name.
    [[nodiscard]] std::span<T> parameter(std::string_view name) { return values_of(parameters_.span(), name); }
    [[nodiscard]] std::span<const T> parameter(std::string_view name) const { return values_of(parameters_.span(), name); } ///< to be read only

    /// The part of any buffer of this layout (gradients, moments) that belongs to one parameter.
    template <class U>
    [[nodiscard]] static std::span<U> values_of(std::span<U> buffer, std::string_view name) {
        for (const ParameterEntry& entry : parameter_table) {
            if (entry.name.view() == name) return buffer.subspan(entry.offset, entry.size());
        }
        throw Error("the model has no parameter '" + std::string(name) + "'");
    }

private:
    Buffer<T> parameters_;
};

/// A float model on one input or several: `Model<Network, Shape<1, 28, 28>, Shape<39, 13>>`.
template <class Network, class... In>
using Model = BasicModel<float, Network, typename detail::InputOf<In...>::type>;

} // namespace duet
