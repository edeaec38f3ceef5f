// Layers on pictures as PyTorch.
#pragma once

#include "duet/io/pytorch/scope.hpp"
#include "duet/layers/avg_pool2d.hpp"
#include "duet/layers/conv2d.hpp"
#include "duet/layers/conv2d_relu_max_pool2d.hpp"
#include "duet/layers/max_pool2d.hpp"

#include <cstddef>
#include <string>

namespace duet::io::pytorch {

namespace detail {

/// "5", or "(1, 5)" where height and width differ.
inline std::string extent_text(Extent2d extent) {
    if (extent.height == extent.width) return std::to_string(extent.height);
    return "(" + std::to_string(extent.height) + ", " + std::to_string(extent.width) + ")";
}

inline std::string pool_text(const std::string& function, const std::string& x, Extent2d window, Extent2d stride) {
    return "functional." + function + "(" + x + ", " + extent_text(window) + (stride == window ? "" : ", " + extent_text(stride)) + ")";
}

} // namespace detail

/// nn.Conv2d.
template <class In, std::size_t Channels, Extent2d Kernel, Padding P, Extent2d Stride>
Values add_layer(const Scope& scope, const Conv2dLayer<In, Channels, Kernel, P, Stride>*, const Values& x, const std::string& y) {
    std::string arguments = std::to_string(In::extents[0]) + ", " + std::to_string(Channels) + ", " + detail::extent_text(Kernel);
    if (Stride != Extent2d(1)) arguments += ", " + detail::extent_text(Stride);
    if (P == Padding::same) {
        arguments += ", padding=" + (Stride == Extent2d(1) ? "\"same\"" : detail::extent_text({Kernel.height / 2, Kernel.width / 2}));
    }
    return scope.assign(y, scope.module("nn.Conv2d", arguments) + "(" + x.front() + ")");
}

/// functional.max_pool2d.
template <class In, Extent2d Window, Extent2d Stride>
Values add_layer(const Scope& scope, const MaxPool2dLayer<In, Window, Stride>*, const Values& x, const std::string& y) {
    return scope.assign(y, detail::pool_text("max_pool2d", x.front(), Window, Stride));
}

/// functional.avg_pool2d.
template <class In, Extent2d Window, Extent2d Stride>
Values add_layer(const Scope& scope, const AvgPool2dLayer<In, Window, Stride>*, const Values& x, const std::string& y) {
    return scope.assign(y, detail::pool_text("avg_pool2d", x.front(), Window, Stride));
}

/// The three that were fused.
template <class Conv, Extent2d Window>
Values add_layer(const Scope& scope, const Conv2dReLUMaxPool2dLayer<Conv, Window>*, const Values& x, const std::string& y) {
    const Values sums = add_layer(scope, static_cast<const Conv*>(nullptr), x, y);
    return scope.assign(y, detail::pool_text("max_pool2d", "functional.relu(" + sums.front() + ")", Window, Window));
}

} // namespace duet::io::pytorch
