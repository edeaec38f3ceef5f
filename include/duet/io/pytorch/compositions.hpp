// Compositions as PyTorch: the lines of their parts.
#pragma once

#include "duet/compose/branches.hpp"
#include "duet/compose/concat.hpp"
#include "duet/compose/parallel.hpp"
#include "duet/compose/residual.hpp"
#include "duet/compose/sequential.hpp"
#include "duet/io/pytorch/scope.hpp"

#include <string>

namespace duet::io::pytorch {

/// One after another into the same variable.
template <class In, class... Specs>
Values add_layer(const Scope& scope, const SequentialLayer<In, Specs...>*, const Values& x, const std::string& y) {
    Values values = x;
    SequentialLayer<In, Specs...>::visit_children([&]<class Part>(const Name& name) { values = add<Part>(scope.child(name.view()), values, y); });
    return values;
}

/// The i-th variable through the i-th part, into a variable called as the part.
template <class In, class... Specs>
Values add_layer(const Scope& scope, const BranchesLayer<In, Specs...>*, const Values& x, const std::string&) {
    Values values;
    BranchesLayer<In, Specs...>::visit_children([&]<class Part>(const Name& name) {
        const std::string& input = x[values.size()];
        const std::string called(name.view());
        const bool again = called == input && !scope.kept.contains(input);
        values.push_back(add<Part>(scope.child(called), {input}, again ? input : scope.owner.new_variable(called)).front());
    });
    return values;
}

/// All variables through each part.
template <class In, class... Specs>
Values add_layer(const Scope& scope, const ParallelLayer<In, Specs...>*, const Values& x, const std::string&) {
    Scope inner = scope;
    inner.kept.insert(x.begin(), x.end());
    Values values;
    ParallelLayer<In, Specs...>::visit_children([&]<class Part>(const Name& name) {
        const std::string called(name.view());
        values.push_back(add<Part>(inner.child(called), x, scope.owner.new_variable(called)).front());
    });
    return values;
}

/// x + f(x), with f(x) in a variable of its own.
template <class In, class... Specs>
Values add_layer(const Scope& scope, const ResidualLayer<In, Specs...>*, const Values& x, const std::string& y) {
    using Inner = typename ResidualLayer<In, Specs...>::Inner;
    Scope inner = scope;
    inner.kept.insert(x.front());
    const std::string change = scope.owner.new_variable("y");
    const Values values = add_layer(inner, static_cast<const Inner*>(nullptr), x, change);
    scope.owner.variables.erase(change);
    return scope.assign(y, x.front() + " + " + values.front());
}

/// torch.cat.
template <class In>
Values add_layer(const Scope& scope, const ConcatLayer<In>*, const Values& x, const std::string& y) {
    return scope.assign(y, "torch.cat([" + listed(x) + "], dim=-1)");
}

} // namespace duet::io::pytorch
