#define BOOST_TEST_MODULE trainer
#include "duet/train/trainer.hpp"

#include "duet/compose/sequential.hpp"
#include "duet/layers/dropout.hpp"
#include "duet/layers/linear.hpp"
#include "duet/layers/tanh.hpp"
#include "duet/model/model.hpp"
#include "duet/model/predictor.hpp"
#include "duet/train/adam.hpp"
#include "duet/train/cross_entropy.hpp"
#include "duet/train/mean_squared_error.hpp"
#include "duet/train/sgd.hpp"

#include <array>
#include <vector>

#include <boost/test/unit_test.hpp>

using namespace duet;

namespace {

const std::array<float, 8> corners{-1, -1, -1, 1, 1, -1, 1, 1};
const std::vector<int> exclusive_or{0, 1, 1, 0};
const Batch<const float, Shape<2>> x{corners.data(), 4};

using Classifier = Model<Sequential<Linear<8>, Tanh, Linear<2>>, Shape<2>>;
using Dropped = Model<Sequential<Linear<8>, Tanh, Dropout<0.5>, Linear<2>>, Shape<2>>;

template <class M, class Optimiser>
double learn(M& model, const Optimiser& optimiser, int steps, typename Trainer<M, CrossEntropy, Optimiser>::Options options) {
    Trainer<M, CrossEntropy, Optimiser> trainer(model, optimiser, options);
    double loss = 0;
    for (int step = 0; step < steps; ++step) loss = trainer.step(x, exclusive_or);
    return loss;
}

template <class M>
std::vector<float> after(std::uint64_t parameter_seed, std::uint64_t dropout_seed) {
    M model(parameter_seed);
    learn(model, Adam{.learning_rate = 0.05}, 10, {.batch = 4, .seed = dropout_seed, .threads = 2});
    return {model.parameters().begin(), model.parameters().end()};
}

} // namespace

BOOST_AUTO_TEST_CASE(a_classifier_learns_exclusive_or) {
    for (const bool adam : {true, false}) {
        Classifier model(1);
        const double loss = adam ? learn(model, Adam{.learning_rate = 0.05}, 200, {.batch = 4, .threads = 2})
                                 : learn(model, SGD{.learning_rate = 0.2}, 200, {.batch = 4, .threads = 2});
        BOOST_TEST(loss < 0.02);
        std::array<float, 8> y{};
        Predictor<Classifier> predictor(model, 1);
        predictor(x, {y.data(), 4});
        for (std::size_t s = 0; s < 4; ++s) BOOST_TEST((y[2 * s + 1] > y[2 * s]) == (exclusive_or[s] == 1));
    }
}

BOOST_AUTO_TEST_CASE(a_regression_learns_a_line) {
    using Line = Model<Linear<1>, Shape<1>>;
    const std::vector<float> inputs{-2, -1, 0, 1, 2, 3};
    std::vector<float> targets;
    for (const float v : inputs) targets.push_back(3 * v - 1);
    Line model(1);
    Trainer<Line, MeanSquaredError, SGD> trainer(model, SGD{.learning_rate = 0.05}, {.batch = 6, .threads = 1});
    for (int step = 0; step < 300; ++step) trainer.step({inputs.data(), 6}, {targets.data(), 6});
    BOOST_CHECK_SMALL(model.parameter("weight")[0] - 3, 1e-3F);
    BOOST_CHECK_SMALL(model.parameter("bias")[0] + 1, 1e-3F);
}

BOOST_AUTO_TEST_CASE(the_same_seeds_give_the_same_bits) {
    const auto first = after<Dropped>(1, 2);
    BOOST_TEST((after<Dropped>(1, 2) == first));
    BOOST_TEST((after<Dropped>(1, 3) != first));
    BOOST_TEST((after<Dropped>(2, 2) != first));
    BOOST_TEST((after<Classifier>(1, 2) == after<Classifier>(1, 3))); // nothing random without dropout
}

BOOST_AUTO_TEST_CASE(a_step_is_gradients_clipping_and_update) {
    Classifier model(1);
    const Classifier before = model;
    Trainer<Classifier, CrossEntropy, SGD> trainer(model, SGD{.learning_rate = 1, .momentum = 0}, {.batch = 4, .threads = 1, .clip = 0.01});
    const double loss = trainer.gradients(x, exclusive_or);
    BOOST_TEST((std::ranges::equal(model.parameters(), before.parameters()))); // looked at only
    BOOST_TEST(global_norm<float>(1, trainer.pass().gradients()) > 0.02);
    BOOST_TEST(trainer.steps() == 0U);
    BOOST_TEST(trainer.step(x, exclusive_or) == loss); // gradients are not added to those before
    BOOST_TEST(trainer.steps() == 1U);
    std::vector<float> moved;
    for (std::size_t i = 0; i < model.parameters().size(); ++i) moved.push_back(model.parameters()[i] - before.parameters()[i]);
    BOOST_TEST(global_norm<float>(1, moved) == 0.01, boost::test_tools::tolerance(1e-3));
}

BOOST_AUTO_TEST_CASE(parts_of_a_batch_sum_to_its_loss_and_gradients) {
    Dropped model(1);
    Trainer<Dropped, CrossEntropy, SGD> trainer(model, SGD{}, {.batch = 4, .threads = 1});
    const double loss = trainer.gradients(x, exclusive_or);
    const std::vector<float> whole(trainer.pass().gradients().begin(), trainer.pass().gradients().end());
    double sum = 0;
    std::vector<float> gradients(whole.size());
    const std::span<const int> labels(exclusive_or);
    for (const auto& [begin, end] : {std::pair{0U, 3U}, std::pair{3U, 4U}}) {
        sum += trainer.gradients(x.slice(begin, end), labels.subspan(begin, end - begin), {.first_sample = begin, .batch = 4});
        for (std::size_t i = 0; i < gradients.size(); ++i) gradients[i] += trainer.pass().gradients()[i];
    }
    BOOST_TEST(sum == loss, boost::test_tools::tolerance(1e-6));
    for (std::size_t i = 0; i < gradients.size(); ++i) BOOST_CHECK_SMALL(gradients[i] - whole[i], 1e-6F);
    trainer.update(sum);
    BOOST_TEST(trainer.steps() == 1U);
    BOOST_TEST(global_norm<float>(1, trainer.pass().gradients()) == 0);
}

BOOST_AUTO_TEST_CASE(a_factor_scales_the_rate) {
    Classifier model(1);
    const Classifier before = model;
    Trainer<Classifier, CrossEntropy, SGD> trainer(model, SGD{}, {.batch = 4, .threads = 1});
    trainer.step(x, exclusive_or, 0);
    BOOST_TEST((std::ranges::equal(model.parameters(), before.parameters())));
    trainer.step(x, exclusive_or, 1);
    BOOST_TEST((!std::ranges::equal(model.parameters(), before.parameters())));
}

BOOST_AUTO_TEST_CASE(the_output_is_that_of_the_step) {
    Classifier model(1);
    Predictor<Classifier> predictor(model, 1);
    std::array<float, 8> y{};
    predictor(x, {y.data(), 4});
    Trainer<Classifier, CrossEntropy, SGD> trainer(model, SGD{}, {.batch = 16, .threads = 1});
    trainer.step(x, exclusive_or);
    for (std::size_t i = 0; i < 8; ++i) BOOST_CHECK_SMALL(trainer.output(4).data[i] - y[i], 1e-6F);
}
