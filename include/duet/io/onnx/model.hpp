// A model's nodes: what every layer of the library is in ONNX.
#pragma once

#include "duet/io/onnx/attention.hpp"
#include "duet/io/onnx/compositions.hpp"
#include "duet/io/onnx/elementwise.hpp"
#include "duet/io/onnx/image.hpp"
#include "duet/io/onnx/linear.hpp"
#include "duet/io/onnx/lstm.hpp"
#include "duet/io/onnx/opinion_pool.hpp"
#include "duet/io/onnx/reshaping.hpp"
#include "duet/io/onnx/scope.hpp"
#include "duet/io/onnx/sequence.hpp"

#include <cstddef>
#include <utility>
#include <vector>

namespace duet::io::onnx {

/// Adds the model with its parameters, rounded to float; `x` are its inputs in their Shapes. Returns what it gives. A layer without an exporter does not
/// compile; see scope.hpp.
template <class M>
Values add_model(Graph& graph, const M& model, const Values& x) {
    const std::vector<float> parameters(model.parameters().begin(), model.parameters().end());
    return add<typename M::Layer>({graph, "", parameters.data()}, x);
}

/// Calls `use.operator()<S>(i)` for a Shape, or for each of Shapes.
template <class S, class F>
void for_each_shape(const F& use) {
    if constexpr (is_shapes<S>) {
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            (use.template operator()<typename S::template at<I>>(I), ...);
        }(std::make_index_sequence<S::count>{});
    } else {
        use.template operator()<S>(0);
    }
}

} // namespace duet::io::onnx
