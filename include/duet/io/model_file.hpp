// A model's parameters as a safetensors file, under their dotted names and in PyTorch's layouts.
#pragma once

#include "duet/core/error.hpp"
#include "duet/io/safetensors.hpp"
#include "duet/model/parameter_table.hpp"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace duet::io {

namespace detail {

inline std::string shape_of(std::span<const std::size_t> shape) {
    std::string text = "(";
    for (std::size_t axis = 0; axis < shape.size(); ++axis) text += (axis == 0 ? "" : ", ") + std::to_string(shape[axis]);
    return text + ")";
}

/// Collects what does not fit, to report all of it in one line.
class Complaints {
public:
    void add(const std::string& what) {
        if (++count_ <= most) text_ += (count_ == 1 ? "" : "; ") + what;
    }
    void raise(const std::string& file) const {
        if (count_ == 0) return;
        throw Error(file + ": is not a file of this model: " + text_ + (count_ > most ? "; and " + std::to_string(count_ - most) + " more" : ""));
    }

private:
    static constexpr std::size_t most = 500; // more than any model has: only a file that is none of a model is cut short
    std::size_t count_ = 0;
    std::string text_;
};

} // namespace detail

/// Writes the parameters that `table` describes. The file appears whole or not at all. Throws Error if it cannot be written.
/// PyTorch equivalent: `safetensors.torch.save_file(model.state_dict(), path, metadata)`.
template <class T>
void write_parameters(const std::filesystem::path& path, std::span<const ParameterEntry> table, std::span<const T> parameters,
                      const Metadata& metadata) {
    std::vector<TensorView> tensors;
    for (const ParameterEntry& entry : table) {
        tensors.push_back(tensor_view(std::string(entry.name.view()), {entry.shape().begin(), entry.shape().end()},
                                      parameters.subspan(entry.offset, entry.size())));
    }
    write_safetensors(path, tensors, metadata);
}

/// Reads the parameters that `table` describes. Throws Error that names every missing, surplus and misshapen tensor; the parameters are then unchanged.
/// Tensors of the names in `ignored` may be there, and are not read.
/// PyTorch equivalent: `model.load_state_dict(safetensors.torch.load_file(path))`.
template <class T>
void read_parameters(const SafeTensors& file, const std::string& file_name, std::span<const ParameterEntry> table, std::span<T> parameters,
                     std::span<const std::string_view> ignored = {}) {
    detail::Complaints complaints;
    std::size_t known = 0;
    for (const ParameterEntry& entry : table) {
        const TensorView* tensor = file.find(entry.name.view());
        const std::string name = in_quotes(entry.name.view());
        if (tensor == nullptr) {
            complaints.add(name + " is missing");
            continue;
        }
        ++known;
        if (!std::ranges::equal(tensor->shape, entry.shape())) {
            complaints.add(name + " has shape " + detail::shape_of(tensor->shape) + ", expected " + detail::shape_of(entry.shape()));
        }
    }
    if (known < file.tensors().size()) {
        for (const TensorView& tensor : file.tensors()) {
            const bool expected = std::ranges::any_of(table, [&](const ParameterEntry& entry) { return entry.name.view() == tensor.name; }) ||
                                  std::ranges::find(ignored, tensor.name) != ignored.end();
            if (!expected) complaints.add(in_quotes(tensor.name) + " is not a parameter of it");
        }
    }
    complaints.raise(file_name);
    for (const ParameterEntry& entry : table) {
        const std::vector<double> values = file.at(entry.name.view()).to_doubles();
        std::ranges::transform(values, parameters.begin() + static_cast<std::ptrdiff_t>(entry.offset), [](double v) { return static_cast<T>(v); });
    }
}

} // namespace duet::io
