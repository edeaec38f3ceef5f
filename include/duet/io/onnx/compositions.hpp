// Compositions as ONNX: the nodes of their parts.
#pragma once

#include "duet/compose/branches.hpp"
#include "duet/compose/concat.hpp"
#include "duet/compose/parallel.hpp"
#include "duet/compose/residual.hpp"
#include "duet/compose/sequential.hpp"
#include "duet/io/onnx/scope.hpp"

#include <cstddef>

namespace duet::io::onnx {

/// Calls `use.operator()<Child>(scope)` for each part of L with the part's scope.
template <class L, class F>
void for_each_part(const Scope& scope, const F& use) {
    const float* block = scope.parameters;
    L::visit_children([&]<class Child>(const Name& name) {
        use.template operator()<Child>(scope.child(name.view(), block));
        block += parameter_storage(Child::parameter_list);
    });
}

template <class In, class... Specs>
Values add_layer(const Scope& scope, const SequentialLayer<In, Specs...>*, const Values& x) {
    Values y = x;
    for_each_part<SequentialLayer<In, Specs...>>(scope, [&]<class Part>(const Scope& part) { y = add<Part>(part, y); });
    return y;
}

/// The i-th value through the i-th part.
template <class In, class... Specs>
Values add_layer(const Scope& scope, const BranchesLayer<In, Specs...>*, const Values& x) {
    Values y;
    for_each_part<BranchesLayer<In, Specs...>>(scope, [&]<class Part>(const Scope& part) { y.push_back(add<Part>(part, {x[y.size()]}).front()); });
    return y;
}

/// All values through each part.
template <class In, class... Specs>
Values add_layer(const Scope& scope, const ParallelLayer<In, Specs...>*, const Values& x) {
    Values y;
    for_each_part<ParallelLayer<In, Specs...>>(scope, [&]<class Part>(const Scope& part) { y.push_back(add<Part>(part, x).front()); });
    return y;
}

template <class In, class... Specs>
Values add_layer(const Scope& scope, const ResidualLayer<In, Specs...>*, const Values& x) {
    using Inner = typename ResidualLayer<In, Specs...>::Inner;
    const Values inner = add_layer(scope, static_cast<const Inner*>(nullptr), x);
    return {scope.node("Add", {x.front(), inner.front()})};
}

template <class In>
Values add_layer(const Scope& scope, const ConcatLayer<In>*, const Values& x) {
    return {scope.node("Concat", x, {{"axis", -1}})};
}

} // namespace duet::io::onnx
