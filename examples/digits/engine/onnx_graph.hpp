// A model of the program as an ONNX graph.
#pragma once

#include "duet/data/front_end.hpp"
#include "duet/data/mfcc.hpp"
#include "duet/data/standardiser.hpp"
#include "duet/io/onnx/model.hpp"
#include "duet/io/onnx/preparation.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

namespace digits {

/// `Encoders` is the model's first part, two branches, whose outputs are the embeddings. See Engine::onnx_graph.
template <class Encoders, class M>
duet::io::onnx::Graph make_onnx_graph(const M& model, const duet::data::Standardiser& image, const duet::data::Standardiser& audio,
                                      const duet::data::FrontEnd& front_end) {
    namespace onnx = duet::io::onnx;
    using Input = typename M::Input;
    onnx::Graph graph;
    const std::string pixels = graph.add_input("image", {static_cast<std::int64_t>(image.mean.size())});
    const std::string coefficients = graph.add_input("audio", {static_cast<std::int64_t>(duet::data::mfcc_size)});
    const onnx::Scope seen{graph, "image_input", nullptr};
    const onnx::Scope heard{graph, "audio_input", nullptr};
    const std::string tokens = onnx::add_front_end(heard, front_end, coefficients);
    const onnx::Values y =
        onnx::add_model(graph, model,
                        {seen.reshape(onnx::add_standardiser(seen, image, pixels), onnx::batched_extents_of<typename Input::template at<0>>()),
                         heard.reshape(onnx::add_standardiser(heard, audio, tokens), onnx::batched_extents_of<typename Input::template at<1>>())});
    graph.add_output("logits", {10}, y.front());

    using Branches = typename Encoders::Layers::template at<0>;
    const auto add_embedding = [&]<std::size_t Branch>(const std::string& name) {
        using Embedding = typename Encoders::Output::template at<Branch>;
        std::string value = graph.part(std::string(Branches::names[Branch].view())).front();
        if constexpr (Embedding::rank > 1) value = graph.add_node(name, "ReduceMean", {value}, {{"axes", onnx::Extents{1}}, {"keepdims", 0}}).front();
        graph.add_output(name, {Embedding::last}, value);
    };
    add_embedding.template operator()<0>("image_embedding");
    add_embedding.template operator()<1>("audio_embedding");
    return graph;
}

} // namespace digits
