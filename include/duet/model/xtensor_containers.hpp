// xtensor's containers and adaptors, wherever its version keeps them, and fit for clang 19.
#pragma once

#include <cstddef>
#include <memory>

#if __has_include(<xtensor/containers/xtensor.hpp>) // since 0.26
#include <xtensor/containers/xadapt.hpp>
#include <xtensor/containers/xarray.hpp>
#include <xtensor/containers/xtensor.hpp>
#else
#include <xtensor/xadapt.hpp>
#include <xtensor/xarray.hpp>
#include <xtensor/xtensor.hpp>
#endif

// Since clang 19 a template with default arguments matches a template parameter that has fewer (P0522), which leaves xt::xarray's strides without
// a type: "ambiguous partial specializations of rebind_container" (xtensor issue 2804). This specialisation is closer than both.
#if defined(__clang__) && __clang_major__ >= 19 && XTENSOR_VERSION_MAJOR == 0 && XTENSOR_VERSION_MINOR < 26
template <class X, class T, std::size_t N>
struct xt::rebind_container<X, xt::svector<T, N, std::allocator<T>, true>> {
    using type = svector<X, N, std::allocator<X>, true>;
};
#endif
