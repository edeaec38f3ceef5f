#define BOOST_TEST_MODULE dropout
#include "duet/layers/dropout.hpp"

#include "duet/layers/check_layer.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <vector>

using namespace duet;

BOOST_AUTO_TEST_CASE(keeps_the_contract) {
    check_layer<Dropout<0.3>, Shape<7>>();
    check_layer<Dropout<0.0>, Shape<2, 3>>();
}

BOOST_AUTO_TEST_CASE(training_drops_and_scales_what_backward_drops_and_scales) {
    constexpr std::size_t count = 10000;
    LayerProbe<bind<Dropout<0.2>, Shape<count>>, float> probe(1);
    for (std::size_t i = 0; i < count; ++i) probe.input[i] = probe.output_gradient[i] = 4;
    probe.forward();
    probe.backward();
    std::size_t dropped = 0;
    for (std::size_t i = 0; i < count; ++i) {
        BOOST_REQUIRE((probe.output[i] == 0 || std::abs(probe.output[i] - 5) < 1e-4F)); // Rate is a multiple of 2^-16
        BOOST_REQUIRE(probe.input_gradient[i] == probe.output[i]);
        dropped += probe.output[i] == 0;
    }
    BOOST_TEST(dropped > 1840);
    BOOST_TEST(dropped < 2160);
}

BOOST_AUTO_TEST_CASE(inference_is_the_identity) {
    LayerProbe<bind<Dropout<0.9>, Shape<100>>, float, Mode::inference> probe(1);
    for (std::size_t i = 0; i < 100; ++i) probe.input[i] = static_cast<float>(i);
    probe.forward();
    for (std::size_t i = 0; i < 100; ++i) BOOST_TEST(probe.output[i] == probe.input[i]);
}

BOOST_AUTO_TEST_CASE(a_sample_is_masked_by_its_index_in_the_whole_batch) {
    using L = bind<Dropout<0.5>, Shape<10>>;
    const std::vector<float> x(30, 1);
    std::vector<float> whole(30), parts(30);
    Run<float, Mode::training> run;
    run.random = {1, 2};
    L::forward<float>(run, nullptr, {x.data(), 3}, {whole.data(), 3}, {});
    for (std::size_t n = 0; n < 3; ++n) {
        run.first_sample = n;
        L::forward<float>(run, nullptr, {x.data() + 10 * n, 1}, {parts.data() + 10 * n, 1}, {});
    }
    BOOST_TEST(whole == parts, boost::test_tools::per_element());
}
