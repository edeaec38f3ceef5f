#define BOOST_TEST_MODULE calibration
#include "duet/analysis/calibration.hpp"
#include "duet/core/random.hpp"

#include <cmath>
#include <vector>

#include <boost/test/unit_test.hpp>

using namespace duet::analysis;

namespace {

/// Rows whose labels are drawn from softmax(scale * logits).
struct Drawn {
    std::vector<float> logits;
    std::vector<int> labels;

    Drawn(std::size_t rows, double scale) : logits(rows * 4), labels(rows) {
        duet::Random random(1);
        for (std::size_t r = 0; r < rows; ++r) {
            double sum = 0;
            for (std::size_t c = 0; c < 4; ++c)
                sum += std::exp(scale * static_cast<double>(logits[r * 4 + c] = static_cast<float>(random.normal() * 2)));
            double rest = random.uniform() * sum;
            for (std::size_t c = 0; c < 4 && rest > 0; ++c) {
                rest -= std::exp(scale * static_cast<double>(logits[r * 4 + c]));
                labels[r] = static_cast<int>(c);
            }
        }
    }
};

} // namespace

BOOST_AUTO_TEST_CASE(the_scale_that_made_the_labels_is_found) {
    for (const double scale : {0.3, 1.0, 2.5}) {
        const Drawn drawn(20'000, scale);
        const double found = calibrating_scale(drawn.logits, 4, drawn.labels);
        BOOST_CHECK_CLOSE(found, scale, 5.0);
        BOOST_TEST(expected_calibration_error(drawn.logits, 4, drawn.labels, found) < 0.01);
        BOOST_TEST(expected_calibration_error(drawn.logits, 4, drawn.labels, 4 * scale) > 0.05);
    }
}

// The share of doubt is one row in rows + 2: of two classes whose logits are 2 apart, e^-2s / (1 + e^-2s) of it.
BOOST_AUTO_TEST_CASE(rows_that_are_all_right_leave_a_doubt) {
    for (const std::size_t rows : {1U, 8U, 998U}) {
        std::vector<float> logits;
        for (std::size_t r = 0; r < rows; ++r) logits.insert(logits.end(), {2.0F, 0.0F});
        const double scale = calibrating_scale(logits, 2, std::vector<int>(rows, 0));
        BOOST_CHECK_CLOSE(std::exp(-2 * scale) / (1 + std::exp(-2 * scale)), 1.0 / (static_cast<double>(rows) + 2), 0.1);
        BOOST_TEST(negative_log_likelihood(logits, 2, std::vector<int>(rows, 0), scale) > 0);
    }
}

BOOST_AUTO_TEST_CASE(by_hand) {
    const std::vector<float> logits{0, 0, 0, 0, 30, 0}; // half sure, half sure, sure
    const std::vector<int> labels{0, 1, 1};             // right, wrong, wrong
    BOOST_CHECK_CLOSE(expected_calibration_error(logits, 2, labels), 1.0 / 3, 1e-6);
    BOOST_CHECK_CLOSE(negative_log_likelihood(logits, 2, labels, 1), (2 * std::log(2.0) + 30) / 3, 1e-6);
    for (int i = 1; i <= 100; ++i) { // sure and right: rounding must not take it below 0
        const double loss = negative_log_likelihood(std::vector{97.3F, 0.1F}, 2, std::vector{0}, 0.5 + 0.013 * i);
        BOOST_TEST((loss < 1e-9 && !std::signbit(loss)), loss);
    }
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_refused) {
    const std::vector<float> logits(6);
    BOOST_CHECK_THROW(calibrating_scale(logits, 2, std::vector<int>{0, 1}), duet::Error);
    BOOST_CHECK_THROW(calibrating_scale(logits, 2, std::vector<int>{0, 1, 2}), duet::Error);
    BOOST_CHECK_THROW(expected_calibration_error({}, 2, {}), duet::Error);
}
