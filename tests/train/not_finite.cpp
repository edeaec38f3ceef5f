#define BOOST_TEST_MODULE not_finite
#include "duet/train/not_finite.hpp"

#include "../model/small_network.hpp"

#include "duet/train/adam.hpp"
#include "duet/train/cross_entropy.hpp"
#include "duet/train/mean_squared_error.hpp"
#include "duet/train/trainer.hpp"

#include <cstring>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

using namespace small;

namespace {

using Trainer = duet::Trainer<Net, CrossEntropy, Adam>;
constexpr float infinity = std::numeric_limits<float>::infinity();
constexpr float not_a_number = std::numeric_limits<float>::quiet_NaN();

struct Attempt {
    explicit Attempt(double clip = 0) : trainer(model, Adam{}, {.batch = 8, .seed = 1, .threads = 1, .clip = clip}) {}
    std::string where(Batch<const float, Input> x) {
        BOOST_TEST(trainer.finite());
        const Net before = model;
        trainer.step(x, samples.labels);
        BOOST_TEST(!trainer.finite());
        BOOST_TEST(trainer.steps() == 0U);
        const std::string found = where_not_finite(trainer, x, std::span<const int>(samples.labels));
        BOOST_TEST(std::memcmp(model.parameters().data(), before.parameters().data(), model.parameters().size_bytes()) == 0); // NaN included
        return found;
    }
    Samples samples{8};
    Net model{1};
    Trainer trainer;
};

} // namespace

BOOST_AUTO_TEST_CASE(a_finite_step_has_no_such_place) {
    Attempt run;
    run.trainer.step(run.samples.all(), run.samples.labels);
    BOOST_TEST(run.trainer.finite());
    BOOST_TEST(run.trainer.steps() == 1U);
    BOOST_TEST(where_not_finite(run.trainer, run.samples.all(), std::span<const int>(run.samples.labels)) == "");
}

BOOST_AUTO_TEST_CASE(the_layer_in_which_it_began_is_named) {
    const std::string conv = "0.image.0.bias";
    for (const double clip : {0.0, 1.0}) {
        for (const auto& [parameter, expected] : {std::pair<std::string, std::string>{"0.image.fc.bias", "layer '0.image.fc' (Linear)"},
                                                  {conv, "layer '0.image.0' (Conv2d+ReLU+MaxPool2d)"},
                                                  {"head.bias", "layer 'head' (Linear)"}}) {
            Attempt run(clip);
            run.model.parameter(parameter)[0] = parameter == conv ? infinity : not_a_number; // tanh makes numbers of infinity, ReLU of NaN
            BOOST_TEST(run.where(run.samples.all()) == expected);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_sample_that_is_not_finite_is_named) {
    Attempt run;
    const Batch<const float, Input> x = run.samples.all();
    const_cast<float*>(x.get<1>()[5])[3] = not_a_number;
    BOOST_TEST(run.where(x) == "sample 5 of the batch");
}

BOOST_AUTO_TEST_CASE(a_loss_that_overflows_alone_is_named) {
    using Line = Model<Linear<1>, Shape<1>>;
    Line model(1);
    duet::Trainer<Line, MeanSquaredError, Adam> trainer(model, Adam{}, {.batch = 1, .threads = 1});
    const std::vector<float> x{1e38F}, target{-3e38F};
    model.parameter("weight")[0] = 1;
    trainer.step({x.data(), 1}, {target.data(), 1});
    BOOST_TEST(!trainer.finite());
    BOOST_TEST(where_not_finite(trainer, {x.data(), 1}, {target.data(), 1}) == "the loss");
}

BOOST_AUTO_TEST_CASE(gradients_that_overflow_alone_are_named) {
    using Line = Model<Linear<1>, Shape<1>>;
    Line model(1);
    duet::Trainer<Line, MeanSquaredError, Adam> trainer(model, Adam{}, {.batch = 1, .threads = 1});
    model.parameter("weight")[0] = 0;
    model.parameter("bias")[0] = 0;
    const std::vector<float> x{3e38F}, target{1e18F};
    trainer.step({x.data(), 1}, {target.data(), 1});
    BOOST_TEST(!trainer.finite());
    BOOST_TEST(where_not_finite(trainer, {x.data(), 1}, {target.data(), 1}) == "the gradient of 'weight'");
}
