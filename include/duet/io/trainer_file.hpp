// The state of a training run as a safetensors file: tensors under their names, counters in the metadata.
#pragma once

#include "duet/core/error.hpp"
#include "duet/io/model_file.hpp"
#include "duet/io/safetensors.hpp"
#include "duet/train/trainer_state.hpp"

#include <charconv>
#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <system_error>
#include <vector>

namespace duet::io {

/// Writes `state`, and the caller's metadata `beside` it. The file appears whole or not at all. Throws Error if it cannot be written.
/// PyTorch equivalent: `torch.save({"model": ..., "optimizer": ...}, path)`.
template <class T>
void write_trainer_state(const std::filesystem::path& path, const TrainerState<T>& state, const Metadata& beside = {}) {
    Metadata metadata = beside;
    std::vector<TensorView> tensors;
    tensors.reserve(state.tensors.size());
    for (const auto& tensor : state.tensors) tensors.push_back(tensor_view(tensor.name, tensor.shape, tensor.values));
    for (const auto& counter : state.counters) metadata[counter.name] = std::to_string(*counter.value);
    write_safetensors(path, tensors, metadata);
}

/// Reads what `write_trainer_state` wrote of a trainer of the same type into the memory that `state` views. Throws Error that names what is missing,
/// surplus or misshapen; nothing is then changed. PyTorch equivalent: `optimizer.load_state_dict(...)` beside `model.load_state_dict(...)`.
template <class T>
void read_trainer_state(const SafeTensors& file, const std::string& file_name, const TrainerState<T>& state) {
    std::vector<std::size_t> counts;
    for (const auto& counter : state.counters) {
        const auto found = file.metadata().find(counter.name);
        const std::string text = found == file.metadata().end() ? "" : found->second;
        std::size_t value = 0;
        const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
        if (result.ec != std::errc{} || result.ptr != text.data() + text.size()) {
            throw Error(file_name + ": metadata " + in_quotes(counter.name) + " is " + (text.empty() ? "missing" : in_quotes(text)) +
                        "; expected a whole number, as in the state of a trainer");
        }
        counts.push_back(value);
    }
    std::vector<TensorPlace<T>> places;
    for (const auto& tensor : state.tensors) {
        if (const TensorView* view = file.find(tensor.name); view != nullptr && view->dtype != dtype_of<T>) {
            throw Error(file_name + ": tensor " + in_quotes(tensor.name) + " is of " + std::string(name_of(view->dtype)) + "; expected " +
                        std::string(name_of(dtype_of<T>)) + ", or the run would not go on to the bit");
        }
        places.push_back({tensor.name, tensor.shape, tensor.values});
    }
    read_tensors<T>(file, file_name, places);
    for (std::size_t i = 0; i < counts.size(); ++i) *state.counters[i].value = counts[i];
}

} // namespace duet::io
