// Training on all ranks of a job gives what training in one process gives.
#define BOOST_TEST_MODULE distributed_trainer
#include "duet/distributed/distributed_trainer.hpp"

#include "duet/distributed/one_process.hpp"
#include "small_training.hpp"
#include "world.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <string>
#include <vector>

using namespace small;

namespace {

template <class T>
struct Trained {
    std::vector<double> losses;
    std::vector<T> parameters;
    bool operator==(const Trained&) const = default;
};

const SGD optimiser{.learning_rate = 0.1, .momentum = 0.9};

/// Steps on batches of these sizes, one behind another, each once around.
template <class T, class F>
Trained<T> train(const std::vector<std::size_t>& batches, const Net<T>& model, const F& step) {
    const Data<T> data(100);
    Trained<T> result;
    std::size_t begin = 0;
    for (const std::size_t batch : batches) {
        if (begin + batch > 100) begin = 0;
        result.losses.push_back(step(data.all().slice(begin, begin + batch), batch));
        begin += batch;
    }
    result.parameters.assign(model.parameters().begin(), model.parameters().end());
    return result;
}

template <class T>
Trained<T> train_here(const std::vector<std::size_t>& batches) {
    Net<T> model(1);
    Trainer<Net<T>, CrossEntropy, SGD> trainer(model, optimiser, {.batch = 40, .seed = 2, .threads = 1, .clip = 0.5});
    return train<T>(batches, model, [&](const auto& samples, std::size_t) { return trainer.step(samples.x, samples.target); });
}

template <class T>
Trained<T> train_on(Communicator& ranks, const std::vector<std::size_t>& batches, const typename Learner<T>::Options& options) {
    Net<T> model(1 + ranks.rank()); // rank 0's counts
    Learner<T> trainer(ranks, model, optimiser, options);
    return train<T>(batches, model, [&](const auto& samples, std::size_t batch) {
        const Range mine = trainer.rows(batch);
        return trainer.step(samples.slice(mine.begin, mine.end), batch);
    });
}

/// The norm of the difference over that of the values.
template <class T>
double difference(const std::vector<T>& a, const std::vector<T>& b) {
    double apart = 0;
    double norm = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        apart += std::pow(static_cast<double>(a[i] - b[i]), 2);
        norm += std::pow(static_cast<double>(a[i]), 2);
    }
    return std::sqrt(apart / norm);
}

const Learner<float>::Options options{.batch = 40, .seed = 2, .threads = 1, .clip = 0.5, .reproducible = true};
const std::vector<std::size_t> batches{40, 40, 17, 32, 5, 39, 40, 2, 33, 21, 40}; // two samples are fewer than four ranks

} // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(any_number_of_ranks_gives_what_one_process_gives, T, decltype(std::tuple<float, double>{})) {
    const Trained<T> single = train_here<T>(batches);
    BOOST_TEST(single.losses.back() < 0.9 * single.losses.front());
    for (const std::size_t bucket : {1U, 100U, 100000U}) {
        const Trained<T> shared = train_on<T>(World::all(), batches, {.batch = 40, .seed = 2, .threads = 2, .clip = 0.5, .bucket = bucket});
        std::uint64_t digest = 0;
        for (const T v : shared.parameters) digest = mix(digest, std::bit_cast<std::uint64_t>(static_cast<double>(v)));
        BOOST_TEST(error_of([&] { World::all().agree("what was learnt", digest); }) == "none"); // or ranks would drift apart
        const double tolerance = sizeof(T) == 4 ? 1e-6 : 1e-14;
        BOOST_TEST(difference(single.parameters, shared.parameters) < tolerance);
        BOOST_TEST(difference(single.losses, shared.losses) < tolerance);
    }
}

BOOST_AUTO_TEST_CASE(one_process_without_mpi_has_the_bits_of_a_trainer) {
    OneProcess alone;
    BOOST_TEST((train_on<float>(alone, batches, {.batch = 40, .seed = 2, .threads = 1, .clip = 0.5}) == train_here<float>(batches)));
}

BOOST_AUTO_TEST_CASE(a_reproducible_step_has_the_same_bits_on_any_number_of_ranks_and_threads) {
    std::vector<std::size_t> also_tiny = batches;
    also_tiny.insert(also_tiny.end(), {3, 1, 40});
    OneProcess one;
    const Trained<float> alone = train_on<float>(one, also_tiny, options);
    BOOST_TEST_REQUIRE(std::ranges::all_of(alone.parameters, [](float v) { return std::isfinite(v); }));
    if (!std::has_single_bit(World::all().size())) return; // an error, see below
    for (const int threads : {1, 3}) {
        auto with_threads = options;
        with_threads.threads = threads;
        BOOST_TEST((train_on<float>(World::all(), also_tiny, with_threads) == alone));
    }
}

