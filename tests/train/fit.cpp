#define BOOST_TEST_MODULE fit
#include "duet/train/fit.hpp"

#include "rings.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include <boost/test/unit_test.hpp>

using namespace rings;

namespace {

const Points training(250, 1); // in batches of 32 the last has 26
const Points validation(300, 2);
const Learner::Options options{.batch = 32, .threads = 2};

} // namespace

BOOST_AUTO_TEST_CASE(a_model_learns_and_is_left_at_its_best) {
    Net model(1);
    Learner trainer(model, {.learning_rate = 1e-2}, options);
    const std::vector<Epoch> history = fit(trainer, training.all(), validation.all(), {.epochs = 40});
    BOOST_TEST(history.size() == 40);
    BOOST_TEST(trainer.steps() == 40 * 8);
    const auto lowest = std::ranges::min_element(history, {}, [](const Epoch& epoch) { return epoch.validation.value().loss; });
    BOOST_TEST(lowest->best);
    BOOST_TEST(lowest->number + 1 < history.size()); // or what follows says nothing
    const Score score = evaluate<CrossEntropy>(model, validation.all());
    BOOST_TEST(score.loss == lowest->validation->loss);
    BOOST_TEST(history.back().lowest_loss == score.loss);
    BOOST_TEST(score.accuracy > 0.95);
    BOOST_TEST(history.back().training.accuracy > 0.8); // with dropout
    BOOST_TEST(history.back().training.loss < 0.5 * history.front().training.loss);
}

BOOST_AUTO_TEST_CASE(an_epoch_is_what_its_parts_do) {
    Net by_fit(1);
    Learner first(by_fit, {}, options);
    const std::vector<Epoch> history = fit(first, training.all(), {}, {.epochs = 2, .seed = 5, .schedule = StepSchedule{3, 0.5}, .keep_best = false});
    BOOST_TEST(!history[0].validation.has_value());

    Net by_hand(1);
    Learner second(by_hand, {}, options);
    SampleGatherer<Net, CrossEntropy> gather(32);
    std::vector<std::size_t> rows(250);
    std::iota(rows.begin(), rows.end(), std::size_t{0});
    double loss = 0;
    for (std::uint64_t epoch = 0; epoch < 2; ++epoch) {
        const std::vector<std::size_t> order = data::epoch_order(rows, 5, epoch);
        for (std::size_t begin = 0; begin < 250; begin += 32) {
            const std::size_t count = std::min<std::size_t>(32, 250 - begin);
            const auto part = gather(training.all(), std::span(order).subspan(begin, count));
            const double of_step = second.step(part.x, part.target, StepSchedule{3, 0.5}(second.steps()));
            if (epoch == 1) loss += of_step * static_cast<double>(count) / 250;
        }
    }
    BOOST_TEST(parameters_of(by_fit) == parameters_of(by_hand));
    BOOST_TEST(history[1].training.loss == loss, boost::test_tools::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(patience_ends_it) {
    Net model(1);
    Learner trainer(model, {.learning_rate = 0.3}, options); // far too large: it soon gets no better
    const std::vector<Epoch> history = fit(trainer, training.all(), validation.all(), {.epochs = 1000, .patience = 4});
    BOOST_TEST(history.size() < 1000);
    BOOST_TEST(history[history.size() - 5].best);
    for (std::size_t i = history.size() - 4; i < history.size(); ++i) BOOST_TEST(!history[i].best);
}

BOOST_AUTO_TEST_CASE(every_callback_is_asked_and_any_ends_it) {
    Net model(1);
    Learner trainer(model, {}, options);
    std::vector<std::size_t> first, second;
    const Callback stop_after_two = [&](const Epoch& epoch) { return first.push_back(epoch.number), epoch.number < 2; };
    const Callback never = [&](const Epoch& epoch) { return second.push_back(epoch.number), true; };
    fit(trainer, training.all(), {}, {.epochs = 10, .callbacks = {stop_after_two, never}});
    BOOST_TEST(first == (std::vector<std::size_t>{0, 1, 2}));
    BOOST_TEST(second == first);
}

BOOST_AUTO_TEST_CASE(an_epoch_is_measured_against_those_before_this_fit) {
    Net model(1);
    Learner trainer(model, {}, options);
    const std::vector<Epoch> none = fit(trainer, training.all(), {}, {.epochs = 2, .lowest_loss = 0});
    BOOST_TEST((!none[0].best && !none[1].best));
    BOOST_TEST(none[1].lowest_loss == 0);
    const std::vector<float> last = parameters_of(model); // there is no best one to go back to
    const double loss = none[1].training.loss;
    const std::vector<Epoch> one = fit(trainer, training.all(), {}, {.epochs = 3, .lowest_loss = loss});
    BOOST_TEST(one[0].best);
    BOOST_TEST(one[0].lowest_loss == one[0].training.loss);
    BOOST_TEST(parameters_of(model) != last);
}

BOOST_AUTO_TEST_CASE(a_trainer_goes_on_where_it_stands) {
    const auto train = [](const std::vector<std::size_t>& stops) {
        Net model(1);
        Learner trainer(model, {}, options);
        for (const std::size_t stop : stops) fit(trainer, training.all(), {}, {.epochs = stop, .keep_best = false});
        return parameters_of(model);
    };
    BOOST_TEST(train({6}) == train({2, 6}));
    BOOST_TEST(train({6}) == train({6, 6})); // nothing is left to do
}

BOOST_AUTO_TEST_CASE(a_loss_that_is_not_finite_is_an_error_and_the_best_is_kept) {
    Net model(1);
    Learner trainer(model, {}, options);
    std::vector<float> best;
    const Callback spoil = [&](const Epoch& epoch) {
        best = parameters_of(model);
        if (epoch.number == 0) model.parameters()[0] = std::numeric_limits<float>::quiet_NaN();
        return true;
    };
    BOOST_CHECK_EXCEPTION(fit(trainer, training.all(), {}, {.callbacks = {spoil}}), Error,
                          [](const Error& error) { return std::string(error.what()).starts_with("the loss of epoch 1 is not finite"); });
    BOOST_TEST(parameters_of(model) == best);
}

BOOST_AUTO_TEST_CASE(a_step_that_is_not_finite_ends_it_whatever_the_validation_says) {
    Net model(1);
    Learner trainer(model, {}, options);
    Points spoilt(training);
    spoilt.coordinates.back() = std::numeric_limits<float>::quiet_NaN();
    BOOST_CHECK_EXCEPTION(fit(trainer, spoilt.all(), validation.all()), Error,
                          [](const Error& error) { return std::string(error.what()).starts_with("the loss of epoch 0 is not finite"); });
}

BOOST_AUTO_TEST_CASE(samples_are_checked_before_anything_happens) {
    Net model(1);
    Learner trainer(model, {}, options);
    BOOST_CHECK_THROW(fit(trainer, {}, {}, {}), Error);
    BOOST_CHECK_THROW(fit(trainer, {training.all().x, validation.labels}), Error);
    BOOST_CHECK_THROW(fit(trainer, training.all(), {validation.all().x, training.labels}), Error);
    BOOST_TEST(trainer.steps() == 0);
    Learner none(model, {}, {.batch = 0});
    BOOST_CHECK_THROW(fit(none, training.all()), Error);
}
