#define BOOST_TEST_MODULE layer_probe
#include "duet/layers/layer_probe.hpp"

#include "duet/layers/linear.hpp"

#include <boost/test/unit_test.hpp>

using namespace duet;

namespace {

/// Writes one element behind its output.
template <class In>
struct OverrunLayer : LayerDefaults {
    using Input = In;
    using Output = In;
    static constexpr std::string_view type_name = "Overrun";
    template <class T, Mode M>
    static void forward(const Run<T, M>&, const T*, Batch<const T, Input>, Batch<T, Output> y, Batch<T, Cache>) {
        y.data[storage_size<Output> * y.size] = 0;
    }
};

} // namespace

BOOST_AUTO_TEST_CASE(notices_a_write_behind_a_buffer) {
    LayerProbe<OverrunLayer<Shape<16>>, float> probe(2);
    BOOST_CHECK_EXCEPTION(probe.forward(), Error,
                          [](const Error& e) { return std::string(e.what()).starts_with("Overrun: forward writes outside"); });
}

BOOST_AUTO_TEST_CASE(visits_each_tensor_of_an_input) {
    using S = Shapes<Shape<3>, Shape<2>>;
    std::vector<float> memory(2 * storage_size<S>);
    std::vector<std::size_t> sizes;
    LayerProbe<bind<Linear<1>, Shape<1>>, float>::for_each_tensor<S>(memory.data(), 2, [&](auto tensor) { sizes.push_back(tensor.elements()); });
    BOOST_TEST(sizes == (std::vector<std::size_t>{6, 4}), boost::test_tools::per_element());
}
