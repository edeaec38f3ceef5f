// Samples at the edge of what can be learnt from: one alone, all the same, of a class that never occurs, huge, subnormal.
#define BOOST_TEST_MODULE extreme_samples
#include "duet/compose/sequential.hpp"
#include "duet/layers/batch_norm.hpp"
#include "duet/layers/layer_norm.hpp"
#include "duet/layers/linear.hpp"
#include "duet/layers/relu.hpp"
#include "duet/model/model.hpp"
#include "duet/model/predictor.hpp"
#include "duet/train/adam.hpp"
#include "duet/train/cross_entropy.hpp"
#include "duet/train/evaluate.hpp"
#include "duet/train/fit.hpp"
#include "duet/train/trainer.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include <boost/test/unit_test.hpp>

using namespace duet;

namespace {

constexpr std::size_t width = 6;
using Net = Model<Sequential<BatchNorm, Linear<8>, ReLU, LayerNorm, Linear<3>>, Shape<width>>;
using Learner = Trainer<Net, CrossEntropy, Adam>;

struct Rows {
    std::vector<float> x;
    std::vector<int> labels;

    [[nodiscard]] Samples<Net, CrossEntropy> all() const { return {{x.data(), labels.size()}, labels}; }
};

bool finite(const Net& model) {
    return std::ranges::all_of(model.parameters(), [](float value) { return std::isfinite(value); });
}

/// Takes steps on the rows and requires that each is finite and that what comes of it is; the loss of the last.
double learn(Net& model, const Rows& rows, int steps = 20) {
    Learner learner(model, {.learning_rate = 0.05F}, {.batch = rows.labels.size(), .threads = 2});
    double loss = 0;
    for (int i = 0; i < steps; ++i) {
        loss = learner.step(rows.all().x, rows.labels);
        BOOST_TEST_REQUIRE(learner.finite());
    }
    BOOST_TEST_REQUIRE(finite(model));
    const Score score = evaluate<CrossEntropy>(model, rows.all(), 2);
    BOOST_TEST((std::isfinite(score.loss) && score.accuracy >= 0 && score.accuracy <= 1));
    return loss;
}

/// The smallest float above zero, which the compiler cannot work out.
float half_of_the_smallest_normal() {
    volatile float smallest = std::numeric_limits<float>::min();
    return smallest / 2;
}

} // namespace

BOOST_AUTO_TEST_CASE(a_single_sample_is_learnt) { // its variance over the batch is zero
    Net model(1);
    BOOST_TEST(learn(model, {{1, -2, 3, 0, 1e4F, -5}, {2}}) < 0.05);
}

BOOST_AUTO_TEST_CASE(rows_that_are_all_the_same_teach_how_often_a_class_is) {
    Net model(1);
    Rows rows;
    for (int i = 0; i < 8; ++i) {
        rows.x.insert(rows.x.end(), {7, 0, -3, 1e-20F, 1e20F, 2}); // constant features, huge and tiny
        rows.labels.push_back(i % 4 == 0 ? 0 : 1);
    }
    const double entropy = -0.25 * std::log(0.25) - 0.75 * std::log(0.75);
    BOOST_TEST(learn(model, rows, 200) == entropy, boost::test_tools::tolerance(0.02));
}

BOOST_AUTO_TEST_CASE(a_class_that_never_occurs_harms_nothing) {
    Net model(1);
    Rows rows;
    Random random(1);
    for (int i = 0; i < 32; ++i) {
        for (std::size_t j = 0; j < width; ++j) rows.x.push_back(static_cast<float>(random.normal() + (i % 2 == 0 ? 2 : -2)));
        rows.labels.push_back(i % 2); // never 2
    }
    BOOST_TEST(learn(model, rows, 50) < 0.1);
    Rows other{rows.x, std::vector<int>(32, 2)}; // nor is it harmful where it does occur
    const Score score = evaluate<CrossEntropy>(model, other.all());
    BOOST_TEST((std::isfinite(score.loss) && score.accuracy == 0));
}

BOOST_AUTO_TEST_CASE(no_samples_are_refused_or_nothing) {
    Net model(1);
    Learner learner(model, {}, {.batch = 4});
    const std::vector<float> before(model.parameters().begin(), model.parameters().end());
    BOOST_CHECK_THROW(learner.step({nullptr, 0}, {}), Error);
    BOOST_CHECK_THROW(fit(learner, Samples<Net, CrossEntropy>{}), Error);
    BOOST_CHECK_THROW(evaluate<CrossEntropy>(model, Samples<Net, CrossEntropy>{}), Error);
    BOOST_TEST((std::vector(model.parameters().begin(), model.parameters().end()) == before));
    Predictor<Net> predict(model);
    float y = -7;
    predict({nullptr, 0}, {&y, 0});
    BOOST_TEST(y == -7);
}

BOOST_AUTO_TEST_CASE(what_overflows_changes_nothing) {
    Net model(1);
    Learner learner(model, {}, {.batch = 2});
    const std::vector<float> before(model.parameters().begin(), model.parameters().end());
    const std::vector<float> x{1e30F, -1e30F, 1e38F, -1e38F, 3e38F, 0, -1e30F, 1e30F, -1e38F, 1e38F, -3e38F, 0};
    learner.step({x.data(), 2}, std::vector<int>{0, 1}); // a column's variance is no float
    BOOST_TEST((learner.finite() ? finite(model) : std::vector(model.parameters().begin(), model.parameters().end()) == before));
}

BOOST_AUTO_TEST_CASE(subnormal_numbers_are_zero_in_a_pass_and_themselves_after_it) {
    const float tiny = half_of_the_smallest_normal();
    BOOST_TEST_REQUIRE(tiny > 0);
    Net model(1);
    Rows rows{std::vector<float>(4 * width, tiny), {0, 1, 2, 0}};
    learn(model, rows, 3);
    std::vector<float> y(12), of_zero(12);
    Predictor<Net> predict(model, 2);
    predict({rows.x.data(), 4}, {y.data(), 4});
    const std::vector<float> zero(4 * width);
    predict({zero.data(), 4}, {of_zero.data(), 4});
    BOOST_TEST(y == of_zero, boost::test_tools::per_element());
    BOOST_TEST(half_of_the_smallest_normal() > 0);
}
