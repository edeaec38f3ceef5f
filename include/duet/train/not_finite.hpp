// Where NaN or infinity came into a step.
#pragma once

#include "duet/core/batch.hpp"
#include "duet/layers/batch_part.hpp"
#include "duet/layers/run.hpp"
#include "duet/model/parameter_table.hpp"
#include "duet/train/all_finite.hpp"

#include <cmath>
#include <cstddef>
#include <optional>
#include <ranges>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace duet {

namespace detail {

/// Notes the first layer whose output is not finite; of nested ones the innermost.
template <class T>
class NotFiniteWatch final : public LayerWatch<T> {
public:
    void enter(std::string_view name, std::string_view type) override { path_.emplace_back(name, type); }
    void look(std::span<const T> output) override {
        if (!found.empty() || all_finite(1, output)) return;
        for (const auto& [name, type] : path_) found += (found.empty() || name.empty() ? "" : ".") + std::string(name);
        found = "layer '" + found + "' (" + std::string(path_.back().second) + ")";
    }
    void leave() override { path_.pop_back(); }

    std::string found;

private:
    std::vector<std::pair<std::string_view, std::string_view>> path_;
};

/// The first sample of `x` that is not finite.
template <class T, class S>
std::optional<std::size_t> sample_not_finite(Batch<const T, S> x) {
    for (std::size_t i = 0; i < x.size; ++i) {
        if constexpr (is_shapes<S>) {
            const bool finite = [&]<std::size_t... I>(std::index_sequence<I...>) {
                return (all_finite<T>(1, std::span<const T>(x.template get<I>()[i], S::template at<I>::size)) && ...);
            }(std::make_index_sequence<S::count>{});
            if (!finite) return i;
        } else if (!all_finite<T>(1, std::span<const T>(x[i], S::size))) {
            return i;
        }
    }
    return std::nullopt;
}

} // namespace detail

/// Where in a step of `trainer` that was not finite this began: "sample 3 of the batch", "layer 'image.conv2' (Conv2d)", "the loss" or "the gradient of
/// 'image.conv2.weight'", the one nearest the output. Runs the step's passes again, and changes no parameter. Empty if all is finite. `part` says which
/// samples of a larger batch these are.
/// PyTorch equivalent: `torch.autograd.detect_anomaly()`.
template <class Trainer>
std::string where_not_finite(Trainer& trainer, Batch<const typename Trainer::T, typename Trainer::Input> x, typename Trainer::Target target,
                             const BatchPart<typename Trainer::T>& part = {}) {
    using T = typename Trainer::T;
    if (const auto sample = detail::sample_not_finite(x)) return "sample " + std::to_string(part.first_sample + *sample) + " of the batch";
    detail::NotFiniteWatch<T> watch;
    trainer.pass().forward(trainer.model(), x, trainer.steps(), &watch, part);
    if (!watch.found.empty()) return watch.found;
    if (!std::isfinite(trainer.gradients(x, target, part))) return "the loss";
    for (const ParameterEntry& entry : trainer.model().parameter_table | std::views::reverse) {
        const std::span<const T> gradient = trainer.pass().gradients().subspan(entry.offset, entry.size());
        if (!all_finite(1, gradient)) return "the gradient of '" + std::string(entry.name.view()) + "'";
    }
    return "";
}

} // namespace duet
