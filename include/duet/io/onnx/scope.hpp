// Where a layer's nodes go: what all exporters of layers share.
//
// A layer's exporter is an overload of
//   Values add_layer(const Scope& scope, const TheLayer*, const Values& x)
// which adds the layer's nodes to scope.graph and returns what they give, one value for each Shape. The pointer is null and only tells the types apart:
// so a layer derived from another (Initialised, the blocks) is exported as that one. Overloads for layers of your own stand in the layer's namespace.
#pragma once

#include "duet/core/fixed_string.hpp"
#include "duet/io/onnx/graph.hpp"
#include "duet/layers/parameter.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace duet::io::onnx {

/// A Shape's extents.
template <class S>
Extents extents_of() {
    return {S::extents.begin(), S::extents.end()};
}

/// A Shape's extents behind an axis for the batch, for Reshape: 0 leaves an axis as it is.
template <class S>
Extents batched_extents_of() {
    Extents extents = extents_of<S>();
    extents.insert(extents.begin(), 0);
    return extents;
}

/// The graph, the layer's dotted name in the model, and the layer's own block of the model's parameters.
struct Scope {
    Graph& graph;            ///< all of the model's
    std::string name;        ///< dotted; empty for the whole
    const float* parameters; ///< the first of the layer's own

    /// A node of one output.
    [[nodiscard]] std::string node(const std::string& operation, Values inputs, Attributes attributes = {}) const {
        return graph.add_node(name, operation, std::move(inputs), std::move(attributes)).front();
    }
    /// The same elements under another shape.
    [[nodiscard]] std::string reshape(const std::string& x, Extents extents) const { return node("Reshape", {x, integers(std::move(extents))}); }

    /// A vector, such as a shape or axes, as the input of an operation.
    [[nodiscard]] std::string integers(std::vector<std::int64_t> values) const {
        const auto count = static_cast<std::int64_t>(values.size());
        return graph.add_constant(within("integers"), {count}, std::move(values));
    }
    /// A tensor called `what` within the layer, row-major.
    [[nodiscard]] std::string floats(const std::string& what, Extents shape, std::vector<float> values) const {
        return graph.add_constant(within(what), std::move(shape), std::move(values));
    }
    /// A single value called `what` within the layer.
    [[nodiscard]] std::string number(const std::string& what, float value) const { return floats(what, {}, {value}); }

    /// Layer L's parameter, under the name that it has in a checkpoint.
    template <class L>
    [[nodiscard]] std::string parameter(std::string_view which) const {
        const float* block = parameters;
        for (const Parameter& p : L::parameter_list) {
            if (p.name.view() == which) return floats(std::string(which), {p.shape().begin(), p.shape().end()}, {block, block + p.size()});
            block += round_up_to_block(p.size());
        }
        throw Error("the layer '" + name + "' has no parameter '" + std::string(which) + "'");
    }

    /// The scope of a part called `part`, whose parameters start at `block`. An empty name adds no level.
    [[nodiscard]] Scope child(std::string_view part, const float* block) const { return {graph, part.empty() ? name : within(part), block}; }

private:
    [[nodiscard]] std::string within(std::string_view what) const { return name.empty() ? std::string(what) : name + "." + std::string(what); }
};

namespace detail {

template <class>
inline constexpr bool has_exporter = false;

/// Chosen where there is no exporter of the layer.
template <class L>
Values add_unknown_layer() {
    static_assert(has_exporter<L>, "this layer has no ONNX exporter: write `Values add_layer(const Scope&, const TheLayer*, const Values& x)` "
                                   "beside it, as those in duet/io/onnx/");
    return {};
}

} // namespace detail

/// Adds the layer L to the graph; returns what it gives.
template <class L>
Values add(const Scope& scope, const Values& x) {
    if constexpr (requires (const L* layer) { add_layer(scope, layer, x); }) {
        Values y = add_layer(scope, static_cast<const L*>(nullptr), x);
        if (!scope.name.empty()) scope.graph.set_part(scope.name, y);
        return y;
    } else {
        return detail::add_unknown_layer<L>();
    }
}

} // namespace duet::io::onnx
