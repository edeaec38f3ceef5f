// A model's parameters as a safetensors file, under their dotted names and in PyTorch's layouts.
#pragma once

#include "duet/core/error.hpp"
#include "duet/io/safetensors.hpp"
#include "duet/model/parameter_table.hpp"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <set>
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

/// Where a tensor of a file belongs.
template <class T>
struct TensorPlace {
    std::string name;               ///< as the file calls it
    std::vector<std::size_t> shape; ///< extents that the file must have
    std::span<T> values;            ///< row-major, in the model
};

/// Reads exactly the tensors that `places` name. Throws Error that names every missing, surplus and misshapen tensor; nothing is then changed.
/// Tensors of the names in `ignored` may be there, and are not read.
template <class T>
void read_tensors(const SafeTensors& file, const std::string& file_name, std::span<const TensorPlace<T>> places,
                  std::span<const std::string_view> ignored = {}) {
    detail::Complaints complaints;
    std::set<std::string_view> expected(ignored.begin(), ignored.end());
    for (const TensorPlace<T>& place : places) {
        expected.insert(place.name);
        const TensorView* tensor = file.find(place.name);
        const std::string name = in_quotes(place.name);
        if (tensor == nullptr) {
            complaints.add(name + " is missing");
        } else if (tensor->shape != place.shape) {
            complaints.add(name + " has shape " + detail::shape_of(tensor->shape) + ", expected " + detail::shape_of(place.shape));
        }
    }
    for (const TensorView& tensor : file.tensors()) {
        if (!expected.contains(tensor.name)) complaints.add(in_quotes(tensor.name) + " is not a parameter of it");
    }
    complaints.raise(file_name);
    std::vector<std::vector<double>> all; // at hand before the first is changed
    for (const TensorPlace<T>& place : places) all.push_back(file.at(place.name).to_doubles());
    for (std::size_t i = 0; i < places.size(); ++i) {
        std::ranges::transform(all[i], places[i].values.begin(), [](double v) { return static_cast<T>(v); });
    }
}

/// Reads the parameters that `table` describes. Throws Error that names every missing, surplus and misshapen tensor; the parameters are then unchanged.
/// Tensors of the names in `ignored` may be there, and are not read.
/// PyTorch equivalent: `model.load_state_dict(safetensors.torch.load_file(path))`.
template <class T>
void read_parameters(const SafeTensors& file, const std::string& file_name, std::span<const ParameterEntry> table, std::span<T> parameters,
                     std::span<const std::string_view> ignored = {}) {
    std::vector<TensorPlace<T>> places;
    for (const ParameterEntry& entry : table) {
        places.push_back(
            {std::string(entry.name.view()), {entry.shape().begin(), entry.shape().end()}, parameters.subspan(entry.offset, entry.size())});
    }
    read_tensors<T>(file, file_name, places, ignored);
}

} // namespace duet::io
