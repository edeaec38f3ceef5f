// How values and parameters reach the parts. Their nodes: tests/io/onnx/model.cpp.
#define BOOST_TEST_MODULE compositions
#include "duet/io/onnx/compositions.hpp"

#include "duet/compose/named.hpp"
#include "duet/io/onnx/elementwise.hpp"
#include "duet/io/onnx/linear.hpp"

#include <numeric>
#include <string>
#include <variant>
#include <vector>

#include <boost/test/unit_test.hpp>

using namespace duet;
using io::onnx::Graph;
using io::onnx::Node;
using io::onnx::Values;

namespace {

/// A network whose parameters count 0, 1, 2, ..., gaps included, as a graph.
template <class Spec, class In>
struct Exported {
    using Layer = bind<Spec, In>;
    std::vector<float> parameters = std::vector<float>(parameter_storage(Layer::parameter_list));
    Graph graph;
    Values y;

    explicit Exported(const Values& x) {
        std::iota(parameters.begin(), parameters.end(), 0.0F);
        y = io::onnx::add<Layer>({graph, "", parameters.data()}, x);
    }

    [[nodiscard]] const Node& node(std::size_t i) const { return graph.nodes()[i]; }
    [[nodiscard]] float first_of(const std::string& constant) const {
        for (const auto& c : graph.constants()) {
            if (c.name == constant) return std::get<std::vector<float>>(c.values).front();
        }
        return -1;
    }
};

} // namespace

BOOST_AUTO_TEST_CASE(each_part_reads_the_one_before_and_its_own_parameters) {
    using Network = Sequential<Named<"a", Linear<2>>, Sigmoid, Named<"b", Linear<1>>>;
    const Exported<Network, Shape<3>> network({"x"});
    BOOST_TEST(network.node(0).inputs.front() == "x");
    BOOST_TEST(network.node(1).inputs == network.node(0).outputs, boost::test_tools::per_element());
    BOOST_TEST(network.node(2).inputs.front() == network.node(1).outputs.front());
    BOOST_TEST(network.y == network.node(2).outputs, boost::test_tools::per_element());
    BOOST_TEST(network.first_of("a.weight") == 0);
    BOOST_TEST(network.first_of("b.weight") == static_cast<float>(parameter_storage(bind<Linear<2>, Shape<3>>::parameter_list)));
}

BOOST_AUTO_TEST_CASE(branches_part_the_values_and_parallel_parts_share_them) {
    const Exported<Branches<Sigmoid, Tanh>, Shapes<Shape<3>, Shape<4>>> branches({"a", "b"});
    BOOST_TEST(branches.node(0).inputs.front() == "a");
    BOOST_TEST(branches.node(1).inputs.front() == "b");
    BOOST_TEST(branches.y.size() == 2U);
    const Exported<Parallel<Sigmoid, Tanh>, Shape<3>> parallel({"x"});
    BOOST_TEST(parallel.node(0).inputs.front() == "x");
    BOOST_TEST(parallel.node(1).inputs.front() == "x");
    BOOST_TEST(parallel.y.size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_residual_adds_its_input_to_what_its_parts_give) {
    const Exported<Residual<Sigmoid, Tanh>, Shape<3>> residual({"x"});
    BOOST_TEST(residual.node(2).operation == "Add");
    BOOST_TEST(residual.node(2).inputs == (Values{"x", residual.node(1).outputs.front()}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_concat_joins_the_last_axis) {
    const Exported<Concat, Shapes<Shape<3>, Shape<4>>> concat({"a", "b"});
    BOOST_TEST(concat.node(0).inputs == (Values{"a", "b"}), boost::test_tools::per_element());
    BOOST_TEST(std::get<std::int64_t>(concat.node(0).attributes.at("axis")) == -1);
}
