// An ONNX graph as plain data, before it becomes a message.
#pragma once

#include "duet/core/error.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace duet::io::onnx {

/// The names of values that stand side by side, as Shapes do.
using Values = std::vector<std::string>;
/// Extents in ONNX's integers.
using Extents = std::vector<std::int64_t>;

/// What is said of a node beside its inputs; of ONNX's kinds those that layers need.
using Attribute = std::variant<std::int64_t, float, Extents>;
/// Attributes by their names.
using Attributes = std::map<std::string, Attribute>;

/// One operation.
struct Node {
    std::string operation; ///< "Conv"
    Values inputs;         ///< what it takes; "" for one that is left out
    Values outputs;        ///< what it gives
    Attributes attributes; ///< by their names
};

/// A tensor that does not depend on the inputs: ONNX's initializer.
struct Constant {
    std::string name;                                                   ///< dotted, as in a checkpoint
    Extents shape;                                                      ///< no axes: a single value
    std::variant<std::vector<float>, std::vector<std::int64_t>> values; ///< row-major
};

/// What goes in or comes out: floats, behind an axis for the batch.
struct Port {
    std::string name; ///< "image"
    Extents shape;    ///< of one sample
};

/// Nodes in an order in which they can be computed, and what they read.
class Graph {
public:
    /// A new input; returns its value.
    std::string add_input(const std::string& name, Extents shape) {
        inputs_.push_back({unique(name), std::move(shape)});
        return inputs_.back().name;
    }

    /// Makes `value` an output, under a name that no value has yet. Throws duet::Error if one has.
    void add_output(const std::string& name, Extents shape, const std::string& value) {
        if (unique(name) != name) throw Error("the graph has a value '" + name + "' already; expected another name of an output");
        nodes_.push_back({"Identity", {value}, {name}, {}});
        outputs_.push_back({name, std::move(shape)});
    }

    /// A new constant; returns its value, which is called `name` unless another is.
    std::string add_constant(const std::string& name, Extents shape, std::variant<std::vector<float>, std::vector<std::int64_t>> values) {
        constants_.push_back({unique(name), std::move(shape), std::move(values)});
        return constants_.back().name;
    }

    /// A new node of `count` outputs; returns their values, called after `scope` and the operation.
    Values add_node(const std::string& scope, const std::string& operation, Values inputs, Attributes attributes = {}, std::size_t count = 1) {
        Values outputs(count);
        for (std::string& output : outputs) output = unique(scope.empty() ? operation : scope + "/" + operation);
        nodes_.push_back({operation, std::move(inputs), outputs, std::move(attributes)});
        return outputs;
    }

    /// Remembers what the part of a network that is called `name` gives.
    void set_part(const std::string& name, Values values) { parts_[name] = std::move(values); }

    /// What that part gives. Throws duet::Error if there is none of this name.
    [[nodiscard]] const Values& part(const std::string& name) const {
        const auto found = parts_.find(name);
        if (found == parts_.end()) throw Error("the network has no part '" + name + "'");
        return found->second;
    }

    [[nodiscard]] const std::vector<Port>& inputs() const { return inputs_; }           ///< in the order in which a caller gives them
    [[nodiscard]] const std::vector<Port>& outputs() const { return outputs_; }         ///< in the order in which a caller gets them
    [[nodiscard]] const std::vector<Constant>& constants() const { return constants_; } ///< parameters and shapes
    [[nodiscard]] const std::vector<Node>& nodes() const { return nodes_; }             ///< each behind those it takes values from

private:
    /// `name`, or with a number behind it if it is taken.
    std::string unique(const std::string& name) {
        std::size_t& times = taken_[name];
        if (times++ == 0) return name;
        return unique(name + "_" + std::to_string(times));
    }

    std::vector<Port> inputs_, outputs_;
    std::vector<Constant> constants_;
    std::vector<Node> nodes_;
    std::map<std::string, Values> parts_;
    std::map<std::string, std::size_t> taken_;
};

} // namespace duet::io::onnx
