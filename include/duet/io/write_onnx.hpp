// A model as an ONNX file, for ONNX Runtime and all that read it.
#pragma once

#include "duet/core/error.hpp"
#include "duet/io/onnx/message.hpp"
#include "duet/io/onnx/model.hpp"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace duet::io {

/// Writes the model, as it predicts, with its parameters. Opset 17; inputs and outputs are floats in the model's Shapes behind an axis for the batch, under
/// the given names, one for each Shape. The file appears whole or not at all. Throws Error if there are more or fewer names than Shapes, or if the file
/// cannot be written. To put more into the graph (standardising, further outputs), make it with duet/io/onnx/model.hpp and write it with `write_graph`.
/// PyTorch equivalent: `torch.onnx.export(model, x, path, input_names=inputs, output_names=outputs, dynamic_axes=...)`.
template <class M>
void write_onnx(const std::filesystem::path& path, const M& model, const std::vector<std::string>& inputs, const std::vector<std::string>& outputs) {
    const auto require = [&](std::size_t names, std::size_t shapes, const char* which) {
        if (names == shapes) return;
        throw Error(path.string() + ": " + std::to_string(names) + " names of " + which + " were given; expected " + std::to_string(shapes) +
                    ", one for each Shape");
    };
    onnx::Graph graph;
    onnx::Values x;
    std::size_t count = 0;
    onnx::for_each_shape<typename M::Input>([&]<class S>(std::size_t) { ++count; });
    require(inputs.size(), count, "inputs");
    onnx::for_each_shape<typename M::Input>([&]<class S>(std::size_t i) { x.push_back(graph.add_input(inputs[i], onnx::extents_of<S>())); });
    const onnx::Values y = onnx::add_model(graph, model, x);
    require(outputs.size(), y.size(), "outputs");
    onnx::for_each_shape<typename M::Output>([&]<class S>(std::size_t i) { graph.add_output(outputs[i], onnx::extents_of<S>(), y[i]); });
    onnx::write_graph(path, graph);
}

} // namespace duet::io
