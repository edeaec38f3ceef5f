// Runs on several processes come to what one process comes to.
#define BOOST_TEST_MODULE program_job
#include "job.hpp"

#include "digits/saved_model.hpp"

#include <cmath>
#include <span>
#include <string>

#include <boost/test/unit_test.hpp>

namespace {

/// The norm of the difference of all parameters, over that of the first's.
double difference(const fs::path& run, const fs::path& other) {
    const digits::SavedModel first = digits::load_model(run);
    const digits::SavedModel second = digits::load_model(other);
    const std::span<const float> a = first.engine->parameters();
    const std::span<const float> b = second.engine->parameters();
    double apart = 0;
    double norm = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        apart += std::pow(static_cast<double>(a[i] - b[i]), 2);
        norm += std::pow(static_cast<double>(a[i]), 2);
    }
    return std::sqrt(apart / norm);
}

} // namespace

// Sums in another order round otherwise, and Adam, which divides a gradient by its own size, lets that grow from step to step: twin39 was 1e-5 apart after
// fourteen, and duet, whose norms see one row in the last step of an epoch, 3e-3 after seven. (Ten steps of SGD: distributed/distributed_trainer, to 1e-6.)
BOOST_AUTO_TEST_CASE(any_number_of_ranks_comes_to_what_one_process_comes_to) {
    const Scratch scratch("duet-program-job");
    struct Case {
        std::string model, epochs, rate;
        double apart;
    };
    for (const auto& [model, epochs, rate, apart] : {Case{"twin39", "2", "2e-3", 1e-4}, Case{"duet", "1", "5e-4", 0.03}}) {
        const fs::path whole = scratch.folder / ("whole-" + model);
        const Arguments more{"--model", model, "--epochs", epochs, "--lr", rate};
        BOOST_REQUIRE(run_on(0, training_job(whole, more)).code == 0);
        for (const int ranks : {1, 2, 3}) {
            const fs::path run = scratch.folder / (model + std::to_string(ranks));
            const Outcome outcome = run_on(ranks, training_job(run, more));
            BOOST_REQUIRE_MESSAGE(outcome.code == 0, outcome.err);
            BOOST_TEST_MESSAGE(model << " on " << ranks << ": " << difference(whole, run));
            BOOST_TEST(difference(whole, run) < apart);
            for (const char* name : {"train_loss", "val_loss"}) {
                const std::vector<double> expected = column(whole / "metrics.csv", name);
                const std::vector<double> found = column(run / "metrics.csv", name);
                BOOST_TEST_REQUIRE(found.size() == expected.size());
                for (std::size_t i = 0; i < found.size(); ++i) BOOST_TEST(found[i] == expected[i], boost::test_tools::tolerance(2 * apart));
            }
            if (ranks == 1) check_same_run(run, whole);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_reproducible_run_has_the_same_bits_on_any_number_of_ranks_and_threads) {
    const Scratch scratch("duet-program-job");
    for (const std::string model : {"twin39", "duet"}) {
        const fs::path whole = scratch.folder / ("whole-" + model);
        const Arguments more{"--model", model, "--epochs", "2", "--reproducible"};
        BOOST_REQUIRE(run_on(0, training_job(whole, more)).code == 0);
        for (const int ranks : {2, 4}) {
            const fs::path run = scratch.folder / (model + std::to_string(ranks));
            Arguments arguments = training_job(run, more);
            *(std::ranges::find(arguments, "--threads") + 1) = ranks == 2 ? "2" : "1";
            const Outcome outcome = run_on(ranks, arguments);
            BOOST_REQUIRE_MESSAGE(outcome.code == 0, outcome.err);
            BOOST_TEST(outcome.out.find("\nranks: " + std::to_string(ranks) + "\n") != std::string::npos);
            check_same_run(run, whole);
        }
    }
}

BOOST_AUTO_TEST_CASE(ranks_that_do_not_fit_are_refused) {
    const Scratch scratch("duet-program-job");
    const Outcome three = run_on(3, training_job(scratch.folder / "run", {"--reproducible"}));
    BOOST_TEST(three.code == 2);
    BOOST_TEST(three.err.find("a reproducible run of 16 chunks on 3 ranks; expected powers of two") != std::string::npos, three.err);
    Arguments few = training_job(scratch.folder / "run");
    *(std::ranges::find(few, "--batch") + 1) = "1";
    const Outcome two = run_on(2, few);
    BOOST_TEST(two.code == 2);
    BOOST_TEST(two.err.find("a batch of 1 on 2 ranks; expected a sample for each rank at least") != std::string::npos, two.err);
}
