// Figures of a classifier on labelled rows.
#pragma once

#include "digits/engine/engine.hpp"

#include <array>
#include <cstddef>
#include <span>

namespace digits {

/// One class among the others. A figure whose denominator is 0 is 0. scikit-learn: `precision_recall_fscore_support(zero_division=0)`.
struct ClassFigures {
    double precision = 0;
    double recall = 0;
    double f1 = 0;
    std::size_t support = 0; // samples of the class
};

/// counts[10 * truth + predicted]. scikit-learn: `confusion_matrix`.
using Confusion = std::array<std::size_t, class_count * class_count>;

inline Confusion confusion_of(std::span<const int> truth, std::span<const int> predicted) {
    Confusion counts{};
    for (std::size_t i = 0; i < truth.size(); ++i)
        ++counts[static_cast<std::size_t>(truth[i]) * class_count + static_cast<std::size_t>(predicted[i])];
    return counts;
}

inline ClassFigures figures_of(const Confusion& counts, std::size_t which) {
    std::size_t predicted = 0;
    ClassFigures figures;
    for (std::size_t other = 0; other < class_count; ++other) {
        figures.support += counts[which * class_count + other];
        predicted += counts[other * class_count + which];
    }
    const auto hits = static_cast<double>(counts[which * class_count + which]);
    if (predicted > 0) figures.precision = hits / static_cast<double>(predicted);
    if (figures.support > 0) figures.recall = hits / static_cast<double>(figures.support);
    if (hits > 0) figures.f1 = 2 * figures.precision * figures.recall / (figures.precision + figures.recall);
    return figures;
}

} // namespace digits
