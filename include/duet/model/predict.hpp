// Predictions in one line.
#pragma once

#include "duet/core/batch.hpp"
#include "duet/model/model.hpp"
#include "duet/model/predictor.hpp"

#include <vector>

namespace duet {

/// The output (n, extents...) for n samples, row-major, with a predictor for this once, on all threads. Who predicts often makes a `Predictor` and
/// keeps it. Shapes: a model of one output. scikit-learn equivalent: `model.decision_function(X)`.
template <class T, class Network, class In>
std::vector<T> predict(const BasicModel<T, Network, In>& model, Batch<const T, In> x) {
    using M = BasicModel<T, Network, In>;
    static_assert(!is_shapes<typename M::Output>, "predict: the model has several outputs; use a Predictor, with memory for each");
    std::vector<T> y(x.size * M::Output::size);
    Predictor<M> predictor(model);
    predictor(x, {y.data(), x.size});
    return y;
}

} // namespace duet
