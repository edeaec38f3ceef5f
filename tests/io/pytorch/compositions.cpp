// Which variables the parts read and write. Whole modules: tests/io/pytorch_module.cpp.
#define BOOST_TEST_MODULE compositions
#include "duet/io/pytorch/compositions.hpp"

#include "duet/compose/named.hpp"
#include "duet/io/pytorch/elementwise.hpp"

#include <boost/test/unit_test.hpp>

using namespace duet;
using io::pytorch::Values;

namespace {

/// The lines that the spec becomes, its inputs called as given, and what it returns.
template <class Spec, class In>
io::pytorch::ModuleClass written(const Values& inputs) {
    io::pytorch::Source source("Network");
    return io::pytorch::module_class<bind<Spec, In>>(source, "Network", inputs);
}

} // namespace

BOOST_AUTO_TEST_CASE(one_after_another_into_one_variable) {
    const auto module = written<Sequential<Tanh, Sigmoid>, Shape<3>>({"x"});
    BOOST_TEST(module.lines == (Values{"x = torch.tanh(x)", "x = torch.sigmoid(x)"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(branches_go_on_in_variables_called_after_them) {
    using Network = Branches<Named<"image", Tanh>, Named<"audio", Tanh>>;
    const auto module = written<Network, Shapes<Shape<3>, Shape<4>>>({"image", "sound"});
    BOOST_TEST(module.lines == (Values{"image = torch.tanh(image)", "audio = torch.tanh(sound)"}), boost::test_tools::per_element());
    BOOST_TEST(module.outputs == (Values{"image", "audio"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_several_parts_read_is_not_written_over) {
    const auto module = written<Parallel<Named<"x", Tanh>, Named<"y", Sigmoid>>, Shape<3>>({"x"});
    BOOST_TEST(module.lines == (Values{"x_2 = torch.tanh(x)", "y = torch.sigmoid(x)"}), boost::test_tools::per_element());
    const auto residual = written<Residual<Tanh, Sigmoid>, Shape<3>>({"x"});
    BOOST_TEST(residual.lines == (Values{"y = torch.tanh(x)", "y = torch.sigmoid(y)", "x = x + y"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_concat_joins_the_last_axis) {
    const auto module = written<Concat, Shapes<Shape<3>, Shape<4>>>({"a", "b"});
    BOOST_TEST(module.lines == (Values{"x = torch.cat([a, b], dim=-1)"}), boost::test_tools::per_element());
}
