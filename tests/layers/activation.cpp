#define BOOST_TEST_MODULE activation
#include "duet/layers/activation.hpp"

#include "duet/layers/check_layer.hpp"

#include <boost/test/unit_test.hpp>

#include <string_view>

using namespace duet;

namespace {

/// x^2, whose gradient is a function of x.
struct Square {
    static constexpr std::string_view type_name = "Square";
    static constexpr bool reads_input = true;

    template <class In>
    static consteval bool accepts() {
        return true;
    }
    template <class In>
    using layer = ActivationLayer<In, Square>;

    static auto value(auto x) { return x * x; }
    static auto gradient(auto x, auto dy) { return (x + x) * dy; }
};

/// -x, whose gradient may be given y.
struct Negative {
    static constexpr std::string_view type_name = "Negative";
    static constexpr bool reads_input = false;

    template <class In>
    static consteval bool accepts() {
        return true;
    }
    template <class In>
    using layer = ActivationLayer<In, Negative>;

    static auto value(auto x) { return -x; }
    static auto gradient(auto, auto dy) { return -dy; }
};

using SquareLayer = ActivationLayer<Shape<3>, Square>;
using NegativeLayer = ActivationLayer<Shape<3>, Negative>;
static_assert(SquareLayer::reads_input && !SquareLayer::reads_output && !SquareLayer::in_place);
static_assert(!NegativeLayer::reads_input && NegativeLayer::reads_output && NegativeLayer::in_place, "nobody asks for x again");

} // namespace

BOOST_AUTO_TEST_CASE(keeps_the_contract) {
    check_layer<Square, Shape<2, 9>>();
    check_layer<Negative, Shape<2, 3, 5>>();
}

BOOST_AUTO_TEST_CASE(value_and_gradient_are_the_functions_of_each_element) {
    LayerProbe<SquareLayer, double> probe(1);
    for (std::size_t i = 0; i < 3; ++i) {
        probe.input[i] = static_cast<double>(i) - 1.5;
        probe.output_gradient[i] = 10;
    }
    probe.forward();
    probe.backward();
    for (std::size_t i = 0; i < 3; ++i) {
        BOOST_TEST(probe.output[i] == probe.input[i] * probe.input[i]);
        BOOST_TEST(probe.input_gradient[i] == 20 * probe.input[i]);
    }
}
