// Training gives the same parameters to the bit for any number of threads: dropout, partial batches and clipping included.
#define BOOST_TEST_MODULE threads
#include "../model/small_network.hpp"

#include "duet/train/adam.hpp"
#include "duet/train/cross_entropy.hpp"
#include "duet/train/schedule.hpp"
#include "duet/train/trainer.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <boost/test/unit_test.hpp>

using namespace small;

namespace {

constexpr std::size_t count = 70;
constexpr std::size_t batch = 32;

struct Trained {
    std::vector<double> losses;
    std::vector<float> parameters;
};

/// 21 steps: batches of 32, 32 and 6 samples in turn.
Trained train(int threads) {
    const Samples samples(count);
    Net model(1);
    using Trainer = duet::Trainer<Net, CrossEntropy, Adam>;
    Trainer trainer(model, Adam{.learning_rate = 0.01}, Trainer::Options{.batch = batch, .seed = 2, .threads = threads, .clip = 0.8});
    const CosineSchedule schedule{.total = 30, .warmup = 3};
    Trained result;
    for (int epoch = 0; epoch < 7; ++epoch) {
        for (std::size_t begin = 0; begin < count; begin += batch) {
            const std::size_t end = std::min(count, begin + batch);
            result.losses.push_back(
                trainer.step(samples.all().slice(begin, end), std::span(samples.labels).subspan(begin, end - begin), schedule(trainer.steps())));
        }
    }
    result.parameters.assign(model.parameters().begin(), model.parameters().end());
    return result;
}

} // namespace

BOOST_AUTO_TEST_CASE(the_number_of_threads_changes_no_bit) {
    const Trained single = train(1);
    BOOST_TEST_REQUIRE(std::ranges::all_of(single.parameters, [](float v) { return std::isfinite(v); }));
    BOOST_TEST(single.losses.size() == 21U);
    BOOST_TEST(single.losses[18] + single.losses[19] < 0.9 * (single.losses[0] + single.losses[1])); // and it learns
    for (const int threads : {1, 2, 3, 8}) {
        const Trained other = train(threads);
        BOOST_TEST((other.losses == single.losses));
        BOOST_TEST((other.parameters == single.parameters));
    }
}
