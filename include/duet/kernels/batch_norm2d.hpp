// Batch normalisation of pictures' planes.
#pragma once

#include "duet/core/workers.hpp"
#include "duet/kernels/batch_norm.hpp"
#include "duet/kernels/reduce.hpp"
#include "duet/kernels/row_vectors.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>

namespace duet::kernels {

/// Mean and biased variance of each plane of x (samples, Planes, Area), which may be some samples only: a plane has `all_values` values in all, and
/// `sum_parts(values)` adds up values over all parts. The squares are summed after the mean is subtracted. Takes `Planes` elements of each slot.
template <std::size_t Planes, std::size_t Area, class T, class Sum>
void plane_statistics(const Workers<T>& workers, std::size_t samples, std::size_t all_values, const Sum& sum_parts, const T* x, T* mean,
                      T* variance) {
    // The mean of `of(plane, place, part)`, a vector of values, in each plane.
    const auto mean_of = [&](const auto& of, T* result) {
        const auto task = [&](std::size_t slot, std::size_t begin, std::size_t end) {
            T* const sums = workers.slot(slot);
            std::fill_n(sums, Planes, T{});
            for (std::size_t row = begin * Planes; row < end * Planes; ++row) {
                Vector<T> sum(T{});
                for_vectors<T>(Area, [&](std::size_t i, auto part) { sum += of(row % Planes, row * Area + i, part); });
                sums[row % Planes] += horizontal_sum(sum);
            }
        };
        std::fill_n(result, Planes, T{});
        add_slots(workers, workers.for_slots(samples, task, 8), Planes, result);
        sum_parts(std::span<T>(result, Planes));
        for (std::size_t p = 0; p < Planes; ++p) result[p] /= static_cast<T>(all_values);
    };
    mean_of([&](std::size_t, std::size_t place, auto part) { return load(x + place, part); }, mean);
    mean_of(
        [&](std::size_t plane, std::size_t place, auto part) {
            const Vector<T> off = load(x + place, part, mean[plane]) - Vector<T>(mean[plane]);
            return off * off;
        },
        variance);
}

/// y = (x - mean) / sqrt(variance + eps) * weight + bias of each plane of x (samples, Planes, Area); y may be x.
template <std::size_t Planes, std::size_t Area, class T>
void batch_norm2d(const Workers<T>& workers, std::size_t samples, T eps, const T* weight, const T* bias, const T* mean, const T* variance, const T* x,
                  T* y) {
    const std::array<T, Planes> inverse = inverse_deviations<Planes>(variance, eps);
    workers.for_slots(samples, [&](std::size_t, std::size_t begin, std::size_t end) {
        for (std::size_t row = begin * Planes; row < end * Planes; ++row) {
            const std::size_t p = row % Planes;
            const T scale = inverse[p] * weight[p];
            const T* from = x + row * Area;
            T* to = y + row * Area;
            for (std::size_t i = 0; i < Area; ++i) to[i] = (from[i] - mean[p]) * scale + bias[p];
        }
    });
}

/// dx, where it is wanted (not null), through the statistics too, which are those of `all_values` values of each plane, and the gradients of weight and
/// bias, to which these samples' are added. Takes 2 * Planes elements of each slot.
template <std::size_t Planes, std::size_t Area, class T, class Sum>
void batch_norm2d_gradient(const Workers<T>& workers, std::size_t samples, std::size_t all_values, const Sum& sum_parts, T eps, const T* weight,
                           const T* mean, const T* variance, const T* x, const T* dy, T* dx, T* weight_gradient, T* bias_gradient) {
    const std::array<T, Planes> inverse = inverse_deviations<Planes>(variance, eps);
    const auto sums = [&](std::size_t slot, std::size_t begin, std::size_t end) {
        T* const projections = workers.slot(slot);
        T* const slopes = projections + Planes;
        std::fill_n(projections, 2 * Planes, T{});
        for (std::size_t row = begin * Planes; row < end * Planes; ++row) {
            const std::size_t p = row % Planes;
            Vector<T> projection(T{});
            Vector<T> sum(T{});
            for_vectors<T>(Area, [&](std::size_t i, auto part) {
                const Vector<T> slope = load(dy + row * Area + i, part); // lanes behind the end are zero
                projection = xsimd::fma(slope, load(x + row * Area + i, part) - Vector<T>(mean[p]), projection);
                sum += slope;
            });
            projections[p] += horizontal_sum(projection) * inverse[p];
            slopes[p] += horizontal_sum(sum);
        }
    };
    const std::size_t count = workers.for_slots(samples, sums, 8);
    add_slots(workers, count, Planes, weight_gradient);
    add_slots(workers, count, Planes, bias_gradient, Planes);
    if (dx == nullptr) return;
    sum_parts(std::span<T>(workers.slot(0), 2 * Planes));
    std::array<T, 2 * Planes> means;
    for (std::size_t i = 0; i < 2 * Planes; ++i) means[i] = workers.slot(0)[i] / static_cast<T>(all_values);
    workers.for_slots(samples, [&](std::size_t, std::size_t begin, std::size_t end) {
        for (std::size_t row = begin * Planes; row < end * Planes; ++row) {
            const std::size_t p = row % Planes;
            const T scale = weight[p] * inverse[p];
            const T along = means[p] * inverse[p];
            const T level = means[Planes + p];
            const T* from = x + row * Area;
            const T* slope = dy + row * Area;
            T* to = dx + row * Area;
            for (std::size_t i = 0; i < Area; ++i) to[i] = (slope[i] - level - (from[i] - mean[p]) * along) * scale;
        }
    });
}

} // namespace duet::kernels
