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
    /// A buffer, or a part of one.
    struct Tensor {
        std::string name;               ///< dotted, as it is called in a file
        std::vector<std::size_t> shape; ///< extents, outermost first
        std::span<T> values;            ///< row-major
    };
    /// A number of steps or updates.
    struct Counter {
        std::string name;   ///< as it is called in a file
        std::size_t* value; ///< where it is counted
    };
    std::vector<Tensor> tensors;   ///< in the order they were added in
    std::vector<Counter> counters; ///< in the order they were added in

    /// A buffer in the layout of a model's parameters: a tensor `name.parameter` for each of `table`.
    void add(const std::string& name, std::span<const ParameterEntry> table, std::span<T> buffer) {
        for (const ParameterEntry& entry : table) {
            tensors.push_back({name + "." + std::string(entry.name.view()),
                               {entry.shape().begin(), entry.shape().end()},
                               buffer.subspan(entry.offset, entry.size())});
        }
    }
    void add(const std::string& name, std::size_t& counter) { counters.push_back({name, &counter}); } ///< counted at `counter`
};

} // namespace duet
