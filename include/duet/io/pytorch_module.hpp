// A model as the code of its PyTorch twin.
#pragma once

#include "duet/io/pytorch/attention.hpp"
#include "duet/io/pytorch/compositions.hpp"
#include "duet/io/pytorch/elementwise.hpp"
#include "duet/io/pytorch/image.hpp"
#include "duet/io/pytorch/linear.hpp"
#include "duet/io/pytorch/opinion_pool.hpp"
#include "duet/io/pytorch/reshaping.hpp"
#include "duet/io/pytorch/scope.hpp"
#include "duet/io/pytorch/sequence.hpp"

#include <string>

namespace duet::io {

/// Python code of an `nn.Module` called `name` that computes what M does, on tensors of M's Shapes behind an axis for the batch; of several outputs
/// a tuple. Its state_dict has the names and shapes of M's parameters, so a file that `write_parameters` wrote loads into it as it is. `inputs` are
/// the names of forward's arguments, one for each Shape; without them x, or x0, x1, ... Throws Error if there are more or fewer, or if two layers
/// share a name. A layer without a writer does not compile; see pytorch/scope.hpp.
template <class M>
std::string pytorch_module(const std::string& name = "Network", const pytorch::Values& inputs = {}) {
    const pytorch::Values standard = pytorch::variables_of<typename M::Input>();
    if (!inputs.empty() && inputs.size() != standard.size()) {
        throw Error(std::to_string(inputs.size()) + " names of inputs were given; expected " + std::to_string(standard.size()) +
                    ", one for each Shape");
    }
    pytorch::Source source(name);
    const pytorch::ModuleClass whole = pytorch::module_class<typename M::Layer>(source, name, inputs.empty() ? standard : inputs);
    return source.text(whole);
}

} // namespace duet::io
