// After construction and a first call, which starts OpenMP's threads, a training step and a prediction allocate nothing.
#define BOOST_TEST_MODULE allocations
#include "counting.hpp"
#include "small_network.hpp"

#include "duet/model/predictor.hpp"
#include "duet/train/adam.hpp"
#include "duet/train/cross_entropy.hpp"
#include "duet/train/trainer.hpp"

#include <array>
#include <memory>
#include <vector>

#include <boost/test/unit_test.hpp>

using namespace small;

namespace {

const Samples samples(70);

/// An address the compiler must believe is used.
void* volatile sink;

} // namespace

BOOST_AUTO_TEST_SUITE(counted, *boost::unit_test::precondition(allocations::counting))

BOOST_AUTO_TEST_CASE(the_counter_sees_every_way_to_allocate) {
    const auto seen = [](const auto& allocate) {
        void* memory = nullptr;
        const std::size_t count = allocations::count([&] { sink = memory = allocate(); });
        std::free(memory);
        return count;
    };
    BOOST_TEST(seen([] { return std::malloc(10); }) == 1U);
    BOOST_TEST(seen([] { return std::calloc(10, 2); }) == 1U);
    BOOST_TEST(seen([] { return std::realloc(nullptr, 10); }) == 1U);
    BOOST_TEST(seen([] { return std::aligned_alloc(64, 128); }) == 1U);
    BOOST_TEST(seen([] {
                   void* memory = nullptr;
                   return posix_memalign(&memory, 64, 100) == 0 ? memory : nullptr;
               }) == 1U);
    BOOST_TEST(allocations::count([] {
                   const std::unique_ptr<int> one(new int(1));
                   sink = one.get();
               }) == 1U);
    BOOST_TEST(allocations::count([] {
                   const std::unique_ptr<int[]> several(new int[100]);
                   sink = several.get();
               }) == 1U);
    BOOST_TEST(allocations::count([] {
                   Buffer<float> aligned(100);
                   sink = aligned.data();
               }) == 1U);
    BOOST_TEST(allocations::count([] {
                   std::vector<float> values(100);
                   sink = values.data();
                   values.resize(1000);
                   sink = values.data();
               }) == 2U);
    BOOST_TEST(allocations::count([] {}) == 0U);
}

BOOST_AUTO_TEST_CASE(a_training_step_allocates_nothing) {
    for (const int threads : {1, 2}) {
        Net model(1);
        using Trainer = duet::Trainer<Net, CrossEntropy, Adam>;
        Trainer trainer(model, Adam{}, Trainer::Options{.batch = 32, .threads = threads, .clip = 1.0});
        const auto step = [&](std::size_t begin, std::size_t end) {
            trainer.step(samples.all().slice(begin, end), std::span(samples.labels).subspan(begin, end - begin));
        };
        step(0, 32);
        BOOST_TEST(allocations::count([&] { step(32, 64); }) == 0U);
        BOOST_TEST(allocations::count([&] { step(64, 70); }) == 0U); // a partial batch
        BOOST_TEST(allocations::count([&] {
                       for (int i = 0; i < 5; ++i) step(0, 32);
                   }) == 0U);
    }
}

BOOST_AUTO_TEST_CASE(a_prediction_allocates_nothing) {
    const Net model(1);
    std::array<float, 70 * 3> y{};
    for (const int threads : {1, 2}) {
        Predictor<Net> predictor(model, threads);
        const auto predict = [&](std::size_t count) { predictor(samples.all().slice(0, count), {y.data(), count}); };
        predict(70);
        for (const std::size_t count : std::array<std::size_t, 3>{70, 1, 17}) BOOST_TEST(allocations::count([&] { predict(count); }) == 0U);
    }
}

BOOST_AUTO_TEST_SUITE_END()
