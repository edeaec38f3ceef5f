// A parameter as the compiler sees it: name, shape, initialiser, and its place in the flat buffer.
#pragma once

#include "duet/core/buffer.hpp"
#include "duet/core/fixed_string.hpp"
#include "duet/core/random.hpp"
#include "duet/core/shape.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <span>
#include <string_view>

namespace duet {

/// How a parameter is filled. PyTorch equivalent: `torch.nn.init.*`.
enum class Scheme {
    zeros,
    ones,
    fan_in_uniform,  ///< U(-b, b), b = 1/sqrt(fan_in): what nn.Linear, nn.Conv2d and nn.LSTM do by default
    kaiming_uniform, ///< b = sqrt(6 / fan_in), for ReLU. He et al. 2015
    kaiming_normal,  ///< deviation sqrt(2 / fan_in)
    xavier_uniform,  ///< b = sqrt(6 / (fan_in + fan_out)). Glorot and Bengio 2010
    xavier_normal,   ///< deviation sqrt(2 / (fan_in + fan_out))
    normal,          ///< deviation 1: nn.Embedding
};

/// A scheme with the fans it needs: how many inputs each output sums, and how many outputs each input feeds.
struct Initialiser {
    Scheme scheme = Scheme::zeros; ///< which distribution
    std::size_t fan_in = 1;        ///< inputs that each output sums
    std::size_t fan_out = 1;       ///< outputs that each input feeds

    /// The same stream gives the same values on every machine.
    template <class T>
    void fill(std::span<T> values, RandomStream stream) const {
        const auto in = static_cast<double>(fan_in);
        const auto out = static_cast<double>(fan_out);
        switch (scheme) {
        case Scheme::zeros: return fill_constant(values, T{0});
        case Scheme::ones: return fill_constant(values, T{1});
        case Scheme::fan_in_uniform: return fill_uniform(values, stream, 1 / std::sqrt(in));
        case Scheme::kaiming_uniform: return fill_uniform(values, stream, std::sqrt(6 / in));
        case Scheme::kaiming_normal: return fill_normal(values, stream, std::sqrt(2 / in));
        case Scheme::xavier_uniform: return fill_uniform(values, stream, std::sqrt(6 / (in + out)));
        case Scheme::xavier_normal: return fill_normal(values, stream, std::sqrt(2 / (in + out)));
        case Scheme::normal: return fill_normal(values, stream, 1);
        }
    }

private:
    template <class T>
    static void fill_constant(std::span<T> values, T value) {
        for (T& v : values) v = value;
    }
    template <class T>
    static void fill_uniform(std::span<T> values, RandomStream stream, double bound) {
        Random random(stream);
        for (T& v : values) v = static_cast<T>(random.uniform(-bound, bound));
    }
    template <class T>
    static void fill_normal(std::span<T> values, RandomStream stream, double deviation) {
        Random random(stream);
        for (T& v : values) v = static_cast<T>(deviation * random.normal());
    }
};

/// What becomes of a parameter in training.
enum class ParameterKind {
    learnt,    ///< goes down its gradient
    statistic, ///< follows what the batches are: backward adds to its gradient by how much it exceeds where it goes. PyTorch: a buffer
};

/// One parameter of a layer or, with a dotted name, of a model. Layouts are PyTorch's: linear (out, in), convolution (out, in, height, width).
struct Parameter {
    Name name;                                  ///< in a layer as PyTorch calls it, in a model with its path: "image.0.weight"
    std::array<std::size_t, 4> extents{};       ///< of the first `rank` axes, outermost first
    std::size_t rank = 0;                       ///< axes, 4 at most
    Initialiser initialiser{};                  ///< its values before training
    ParameterKind kind = ParameterKind::learnt; ///< whether it is learnt

    constexpr Parameter() = default;
    /// A shape of at most 4 axes.
    template <std::size_t... E>
    constexpr Parameter(Name parameter_name, Shape<E...>, Initialiser how, ParameterKind what = ParameterKind::learnt)
        : name(parameter_name), extents{E...}, rank(sizeof...(E)), initialiser(how), kind(what) {
        static_assert(sizeof...(E) <= 4, "Parameter: at most 4 axes");
    }

    /// Elements.
    [[nodiscard]] constexpr std::size_t size() const {
        std::size_t product = 1;
        for (std::size_t axis = 0; axis < rank; ++axis) product *= extents[axis];
        return product;
    }
    [[nodiscard]] constexpr std::span<const std::size_t> shape() const { return {extents.data(), rank}; } ///< the extents of its axes
};

/// Elements of flat buffer that a list of parameters takes: each starts on a cache line.
template <std::size_t N>
constexpr std::size_t parameter_storage(const std::array<Parameter, N>& list) {
    std::size_t total = 0;
    for (const Parameter& p : list) total += round_up_to_block(p.size());
    return total;
}

/// Where layer `L`'s own parameter `name` starts in its block. An unknown name does not compile.
template <class L>
consteval std::size_t parameter_offset(std::string_view name) {
    std::size_t offset = 0;
    for (const Parameter& p : L::parameter_list) {
        if (p.name.view() == name) return offset;
        offset += round_up_to_block(p.size());
    }
    throw "duet: the layer has no parameter of this name";
}

} // namespace duet
