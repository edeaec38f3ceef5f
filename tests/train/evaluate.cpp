#define BOOST_TEST_MODULE evaluate
#include "duet/train/evaluate.hpp"

#include "duet/compose/sequential.hpp"
#include "duet/layers/linear.hpp"
#include "duet/model/model.hpp"
#include "duet/train/cross_entropy.hpp"
#include "duet/train/mean_squared_error.hpp"

#include <array>
#include <cmath>
#include <vector>

#include <boost/test/unit_test.hpp>

using namespace duet;

namespace {

/// Its logits are (0, x).
using Sign = Model<Sequential<Linear<2>>, Shape<1>>;

Sign sign() {
    Sign model;
    for (float& value : model.parameters()) value = 0;
    model.parameter("0.weight")[1] = 1;
    return model;
}

} // namespace

BOOST_AUTO_TEST_CASE(loss_and_accuracy_are_means_over_all_samples) {
    const Sign model = sign();
    std::vector<float> x(1000); // more than are predicted at a time
    std::vector<int> labels(x.size());
    double loss = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        x[i] = i < 300 ? 2.0F : -1.0F;
        labels[i] = i < 400 ? 1 : 0; // a tenth is wrong
        loss += std::log(1 + std::exp(labels[i] == 1 ? -x[i] : x[i]));
    }
    const Score score = evaluate<CrossEntropy>(model, {{x.data(), x.size()}, labels});
    BOOST_TEST(score.loss == loss / 1000, boost::test_tools::tolerance(1e-5));
    BOOST_TEST(score.accuracy == 0.9, boost::test_tools::tolerance(1e-9));
}

BOOST_AUTO_TEST_CASE(values_have_no_accuracy) {
    const std::array<float, 2> x{1, 2};
    const std::array<float, 4> target{0, 0, 0, 0};
    const Score score = evaluate<MeanSquaredError>(sign(), {{x.data(), 2}, {target.data(), 2}});
    BOOST_TEST(score.loss == 1.25);
    BOOST_TEST(std::isnan(score.accuracy));
}

BOOST_AUTO_TEST_CASE(of_several_outputs_the_first_counts) {
    const std::array<float, 4> first{1, 0, 0, 1};
    const std::array<float, 4> second{0, 1, 1, 0};
    const std::array<int, 2> labels{0, 1};
    using Both = Shapes<Shape<2>, Shape<2>>;
    BOOST_TEST((count_correct<float, Both>({{first.data(), second.data()}, 2}, labels) == 2));
}

BOOST_AUTO_TEST_CASE(no_samples_are_an_error) { BOOST_CHECK_THROW(evaluate<CrossEntropy>(sign(), {}), Error); }
