// The contract that every layer keeps, and how a spec becomes a layer.
//
// A spec (`Linear<256>`) is a layer's description without an input shape. It says
//   accepts<In>()   consteval: static_asserts what it needs of the input, and returns whether it holds
//   layer<In>       the layer, for an input that is accepted
// A layer is a type without state, derived from LayerDefaults, that says
//   Input, Output                     a Shape or Shapes
//   what LayerDefaults says, as far as it says otherwise
//   forward<T>(run, parameters, x, y, cache)
//   backward<T>(run, parameters, gradients, x, y, cache, dy, dx)
// with run a Run, parameters `const T*` and gradients `T*` to the layer's own block, x, y, cache, dy, dx batches. Backward assigns dx and adds to
// gradients; dx is NoGradient where nobody asks for it. Results must not depend on run.workers.threads.
#pragma once

#include "duet/core/batch.hpp"
#include "duet/core/shape.hpp"
#include "duet/layers/parameter.hpp"
#include "duet/layers/run.hpp"

#include <array>
#include <cstddef>
#include <string_view>

namespace duet {

/// What a layer need not say: no parameters, no cache, a backward pass that reads neither side.
struct LayerDefaults {
    static constexpr std::array<Parameter, 0> parameter_list{}; ///< names, shapes, initialisers; offsets follow from the order
    using Cache = Shapes<>;                                     ///< what forward leaves for backward; in inference it lives only while forward runs
    using Scratch = Shapes<>;                                   ///< memory per sample that backward may use
    static constexpr std::size_t slot_size = 0;                 ///< elements that each piece of the batch needs besides, run.workers.slot(i)
    static constexpr std::size_t thread_size = 0;               ///< elements for each thread, run.workers.own()
    static constexpr std::size_t shared_size = 0;               ///< elements for all together, run.workers.shared
    static constexpr std::size_t prepared_size = 0;             ///< elements that `prepare` writes
    static constexpr bool reads_input = false;                  ///< whether backward reads x; where it does not, x may be gone
    static constexpr bool reads_output = false;                 ///< likewise y
    static constexpr bool in_place = false;                     ///< whether forward permits y to be x, and backward dx to be dy
    static constexpr std::size_t multiply_adds = 0;             ///< per sample, of forward

    /// Writes parameters in the order in which a prediction reads them, so that many predictions can share the work; see prepared_parameters.
    template <class T>
    static void prepare(const Workers<T>&, const T* /*parameters*/, T* /*prepared*/) {}
};

/// Stands for a layer that could not be bound, after the one error that says why.
struct InvalidLayer : LayerDefaults {
    using Input = UnknownShape;
    using Output = UnknownShape;
    static constexpr std::string_view type_name = "invalid";

    template <class T>
    static void forward(const auto&...) {}
    template <class T>
    static void backward(const auto&...) {}
};

namespace detail {
template <class Spec, class In>
struct Bind {
    static constexpr bool accepted = Spec::template accepts<In>();
    template <class S, bool>
    struct Choose {
        using type = InvalidLayer;
    };
    template <class S>
    struct Choose<S, true> {
        using type = typename S::template layer<In>;
    };
    using type = typename Choose<Spec, accepted>::type;
};
template <class Spec>
struct Bind<Spec, UnknownShape> {
    using type = InvalidLayer;
};
} // namespace detail

/// The layer that `Spec` is on an input of shape `In`.
template <class Spec, class In>
using bind = typename detail::Bind<Spec, In>::type;

/// Compositions plan their own cache, as one block, and smaller for inference.
template <class L>
concept Composition = requires { L::template cache_storage<Mode::training>; };

/// Elements per sample that forward needs for its cache.
template <class L, Mode M>
inline constexpr std::size_t cache_storage = storage_size<typename L::Cache>;
template <Composition L, Mode M>
inline constexpr std::size_t cache_storage<L, M> = L::template cache_storage<M>;

/// Elements per sample that backward needs as scratch memory.
template <class L>
inline constexpr std::size_t scratch_storage = storage_size<typename L::Scratch>;
template <Composition L>
inline constexpr std::size_t scratch_storage<L> = L::scratch_storage;

/// The cache of `samples` samples at `base`, as the layer takes it.
template <class L, class T>
constexpr auto place_cache(T* base, std::size_t samples) {
    if constexpr (Composition<L>) {
        return base;
    } else {
        return place<typename L::Cache>(base, samples);
    }
}

/// The parameters of layer L as its forward pass reads them: those of the prediction or, made now, in shared scratch.
template <class L, class T, Mode M>
const T* prepared_parameters(const Run<T, M>& run, const T* parameters) {
    if (run.prepared != nullptr) return run.prepared;
    L::template prepare<T>(run.workers, parameters, run.workers.shared);
    return run.workers.shared;
}

/// The scratch memory of a leaf's backward call.
template <class L, class T, Mode M>
constexpr auto place_scratch(const Run<T, M>& run, std::size_t samples) {
    return place<typename L::Scratch>(run.scratch, samples);
}

} // namespace duet