BOOST_AUTO_TEST_CASE(what_is_judged_is_of_the_whole_batch_to_the_bit) {
    const bool fits = std::has_single_bit(World::all().size());
    const Data<float> data(100);
    const auto figures = [&](Communicator& ranks, bool reproducible, std::size_t batch) {
        Net<float> model(1);
        auto with = options;
        with.reproducible = reproducible;
        with.figures = 2;
        Learner<float> trainer(ranks, model, optimiser, with);
        const Range mine = trainer.rows(batch);
        trainer.step(data.all().slice(mine.begin, mine.end), batch, 1, [&](const auto& part, const auto& y, std::span<double> said) {
            BOOST_TEST(y.size == part.x.size);
            for (std::size_t i = 0; i < y.size; ++i) said[0] += static_cast<double>(y[i][0]);
            said[1] = static_cast<double>(part.x.size);
        });
        return std::vector<double>(trainer.figures().begin(), trainer.figures().end());
    };
    OneProcess alone;
    for (const std::size_t batch : {40U, 7U, 2U}) {
        const std::vector<double> shared = figures(World::all(), false, batch);
        BOOST_TEST(shared[0] == figures(alone, false, batch)[0], boost::test_tools::tolerance(1e-5));
        BOOST_TEST(shared[1] == static_cast<double>(batch));
        if (fits) BOOST_TEST((figures(World::all(), true, batch) == figures(alone, true, batch)));
    }
}

BOOST_AUTO_TEST_CASE(a_run_goes_on_with_another_number_of_ranks) {
    if (!std::has_single_bit(World::all().size())) return;
    const Data<float> data(100);
    const auto step = [&](Learner<float>& trainer, std::size_t begin) {
        const Range mine = trainer.rows(40);
        trainer.step(data.all().slice(begin + mine.begin, begin + mine.end), 40);
    };
    Net<float> single(1);
    Learner<float> alone(World::alone(), single, optimiser, options);
    Net<float> shared(2);
    Learner<float> together(World::all(), shared, optimiser, options);
    step(alone, 0);
    step(alone, 40);
    if (World::all().rank() == 0) { // who has read the state from a file
        for (std::size_t i = 0; i < alone.state().tensors.size(); ++i) {
            std::ranges::copy(alone.state().tensors[i].values, together.state().tensors[i].values.begin());
        }
        for (std::size_t i = 0; i < alone.state().counters.size(); ++i) *together.state().counters[i].value = *alone.state().counters[i].value;
    }
    together.synchronise();
    BOOST_TEST(together.steps() == 2U);
    for (const std::size_t begin : {20U, 60U}) {
        step(alone, begin);
        step(together, begin);
    }
    BOOST_TEST((std::ranges::equal(shared.parameters(), single.parameters())));
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_an_error) {
    Communicator& world = World::all();
    Net<float> model(1);
    const auto made_with = [&](const Learner<float>::Options& with) {
        return error_of([&] { const Learner<float> trainer(world, model, optimiser, with); });
    };
    if (!std::has_single_bit(world.size())) BOOST_TEST(made_with(options).find("expected powers of two") != std::string::npos);
    if (world.size() > 1) {
        BOOST_TEST(made_with({.batch = 40 + world.rank()}).find("Options::batch is not the same on all ranks") != std::string::npos);
        BOOST_TEST(made_with({.batch = 1}).find("expected a sample for each rank at least") != std::string::npos);
    }
    BOOST_TEST(made_with({.reproducible = true, .chunks = 12}).find("expected powers of two") != std::string::npos);
    Learner<float> trainer(world, model, optimiser, {.batch = 40});
    const Data<float> data(100);
    BOOST_TEST(error_of([&] { trainer.step(data.all().slice(0, 41), 41); }).find("of a batch of at most 40") != std::string::npos);
    BOOST_TEST(error_of([&] { trainer.step(data.all().slice(0, 3), 40); }).find("expected samples") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_step_that_is_not_finite_on_one_rank_changes_nothing_on_any) {
    Communicator& world = World::all();
    Data<float> data(40);
    data.images[39 * 6] = NAN; // of the last rank
    Net<float> model(1);
    Learner<float> trainer(world, model, optimiser, {.batch = 40});
    const std::vector<float> before(model.parameters().begin(), model.parameters().end());
    const Range mine = trainer.rows(40);
    trainer.step(data.all().slice(mine.begin, mine.end), 40);
    BOOST_TEST(trainer.where_not_finite(data.all().slice(mine.begin, mine.end), 40) == "sample 39 of the batch");
    BOOST_TEST(!trainer.finite());
    BOOST_TEST(trainer.steps() == 0U);
    BOOST_TEST((std::ranges::equal(model.parameters(), before)));
}
