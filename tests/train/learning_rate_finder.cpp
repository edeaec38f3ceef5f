#define BOOST_TEST_MODULE learning_rate_finder
#include "duet/train/learning_rate_finder.hpp"

#include "rings.hpp"

#include <algorithm>
#include <vector>

#include <boost/test/unit_test.hpp>

using namespace rings;

namespace {

const Points points(640, 1);

} // namespace

BOOST_AUTO_TEST_CASE(the_suggestion_lies_where_the_loss_falls) {
    Net model(1);
    Learner trainer(model, {.learning_rate = 1e-3}, {.batch = 64, .threads = 2});
    const LearningRateCurve curve = find_learning_rate(trainer, points.all(), {.lowest = 1e-5, .highest = 100});
    BOOST_TEST(curve.rates.size() == curve.losses.size());
    BOOST_TEST(curve.rates.size() < 100); // it ends before the loss is without bounds
    BOOST_TEST(curve.rates.front() == 1e-5);
    BOOST_TEST(std::ranges::is_sorted(curve.rates));
    BOOST_TEST(curve.suggestion > 1e-3);
    BOOST_TEST(curve.suggestion < 1);
}

BOOST_AUTO_TEST_CASE(the_trainer_is_as_before) {
    const auto parameters_after = [](bool search) {
        Net model(1);
        Learner trainer(model, {}, {.batch = 64, .threads = 2});
        const auto step = [&] { trainer.step({points.coordinates.data(), 64}, std::span(points.labels).first(64)); };
        step();
        if (search) find_learning_rate(trainer, points.all());
        step();
        BOOST_TEST(trainer.steps() == 2);
        return parameters_of(model);
    };
    BOOST_TEST(parameters_after(true) == parameters_after(false));
}

BOOST_AUTO_TEST_CASE(an_empty_range_is_an_error) {
    Net model(1);
    Learner trainer(model, {}, {});
    BOOST_CHECK_THROW(find_learning_rate(trainer, points.all(), {.lowest = 1, .highest = 1}), Error);
    BOOST_CHECK_THROW(find_learning_rate(trainer, points.all(), {.lowest = 0}), Error);
    BOOST_CHECK_THROW(find_learning_rate(trainer, points.all(), {.steps = 3}), Error);
    BOOST_CHECK_THROW(find_learning_rate(trainer, {}, {}), Error);
    Learner none(model, {}, {.batch = 0});
    BOOST_CHECK_THROW(find_learning_rate(none, points.all()), Error);
}
