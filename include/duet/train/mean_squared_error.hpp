// The mean of squared differences.
#pragma once

#include "duet/core/batch.hpp"
#include "duet/core/error.hpp"

#include <cstddef>

namespace duet {

/// Mean over all elements of (y - target)^2. Shapes: the target has the output's. PyTorch equivalent: `nn.MSELoss()`.
struct MeanSquaredError {
    template <class T, class Output>
    using Target = Batch<const T, Output>;

    template <class Output>
    static consteval bool accepts() {
        constexpr bool fits = is_unknown<Output> || is_shape<Output>;
        static_assert(fits, "MeanSquaredError needs a model with one output; join several by Concat");
        return fits;
    }

    /// The loss; `dy` is assigned its gradient with respect to `y`. Throws Error for no samples.
    template <class T, class Output>
    static double value_and_gradient(Batch<const T, Output> y, Batch<const T, Output> target, Batch<T, Output> dy) {
        if (y.size == 0) throw Error("the mean squared error of no samples; expected at least one");
        const T scale = T{2} / static_cast<T>(y.elements());
        double total = 0;
        for (std::size_t i = 0; i < y.elements(); ++i) {
            const T difference = y.data[i] - target.data[i];
            total += static_cast<double>(difference) * static_cast<double>(difference); // (1e30 squared is no float)
            dy.data[i] = scale * difference;
        }
        return total / static_cast<double>(y.elements());
    }
};

} // namespace duet
