#define BOOST_TEST_MODULE lstm
#include "duet/kernels/lstm.hpp"

#include <boost/test/unit_test.hpp>

#include <vector>

using namespace duet::kernels;
using duet::Workers;

BOOST_AUTO_TEST_CASE(leading_axes_are_exchanged_and_back) {
    constexpr std::size_t samples = 3, steps = 5, width = 2;
    std::vector<float> x(samples * steps * width), y(x.size()), back(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<float>(i);
    exchange_leading_axes(Workers<float>{}, samples, steps, width, x.data(), width, y.data(), width);
    for (std::size_t s = 0; s < samples; ++s) {
        for (std::size_t t = 0; t < steps; ++t) BOOST_TEST(y[(t * samples + s) * width + 1] == x[(s * steps + t) * width + 1]);
    }
    exchange_leading_axes(Workers<float>{}, steps, samples, width, y.data(), width, back.data(), width);
    BOOST_TEST(back == x);
}
