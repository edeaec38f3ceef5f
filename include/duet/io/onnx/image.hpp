// Layers on pictures as ONNX.
#pragma once

#include "duet/io/onnx/elementwise.hpp"
#include "duet/io/onnx/scope.hpp"
#include "duet/layers/avg_pool2d.hpp"
#include "duet/layers/conv2d.hpp"
#include "duet/layers/conv2d_relu_max_pool2d.hpp"
#include "duet/layers/max_pool2d.hpp"

#include <cstdint>
#include <string>

namespace duet::io::onnx {

namespace detail {
inline Extents pair(Extent2d extent) { return {static_cast<std::int64_t>(extent.height), static_cast<std::int64_t>(extent.width)}; }

inline std::string pool(const Scope& scope, const std::string& operation, const std::string& x, Extent2d window, Extent2d stride) {
    return scope.node(operation, {x}, {{"kernel_shape", pair(window)}, {"strides", pair(stride)}});
}
} // namespace detail

/// Conv.
template <class In, std::size_t Channels, Extent2d Kernel, Padding P, Extent2d Stride>
Values add_layer(const Scope& scope, const Conv2dLayer<In, Channels, Kernel, P, Stride>*, const Values& x) {
    using Layer = Conv2dLayer<In, Channels, Kernel, P, Stride>;
    Extents zeros = detail::pair(Layer::shape.before);
    const Extents behind = detail::pair(Layer::shape.after);
    zeros.insert(zeros.end(), behind.begin(), behind.end());
    return {scope.node("Conv", {x.front(), scope.parameter<Layer>("weight"), scope.parameter<Layer>("bias")},
                       {{"kernel_shape", detail::pair(Kernel)}, {"strides", detail::pair(Stride)}, {"pads", zeros}})};
}

/// MaxPool.
template <class In, Extent2d Window, Extent2d Stride>
Values add_layer(const Scope& scope, const MaxPool2dLayer<In, Window, Stride>*, const Values& x) {
    return {detail::pool(scope, "MaxPool", x.front(), Window, Stride)};
}

/// AveragePool.
template <class In, Extent2d Window, Extent2d Stride>
Values add_layer(const Scope& scope, const AvgPool2dLayer<In, Window, Stride>*, const Values& x) {
    return {detail::pool(scope, "AveragePool", x.front(), Window, Stride)};
}

/// Conv, Relu, MaxPool: ONNX Runtime fuses what it can itself.
template <class Conv, Extent2d Window>
Values add_layer(const Scope& scope, const Conv2dReLUMaxPool2dLayer<Conv, Window>*, const Values& x) {
    const Values sums = add_layer(scope, static_cast<const Conv*>(nullptr), x);
    return {detail::pool(scope, "MaxPool", scope.node("Relu", sums), Window, Window)};
}

} // namespace duet::io::onnx
