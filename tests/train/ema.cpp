#define BOOST_TEST_MODULE ema
#include "duet/train/ema.hpp"

#include <algorithm>
#include <vector>

#include <boost/test/unit_test.hpp>

using duet::ExponentialMovingAverage;

BOOST_AUTO_TEST_CASE(follows_the_formula_for_any_number_of_threads) {
    std::vector<double> first;
    for (const int threads : {1, 2, 3, 8}) {
        std::vector<double> parameters(100, 1), expected(100, 1);
        ExponentialMovingAverage<double> ema(parameters, 0.5);
        for (std::size_t t = 0; t < 20; ++t) {
            for (std::size_t i = 0; i < parameters.size(); ++i) parameters[i] = static_cast<double>((i * 7 + t * 3) % 11);
            ema.update(parameters, threads);
            const double keep = std::min(0.5, (1 + static_cast<double>(t)) / (10 + static_cast<double>(t)));
            for (std::size_t i = 0; i < expected.size(); ++i) expected[i] = keep * expected[i] + (1 - keep) * parameters[i];
        }
        BOOST_TEST(ema.updates() == 20U);
        for (std::size_t i = 0; i < expected.size(); ++i) BOOST_CHECK_CLOSE(ema.average()[i], expected[i], 1e-10);
        const std::vector<double> average(ema.average().begin(), ema.average().end());
        if (first.empty()) first = average;
        BOOST_TEST((average == first));
    }
}

BOOST_AUTO_TEST_CASE(parameters_that_stand_still_are_their_average) {
    const std::vector<float> parameters{1, -2, 3.5F};
    ExponentialMovingAverage<float> ema(parameters, 0.999);
    for (int t = 0; t < 1000; ++t) ema.update(parameters);
    for (std::size_t i = 0; i < 3; ++i) BOOST_TEST(ema.average()[i] == parameters[i]);
}
