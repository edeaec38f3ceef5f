#define BOOST_TEST_MODULE statistics
#include "duet/train/statistics.hpp"

#include "duet/compose/named.hpp"
#include "duet/compose/sequential.hpp"
#include "duet/layers/batch_norm.hpp"
#include "duet/layers/linear.hpp"
#include "duet/model/model.hpp"
#include "duet/model/predictor.hpp"
#include "duet/train/adam.hpp"
#include "duet/train/mean_squared_error.hpp"
#include "duet/train/trainer.hpp"

#include <array>
#include <cmath>
#include <vector>

#include <boost/test/unit_test.hpp>

using namespace duet;

namespace {

using Normalised = Model<Sequential<Named<"norm", BatchNorm>, Named<"fc", Linear<1>>>, Shape<2>>;
using Plain = Model<Named<"fc", Linear<1>>, Shape<2>>;

const std::vector<float> x{1, 10, 3, 30, 5, 20, 7, 40};
const std::vector<float> y{0, 1, 0, 1};

} // namespace

BOOST_AUTO_TEST_CASE(statistics_are_moved_and_what_is_learnt_is_not) {
    Normalised model(1);
    std::vector<float> gradients(model.parameters().size(), 0.25F);
    const std::vector<float> before(model.parameters().begin(), model.parameters().end());
    Statistics<Normalised> statistics;
    statistics.take(model.parameters(), gradients);
    for (float& p : model.parameters()) p = -9; // what an optimiser makes of them
    statistics.put(model.parameters());
    for (const ParameterEntry& entry : Normalised::parameter_table) {
        const bool follows = entry.kind == ParameterKind::statistic;
        BOOST_TEST(follows == entry.name.view().starts_with("norm.running"));
        for (std::size_t i = entry.offset; i < entry.offset + entry.size(); ++i) {
            BOOST_TEST(model.parameters()[i] == (follows ? before[i] - 0.25F : -9));
            BOOST_TEST(gradients[i] == (follows ? 0 : 0.25F));
        }
    }
}

BOOST_AUTO_TEST_CASE(a_trainer_s_statistics_follow_the_batches_past_clipping_and_weight_decay) {
    Normalised model(1);
    Trainer<Normalised, MeanSquaredError, Adam> trainer(model, adamw(1e-3, 0.5), {.batch = 4, .threads = 2, .clip = 1e-3});
    for (int step = 0; step < 3; ++step) trainer.step({x.data(), 4}, {y.data(), 4});
    const double left = std::pow(0.9, 3); // of where they started, 0 and 1
    const auto mean = model.parameter("norm.running_mean");
    const auto variance = model.parameter("norm.running_var");
    BOOST_TEST(mean[0] == (1 - left) * 4, boost::test_tools::tolerance(1e-5));
    BOOST_TEST(mean[1] == (1 - left) * 25, boost::test_tools::tolerance(1e-5));
    BOOST_TEST(variance[0] == left + (1 - left) * 20.0 / 3, boost::test_tools::tolerance(1e-5));
    BOOST_TEST(variance[1] == left + (1 - left) * 500.0 / 3, boost::test_tools::tolerance(1e-5));
}

BOOST_AUTO_TEST_CASE(statistics_do_not_count_as_parameters) {
    BOOST_TEST(Normalised::parameter_count == 4U + 3U);
    Plain model(1);
    std::vector<float> gradients(model.parameters().size(), 0.25F);
    Statistics<Plain>().take(model.parameters(), gradients);
    BOOST_TEST(gradients[0] == 0.25F);
}
