#define BOOST_TEST_MODULE cross_entropy
#include "duet/train/cross_entropy.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <cmath>
#include <limits>
#include <tuple>
#include <vector>

using namespace duet;

static_assert(CrossEntropy::accepts<Shape<10>>() && CrossEntropy::accepts<Shape<39, 2>>() && CrossEntropy::accepts<Shapes<Shape<10>, Shape<4>>>());

namespace {

using Scalars = std::tuple<float, double>;

/// The loss and the gradient of rows of logits.
template <class Loss, class S, class T>
std::pair<double, std::vector<T>> evaluate(const std::vector<T>& logits, const std::vector<int>& labels) {
    std::vector<T> gradient(logits.size(), std::numeric_limits<T>::quiet_NaN());
    const std::size_t samples = logits.size() / S::size;
    const double loss = Loss::template value_and_gradient<T, S>({logits.data(), samples}, labels, {gradient.data(), samples});
    return {loss, gradient};
}

} // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(no_logit_however_large_gives_nan, T, Scalars) {
    const T huge = std::numeric_limits<T>::max();
    for (const T top : {T(1e30), T(1e4), huge}) {
        for (const std::vector<T>& logits : {std::vector{top, -top, T(0)}, {-top, -top, -top}, {top, top, -top}, {T(0), -top, -top}}) {
            for (const int label : {0, 1, 2}) {
                const auto plain = evaluate<CrossEntropy, Shape<3>>(logits, {label});
                const auto smoothed = evaluate<BasicCrossEntropy<0.1>, Shape<3>>(logits, {label});
                BOOST_TEST((plain.first >= 0 && smoothed.first >= 0)); // not NaN; infinite where T is too small for it
                for (std::size_t c = 0; c < 3; ++c) BOOST_TEST((std::isfinite(plain.second[c]) && std::isfinite(smoothed.second[c])));
            }
        }
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(extreme_logits_give_the_limits, T, Scalars) {
    const T top = T(1e30);
    const auto sure = evaluate<CrossEntropy, Shape<3>>(std::vector{top, -top, T(0)}, {0});
    BOOST_TEST(sure.first == 0);
    BOOST_TEST(sure.second == (std::vector<T>{0, 0, 0}), boost::test_tools::per_element());
    const auto wrong = evaluate<CrossEntropy, Shape<3>>(std::vector{top, -top, T(0)}, {1});
    BOOST_TEST(wrong.first == 2e30, boost::test_tools::tolerance(1e-6));
    BOOST_TEST(wrong.second == (std::vector<T>{1, -1, 0}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_sequence_has_a_label_for_each_row) {
    const std::vector<double> logits{1, 2, 3, 0, -1, 4, 0.5, 0.5, 2, 2, 1, 0}; // 2 samples of 3 rows of 2 classes
    const std::vector<int> labels{0, 1, 1, 0, 1, 1};
    const auto sequence = evaluate<BasicCrossEntropy<0.2>, Shape<3, 2>>(logits, labels);
    const auto rows = evaluate<BasicCrossEntropy<0.2>, Shape<2>>(logits, labels);
    BOOST_TEST(sequence.first == rows.first);
    BOOST_TEST(sequence.second == rows.second, boost::test_tools::per_element());
    double loss = 0;
    for (std::size_t r = 0; r < 6; ++r)
        loss += evaluate<BasicCrossEntropy<0.2>, Shape<2>>(std::vector{logits[2 * r], logits[2 * r + 1]}, {labels[r]}).first / 6;
    BOOST_TEST(sequence.first == loss, boost::test_tools::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(the_gradient_is_the_slope_of_the_loss) {
    std::vector<double> logits{0.3, -1.2, 2.0, 0.1, 0.7, -0.4};
    const std::vector<int> labels{2, 0};
    const auto gradient = evaluate<BasicCrossEntropy<0.1>, Shape<3>>(logits, labels).second;
    for (std::size_t i = 0; i < logits.size(); ++i) {
        const double kept = logits[i];
        logits[i] = kept + 1e-5;
        const double above = evaluate<BasicCrossEntropy<0.1>, Shape<3>>(logits, labels).first;
        logits[i] = kept - 1e-5;
        const double below = evaluate<BasicCrossEntropy<0.1>, Shape<3>>(logits, labels).first;
        logits[i] = kept;
        BOOST_CHECK_SMALL((above - below) / 2e-5 - gradient[i], 1e-9);
    }
}

BOOST_AUTO_TEST_CASE(knowing_nothing_costs_the_logarithm_of_the_classes) {
    const auto loss = evaluate<CrossEntropy, Shape<10>>(std::vector<double>(10, 5.0), {3}).first;
    BOOST_TEST(loss == std::log(10.0), boost::test_tools::tolerance(1e-14));
}

BOOST_AUTO_TEST_CASE(labels_that_do_not_fit_are_refused) {
    const std::vector<float> logits(6);
    std::vector<float> gradient(6);
    const auto loss = [&](const std::vector<int>& labels) {
        return duet::CrossEntropy::value_and_gradient<float, duet::Shape<3>>({logits.data(), 2}, labels, {gradient.data(), 2});
    };
    BOOST_CHECK_NO_THROW(loss({0, 2}));
    BOOST_CHECK_THROW(loss({0}), duet::Error);
    BOOST_CHECK_THROW(loss({0, 3}), duet::Error);
    BOOST_CHECK_THROW(loss({0, -1}), duet::Error);
}

BOOST_AUTO_TEST_CASE(the_losses_of_several_outputs_are_added) {
    using Heads = Shapes<Shape<3>, Shape<2>>;
    const std::vector<double> wide{1, 2, 3, 0, -1, 4};
    const std::vector<double> narrow{0.5, 1, -2, 2};
    const std::vector<int> labels{1, 0};
    std::vector<double> wide_gradient(6), narrow_gradient(4);
    const double loss = BasicCrossEntropy<0.2>::value_and_gradient<double, Heads>({{wide.data(), narrow.data()}, 2}, labels,
                                                                                  {{wide_gradient.data(), narrow_gradient.data()}, 2});
    const auto first = evaluate<BasicCrossEntropy<0.2>, Shape<3>>(wide, labels);
    const auto second = evaluate<BasicCrossEntropy<0.2>, Shape<2>>(narrow, labels);
    BOOST_TEST(loss == first.first + second.first);
    BOOST_TEST(wide_gradient == first.second, boost::test_tools::per_element());
    BOOST_TEST(narrow_gradient == second.second, boost::test_tools::per_element());
}
