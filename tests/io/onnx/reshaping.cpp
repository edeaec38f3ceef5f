#define BOOST_TEST_MODULE reshaping
#include "duet/io/onnx/reshaping.hpp"

#include <cstdint>
#include <variant>
#include <vector>

#include <boost/test/unit_test.hpp>

using namespace duet;
using io::onnx::Extents;
using io::onnx::Graph;
using io::onnx::Values;

namespace {

/// What the spec gives of the inputs.
template <class Spec, class In>
Values exported(Graph& graph, const Values& x) {
    return io::onnx::add<bind<Spec, In>>({graph, "", nullptr}, x);
}

} // namespace

BOOST_AUTO_TEST_CASE(elements_keep_their_order_under_other_extents) {
    Graph graph;
    exported<Flatten, Shape<2, 3>>(graph, {"x"});
    exported<Reshape<3, 2>, Shape<6>>(graph, {"x"});
    const auto extents = [&](std::size_t i) { return std::get<std::vector<std::int64_t>>(graph.constants()[i].values); };
    BOOST_TEST(extents(0) == (std::vector<std::int64_t>{0, 6}), boost::test_tools::per_element()); // 0: the batch as it is
    BOOST_TEST(extents(1) == (std::vector<std::int64_t>{0, 3, 2}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_transpose_leaves_the_batch_in_front) {
    Graph graph;
    exported<Transpose, Shape<2, 3>>(graph, {"x"});
    BOOST_TEST(std::get<Extents>(graph.nodes()[0].attributes.at("perm")) == (Extents{0, 2, 1}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_selection_is_no_node) {
    Graph graph;
    BOOST_TEST((exported<Select<1>, Shapes<Shape<2>, Shape<3>>>(graph, {"a", "b"})) == (Values{"b"}), boost::test_tools::per_element());
    BOOST_TEST(graph.nodes().empty());
}
