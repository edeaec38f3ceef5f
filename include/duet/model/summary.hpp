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
#include <string_view>
#include <vector>

namespace duet {

/// "(64, 14, 14)"; several shapes are joined by " + ".
template <class S>
std::string shape_text() {
    if constexpr (is_shapes<S>) {
        std::string text;
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            ((text += (I == 0 ? "" : " + ") + shape_text<typename S::template at<I>>()), ...);
        }(std::make_index_sequence<S::count>{});
        return text;
    } else {
        std::string text = "(";
        for (std::size_t axis = 0; axis < S::rank; ++axis) text += (axis == 0 ? "" : ", ") + std::to_string(S::extents[axis]);
        return text + ")";
    }
}

/// 16579091 as "16,579,091".
inline std::string grouped(std::size_t number) {
    std::string text = std::to_string(number);
    for (std::size_t end = text.size(); end > 3; end -= 3) text.insert(end - 3, 1, ',');
    return text;
}

namespace detail {

struct SummaryRow {
    std::string layer;
    std::string output;
    std::size_t parameters;
    std::size_t multiply_adds;
};

/// A row for each part, children indented below their parents.
class SummaryRows {
public:
    template <class L>
    void operator()(const Name& name) {
        std::string label(2 * depth_, ' ');
        label += L::type_name;
        if (!name.empty()) label += " '" + std::string(name.view()) + "'";
        rows.push_back({label, shape_text<typename L::Output>(), count_parameters(L::parameter_list), L::multiply_adds});
        if constexpr (requires { L::visit_children(*this); }) {
            ++depth_;
            L::visit_children(*this);
            --depth_;
        }
    }

    std::vector<SummaryRow> rows;

private:
    std::size_t depth_ = 0;
};

} // namespace detail

/// The tree of layers with output shapes, parameters and multiply-adds, and what the model and its passes take in memory.
/// PyTorch equivalent: `torchinfo.summary(model)`.
template <class M>
std::string summary() {
    detail::SummaryRows table;
    table.rows.push_back({"Input", shape_text<typename M::Input>(), 0, 0});
    table.operator()<typename M::Layer>(Name());

    std::size_t layer_width = 5;
    std::size_t output_width = 12;
    for (const auto& row : table.rows) {
        layer_width = std::max(layer_width, row.layer.size());
        output_width = std::max(output_width, row.output.size());
    }
    std::string text;
    const auto line = [&](std::string_view layer, std::string_view output, std::string_view parameters, std::string_view multiply_adds) {
        std::array<char, 320> buffer{};
        std::snprintf(buffer.data(), buffer.size(), "%-*.*s  %-*.*s  %12.*s  %14.*s\n", static_cast<int>(layer_width), static_cast<int>(layer.size()),
                      layer.data(), static_cast<int>(output_width), static_cast<int>(output.size()), output.data(),
                      static_cast<int>(parameters.size()), parameters.data(), static_cast<int>(multiply_adds.size()), multiply_adds.data());
        text += buffer.data();
    };
    const auto rule = [&] { text += std::string(layer_width + output_width + 32, '-') + "\n"; };
    const auto number = [](std::size_t value) { return value == 0 ? std::string("-") : grouped(value); };
    line("Layer", "Output shape", "Parameters", "Multiply-adds");
    rule();
    for (const auto& row : table.rows) line(row.layer, row.output, number(row.parameters), number(row.multiply_adds));
    rule();

    const auto total = [&](const char* what, std::size_t count, const char* unit) {
        std::array<char, 160> buffer{};
        const double megabytes = static_cast<double>(count * sizeof(typename M::Scalar)) / 1e6;
        std::snprintf(buffer.data(), buffer.size(), "%-30s %14s  (%.2f MB%s)\n", what, grouped(count).c_str(), megabytes, unit);
        text += buffer.data();
    };
    total("Parameters", M::parameter_count, "");
    total("Workspace floats, training", M::training_workspace, " per sample");
    total("Workspace floats, prediction", M::inference_workspace, " per sample");
    text += "Multiply-adds per sample       " + std::string(14 - std::min<std::size_t>(14, grouped(M::multiply_adds).size()), ' ') +
            grouped(M::multiply_adds) + "\n";
    return text;
}

} // namespace duet
