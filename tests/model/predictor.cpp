#define BOOST_TEST_MODULE predictor
#include "duet/model/predictor.hpp"

#include "duet/compose/prefix.hpp"

#include "small_network.hpp"

#include <array>
#include <atomic>
#include <cmath>

#include <boost/test/unit_test.hpp>

using namespace small;

namespace {

const Net model(5);
const Samples samples(100);

std::vector<float> predict(Predictor<Net>& predictor, std::size_t begin, std::size_t end) {
    std::vector<float> y((end - begin) * 3 + 1, -7.0F);
    predictor(samples.all().slice(begin, end), {y.data(), end - begin});
    BOOST_TEST(y.back() == -7.0F); // nothing is written behind the last sample
    y.pop_back();
    return y;
}

} // namespace

BOOST_AUTO_TEST_CASE(any_number_of_samples_gives_what_one_by_one_gives) {
    Predictor<Net> predictor(model, 2);
    std::vector<float> one_by_one;
    for (std::size_t s = 0; s < 100; ++s) {
        const auto y = predict(predictor, s, s + 1);
        one_by_one.insert(one_by_one.end(), y.begin(), y.end());
    }
    for (const std::size_t count : std::array<std::size_t, 5>{0, 1, 16, 17, 100}) {
        const auto y = predict(predictor, 0, count);
        for (std::size_t i = 0; i < y.size(); ++i) BOOST_CHECK_SMALL(y[i] - one_by_one[i], 1e-5F);
    }
    BOOST_TEST(std::abs(one_by_one[0] - one_by_one[3]) > 1e-3); // samples differ at all
}

BOOST_AUTO_TEST_CASE(frozen_parameters_are_those_of_the_moment) {
    Net changing(5);
    Predictor<Net> following(changing, 1);
    Predictor<Net> frozen(changing, 2);
    const auto before = predict(following, 0, 40);
    frozen.freeze();
    BOOST_TEST((predict(frozen, 0, 40) == before));
    changing.initialise(6);
    const auto after = predict(following, 0, 40);
    BOOST_TEST((after != before));
    frozen.freeze();
    BOOST_TEST((predict(frozen, 0, 40) == after));
}

BOOST_AUTO_TEST_CASE(the_number_of_threads_changes_no_bit) {
    Predictor<Net> single(model, 1);
    const auto expected = predict(single, 0, 100);
    for (const int threads : {2, 3, 8}) {
        Predictor<Net> several(model, threads);
        BOOST_TEST((predict(several, 0, 100) == expected));
    }
}

BOOST_AUTO_TEST_CASE(each_thread_of_a_program_may_have_a_predictor_of_its_own) {
    Predictor<Net> alone(model, 1);
    const auto expected = predict(alone, 0, 40);
    std::atomic<int> same{0};
    constexpr int team = 4;
#pragma omp parallel num_threads(team)
    {
        Predictor<Net> predictor(model, 1 + omp_get_thread_num() % 2); // with 40 samples and with 4: with and without a team of its own
        std::array<float, 120> many{};
        std::array<float, 12> few{};
        predictor(samples.all().slice(0, 40), {many.data(), 40});
        predictor(samples.all().slice(0, 4), {few.data(), 4});
        const auto close = [](float a, float b) { return std::abs(a - b) < 1e-5F; };
        if (std::equal(many.begin(), many.end(), expected.begin()) && std::equal(few.begin(), few.end(), expected.begin(), close)) ++same;
    }
    BOOST_TEST(same == team);
}

BOOST_AUTO_TEST_CASE(parameters_may_change_between_predictions) {
    Net changing(5);
    Predictor<Net> predictor(changing, 2);
    const auto before = predict(predictor, 0, 20);
    for (float& v : changing.parameter("head.bias")) v += 1;
    const auto after = predict(predictor, 0, 20);
    for (std::size_t i = 0; i < 60; ++i) BOOST_CHECK_SMALL(after[i] - before[i] - 1, 1e-5F);
}

BOOST_AUTO_TEST_CASE(the_first_part_runs_on_the_whole_models_parameters) {
    using Encoders = bind<Prefix<Network, 1>, Input>;
    static_assert(std::is_same_v<Encoders::Output, Shapes<Shape<2, 12>, Shape<8, 12>>>);
    std::vector<float> memory(20 * storage_size<Encoders::Output>, std::nanf(""));
    const auto embeddings = place<Encoders::Output>(memory.data(), 20);
    BasicPredictor<Encoders, float> predictor(model.parameters(), 2);
    predictor(samples.all().slice(0, 20), embeddings);
    for (std::size_t i = 0; i < 20 * 96; ++i) BOOST_TEST_REQUIRE(std::isfinite(embeddings.data[1][i]));
    for (std::size_t i = 0; i < 20 * 24; ++i) BOOST_TEST_REQUIRE(std::abs(embeddings.data[0][i]) <= 1.0F); // Tanh, Dropout at rest
}
