// Where a layer's lines go: what all writers of layers share.
//
// A layer's writer is an overload of
//   Values add_layer(const Scope& scope, const TheLayer*, const Values& x, const std::string& y)
// which adds the layer's lines to the class that scope.owner is, and its module if it has parameters. x are variables; what the layer gives goes into
// a variable called y, and the variables that hold it are returned. The pointer is null and only tells the types apart: so a layer derived from
// another (Initialised, the blocks) is written as that one. Overloads for layers of your own stand in the layer's namespace.
#pragma once

#include "duet/core/error.hpp"
#include "duet/io/pytorch/source.hpp"
#include "duet/layers/layer.hpp"

#include <array>
#include <cctype>
#include <charconv>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace duet::io::pytorch {

/// A number as Python reads it: "0.1".
inline std::string number_text(double value) {
    std::array<char, 32> text{};
    return {text.data(), std::to_chars(text.data(), text.data() + text.size(), value).ptr};
}

/// The class that is being written, and the layer's name in it: empty if its parameters are the class's own.
struct Scope {
    Source& source;               ///< all classes of the twin
    ModuleClass& owner;           ///< the class that gets the lines
    std::string name;             ///< what the class calls the layer; empty: its parameters are the class's own
    std::set<std::string> kept{}; ///< variables that are read again

    /// Adds the line `y = expression`.
    [[nodiscard]] Values assign(const std::string& y, const std::string& expression) const {
        owner.variables.insert(y);
        owner.lines.push_back(y + " = " + expression);
        return {y};
    }

    /// Makes the layer's module a part of the class, or the class a kind of it; returns how it is called. Throws duet::Error if the class is of
    /// another kind already.
    [[nodiscard]] std::string module(const std::string& type, const std::string& arguments) const {
        if (!name.empty()) {
            owner.parts.push_back({name, type + "(" + arguments + ")"});
            return ModuleClass::call(name);
        }
        if (owner.base != "nn.Module") throw Error("two layers share the names of their parameters with " + owner.name + "; expected Named ones");
        owner.base = type;
        owner.base_arguments = arguments;
        return "super().forward";
    }

    /// The scope of a part called `part`. An empty name adds no level.
    [[nodiscard]] Scope child(std::string_view part) const { return {source, owner, part.empty() ? name : std::string(part), kept}; }
};

namespace detail {

template <class>
inline constexpr bool has_writer = false;

/// Chosen where there is no writer of the layer.
template <class L>
Values add_unknown_layer() {
    static_assert(has_writer<L>, "this layer cannot be written for PyTorch: write `Values add_layer(const Scope&, const TheLayer*, const Values& x, "
                                 "const std::string& y)` beside it, as those in duet/io/pytorch/");
    return {};
}

template <class L>
Values add_lines(const Scope& scope, const Values& x, const std::string& y) {
    if constexpr (requires (const L* layer) { add_layer(scope, layer, x, y); }) {
        return add_layer(scope, static_cast<const L*>(nullptr), x, y);
    } else {
        return add_unknown_layer<L>();
    }
}

/// "image_head" as "ImageHead"; blocks have names of their own.
inline std::string class_name(std::string_view type, std::string_view part) {
    const bool block = type != "Sequential" && type != "Branches" && type != "Parallel" && type != "Residual";
    std::string name;
    bool upper = true;
    for (const char c : block ? type : part) {
        if (std::isalnum(static_cast<unsigned char>(c)) != 0)
            name += upper && !block ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
        upper = c == '_';
    }
    return is_identifier(name) ? name : "Part" + name;
}

/// If the class calls the parts 0, 1, ... one after another and does nothing else: the nn.Sequential that does the same.
inline std::string as_sequential(const ModuleClass& module) {
    std::string parts;
    bool alike = true;
    if (module.parts.empty() || module.lines.size() != module.parts.size() || module.base != "nn.Module" || module.outputs != Values{"x"}) return "";
    for (std::size_t i = 0; i < module.parts.size(); ++i) {
        const std::string index = std::to_string(i);
        if (module.parts[i].name != index || module.lines[i] != "x = " + ModuleClass::call(index) + "(x)") return "";
        parts += (i == 0 ? "" : ", ") + module.parts[i].module;
        alike = alike && module.parts[i].module == module.parts[0].module;
    }
    if (alike && module.parts.size() > 1) {
        parts = "*(" + module.parts[0].module + " for _ in range(" + std::to_string(module.parts.size()) + "))";
    }
    return parts;
}

} // namespace detail

/// The class that the layer L is, with its inputs called as given; its name is `name`.
template <class L>
ModuleClass module_class(Source& source, const std::string& name, const Values& inputs) {
    ModuleClass module;
    module.name = name;
    for (const std::string& input : inputs) module.inputs.push_back(module.new_variable(input));
    const std::string y = inputs.size() == 1 ? module.inputs[0] : module.new_variable("x");
    module.outputs = detail::add_lines<L>({source, module, ""}, module.inputs, y);
    return module;
}

/// How many variables a Shape or Shapes take, called x or x0, x1, ...
template <class S>
Values variables_of() {
    if constexpr (is_shapes<S>) {
        Values names;
        for (std::size_t i = 0; i < S::count; ++i) names.push_back("x" + std::to_string(i));
        return names;
    } else {
        return {"x"};
    }
}

/// Adds the layer L; returns the variables that hold what it gives. A composition that has a name and parameters becomes a class of its own.
template <class L>
Values add(const Scope& scope, const Values& x, const std::string& y) {
    if constexpr (Composition<L> && L::parameter_list.size() > 0) {
        if (!scope.name.empty()) {
            const ModuleClass module = module_class<L>(scope.source, detail::class_name(L::type_name, scope.name), variables_of<typename L::Input>());
            const std::string sequential = detail::as_sequential(module);
            const std::string called = sequential.empty() ? scope.module(scope.source.add(module), "") : scope.module("nn.Sequential", sequential);
            Values outputs{y};
            while (outputs.size() < module.outputs.size()) outputs.push_back(scope.owner.new_variable(y));
            scope.owner.variables.insert(y);
            scope.owner.lines.push_back(listed(outputs) + " = " + called + "(" + listed(x) + ")");
            return outputs;
        }
    }
    return detail::add_lines<L>(scope, x, y);
}

} // namespace duet::io::pytorch
