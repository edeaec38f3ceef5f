// A model as a table: what the compiler knows of it.
#pragma once

#include "duet/compose/named.hpp"
#include "duet/core/shape.hpp"
#include "duet/layers/layer.hpp"
#include "duet/model/parameter_table.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

namespace duet {

/// What an input or a layer hands on for one sample: its shape, or several side by side.
using ShapeList = std::vector<std::vector<std::size_t>>;

/// The extents of `S`, a Shape or Shapes.
template <class S>
ShapeList shape_list() {
    if constexpr (is_shapes<S>) {
        return [&]<std::size_t... I>(std::index_sequence<I...>) {
            ShapeList list;
            (list.emplace_back(S::template at<I>::extents.begin(), S::template at<I>::extents.end()), ...);
            return list;
        }(std::make_index_sequence<S::count>{});
    } else {
        return {{S::extents.begin(), S::extents.end()}};
    }
}

/// "(64, 14, 14)"; several shapes are joined by " + ".
inline std::string shape_text(const ShapeList& shapes) {
    std::string text;
    for (const auto& extents : shapes) {
        text += text.empty() ? "(" : " + (";
        for (std::size_t axis = 0; axis < extents.size(); ++axis) text += (axis == 0 ? "" : ", ") + std::to_string(extents[axis]);
        text += ")";
    }
    return text;
}

/// The same of a type.
template <class S>
std::string shape_text() {
    return shape_text(shape_list<S>());
}

/// 16579091 as "16,579,091".
inline std::string grouped(std::size_t number) {
    std::string text = std::to_string(number);
    for (std::size_t end = text.size(); end > 3; end -= 3) text.insert(end - 3, 1, ',');
    return text;
}

/// A layer or a composition of a model.
struct LayerSummary {
    std::string type;          ///< "Linear"
    std::string name;          ///< among its siblings: its index, or as Named says; none of the whole network
    std::size_t depth;         ///< how many compositions it stands in
    ShapeList output;          ///< of one sample
    std::size_t parameters;    ///< that are learnt, those of its children among them
    std::size_t multiply_adds; ///< of one sample, likewise
};

/// What the compiler knows of a model.
struct ModelSummary {
    ShapeList input;                  ///< of one sample
    std::vector<LayerSummary> layers; ///< a composition before its children
    std::size_t parameters;           ///< that are learnt
    std::size_t training_workspace;   ///< of a training pass: elements per sample
    std::size_t inference_workspace;  ///< of a prediction: elements per sample
    std::size_t multiply_adds;        ///< of one sample
    std::size_t scalar_size;          ///< bytes of an element
};

namespace detail {

/// A row for each part, parents before children.
class LayerSummaries {
public:
    template <class L>
    void operator()(const Name& name) {
        rows.push_back({std::string(L::type_name), std::string(name.view()), depth_, shape_list<typename L::Output>(),
                        count_parameters(L::parameter_list), L::multiply_adds});
        if constexpr (requires { L::visit_children(*this); }) {
            ++depth_;
            L::visit_children(*this);
            --depth_;
        }
    }

    std::vector<LayerSummary> rows;

private:
    std::size_t depth_ = 0;
};

} // namespace detail

/// The tree of layers with output shapes, parameters and multiply-adds, and what the model and its passes take in memory.
/// PyTorch equivalent: what `torchinfo.summary(model)` returns.
template <class M>
ModelSummary summarise() {
    detail::LayerSummaries layers;
    layers.operator()<typename M::Layer>(Name());
    return {shape_list<typename M::Input>(), std::move(layers.rows), M::parameter_count,        M::training_workspace,
            M::inference_workspace,          M::multiply_adds,       sizeof(typename M::Scalar)};
}

/// A summary as a table.
/// PyTorch equivalent: `print(torchinfo.summary(model))`.
inline std::string summary_text(const ModelSummary& model) {
    const auto label = [](const LayerSummary& layer) {
        return std::string(2 * layer.depth, ' ') + layer.type + (layer.name.empty() ? "" : " '" + layer.name + "'");
    };
    const std::string input = shape_text(model.input);
    std::size_t layer_width = 5;
    std::size_t output_width = std::max<std::size_t>(12, input.size());
    for (const LayerSummary& layer : model.layers) {
        layer_width = std::max(layer_width, label(layer).size());
        output_width = std::max(output_width, shape_text(layer.output).size());
    }
    const auto left = [](std::string text, std::size_t width) { return text.append(width - std::min(width, text.size()), ' '); };
    const auto right = [](const std::string& text, std::size_t width) { return std::string(width - std::min(width, text.size()), ' ') + text; };
    const auto line = [&](const std::string& layer, const std::string& output, const std::string& parameters, const std::string& multiply_adds) {
        return left(layer, layer_width) + "  " + left(output, output_width) + "  " + right(parameters, 12) + "  " + right(multiply_adds, 14) + "\n";
    };
    const std::string rule = std::string(layer_width + output_width + 32, '-') + "\n";
    const auto number = [](std::size_t value) { return value == 0 ? std::string("-") : grouped(value); };
    std::string text = line("Layer", "Output shape", "Parameters", "Multiply-adds") + rule + line("Input", input, "-", "-");
    for (const LayerSummary& layer : model.layers)
        text += line(label(layer), shape_text(layer.output), number(layer.parameters), number(layer.multiply_adds));
    text += rule;

    const auto total = [&](const char* what, std::size_t count, const char* unit) {
        std::array<char, 160> buffer{};
        const double megabytes = static_cast<double>(count * model.scalar_size) / 1e6;
        std::snprintf(buffer.data(), buffer.size(), "%-30s %14s  (%.2f MB%s)\n", what, grouped(count).c_str(), megabytes, unit);
        text += buffer.data();
    };
    total("Parameters", model.parameters, "");
    total("Workspace floats, training", model.training_workspace, " per sample");
    total("Workspace floats, prediction", model.inference_workspace, " per sample");
    return text + left("Multiply-adds per sample", 30) + " " + right(grouped(model.multiply_adds), 14) + "\n";
}

/// `summary_text` of a model's type.
/// PyTorch equivalent: `print(torchinfo.summary(model))`.
template <class M>
std::string summary() {
    return summary_text(summarise<M>());
}

} // namespace duet
