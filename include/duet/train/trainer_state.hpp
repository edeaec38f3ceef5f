// What a training run goes on from, as named views of the memory where it stands.
#pragma once

#include "duet/model/parameter_table.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace duet {

/// Tensors and counters that decide every later step of a run: written and read again, they let it go on to the bit. Views: whatever they are of
/// outlives them. PyTorch equivalent: `optimizer.state_dict()` beside `model.state_dict()`.
template <class T>
struct TrainerState {
    struct Tensor {
        std::string name;
        std::vector<std::size_t> shape;
        std::span<T> values;
    };
    struct Counter {
        std::string name;
        std::size_t* value;
    };
    std::vector<Tensor> tensors;
    std::vector<Counter> counters;

    /// A buffer in the layout of a model's parameters: a tensor `name.parameter` for each of `table`.
    void add(const std::string& name, std::span<const ParameterEntry> table, std::span<T> buffer) {
        for (const ParameterEntry& entry : table) {
            tensors.push_back({name + "." + std::string(entry.name.view()),
                               {entry.shape().begin(), entry.shape().end()},
                               buffer.subspan(entry.offset, entry.size())});
        }
    }
    void add(const std::string& name, std::size_t& counter) { counters.push_back({name, &counter}); }
};

} // namespace duet
