#define BOOST_TEST_MODULE select_step
#include "duet/layers/select_step.hpp"

#include "duet/layers/check_layer.hpp"

#include <boost/test/unit_test.hpp>

using namespace duet;

namespace {
/// A spec of a user's own: the step in the middle.
struct MiddleStep {
    static constexpr std::string_view type_name = "MiddleStep";
    template <class In>
    static consteval bool accepts() {
        return is_sequence<In>;
    }
    template <class In>
    using layer = SelectStepLayer<MiddleStep, In, In::rows / 2>;
};
} // namespace

BOOST_AUTO_TEST_CASE(any_step_can_be_picked) {
    check_layer<MiddleStep, Shape<5, 4>>();
    LayerProbe<bind<MiddleStep, Shape<5, 2>>, float> probe(1);
    for (std::size_t i = 0; i < 10; ++i) probe.input[i] = static_cast<float>(i);
    probe.forward();
    BOOST_TEST(probe.output[0] == 4.0F);
    BOOST_TEST(probe.output[1] == 5.0F);
}
