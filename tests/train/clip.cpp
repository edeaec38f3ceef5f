#define BOOST_TEST_MODULE clip
#include "duet/train/clip.hpp"

#include "duet/core/random.hpp"

#include <boost/test/unit_test.hpp>

#include <vector>

using namespace duet;

namespace {

std::vector<float> numbers() {
    std::vector<float> values(1003);
    Random random(1);
    for (float& v : values) v = static_cast<float>(random.uniform(-1, 1));
    return values;
}

} // namespace

BOOST_AUTO_TEST_CASE(the_norm_is_that_of_all_values_together) {
    const std::vector<double> values{3, 0, -4, 12};
    BOOST_TEST(global_norm<double>(1, values) == 13);
    BOOST_TEST(global_norm<double>(2, std::span<const double>()) == 0);
    const std::vector<float> large(20, 1e30F); // squares overflow float
    BOOST_TEST(global_norm<float>(2, large) == 1e30 * std::sqrt(20.0), boost::test_tools::tolerance(1e-7));
}

BOOST_AUTO_TEST_CASE(what_is_short_enough_is_left_alone) {
    std::vector<float> values = numbers();
    const double norm = global_norm<float>(1, values);
    BOOST_TEST(clip_by_global_norm<float>(2, values, norm * 1.001) == norm);
    BOOST_TEST((values == numbers()));
    std::vector<float> zeros(40);
    BOOST_TEST(clip_by_global_norm<float>(2, zeros, 1e-9) == 0);
    BOOST_TEST((zeros == std::vector<float>(40)));
}

BOOST_AUTO_TEST_CASE(what_is_longer_is_scaled_and_keeps_its_direction) {
    std::vector<float> values = numbers();
    const double norm = clip_by_global_norm<float>(2, values, 0.5);
    BOOST_TEST(norm > 1);
    BOOST_TEST(global_norm<float>(1, values) == 0.5, boost::test_tools::tolerance(1e-5));
    const float factor = values[0] / numbers()[0];
    for (std::size_t i = 0; i < values.size(); ++i) BOOST_CHECK_SMALL(values[i] - factor * numbers()[i], 1e-7F);
}

BOOST_AUTO_TEST_CASE(the_number_of_threads_changes_no_bit) {
    std::vector<float> expected = numbers();
    const double norm = clip_by_global_norm<float>(1, expected, 0.5);
    for (const int threads : {2, 3, 8}) {
        std::vector<float> values = numbers();
        BOOST_TEST(clip_by_global_norm<float>(threads, values, 0.5) == norm);
        BOOST_TEST((values == expected));
    }
}
