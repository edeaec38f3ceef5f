#define BOOST_TEST_MODULE predict
#include "duet/model/predict.hpp"

#include "duet/compose/sequential.hpp"
#include "duet/layers/linear.hpp"
#include "duet/model/xtensor.hpp"

#include <array>
#include <vector>

#include <boost/test/unit_test.hpp>

using namespace duet;

using Pair = Model<Sequential<Linear<3>>, Shape<2>>;

BOOST_AUTO_TEST_CASE(a_prediction_is_the_predictors) {
    const Pair model(1);
    const std::array<float, 4> x{1, 2, 3, 4};
    std::vector<float> expected(6);
    Predictor<Pair>(model, 1)({x.data(), 2}, {expected.data(), 2});
    BOOST_TEST(predict(model, {x.data(), 2}) == expected);
    const Batch<const float, Shape<2>> batch(x.data(), 2); // neither is it taken for an xtensor container
    BOOST_TEST(predict(model, batch) == expected);
}
