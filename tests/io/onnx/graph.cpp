#define BOOST_TEST_MODULE graph
#include "duet/io/onnx/graph.hpp"

#include <boost/test/unit_test.hpp>

using namespace duet;
using io::onnx::Graph;
using io::onnx::Values;

BOOST_AUTO_TEST_CASE(values_have_names_of_their_own) {
    Graph graph;
    BOOST_TEST(graph.add_input("x", {3}) == "x");
    BOOST_TEST(graph.add_constant("x", {1}, std::vector<float>{2}) == "x_2");
    BOOST_TEST(graph.add_node("fc", "Add", {"x", "x_2"}).front() == "fc/Add");
    BOOST_TEST(graph.add_node("fc", "Add", {"fc/Add", "x_2"}).front() == "fc/Add_2");
    BOOST_TEST(graph.add_node("", "Split", {"fc/Add_2"}, {}, 2) == (Values{"Split", "Split_2"}), boost::test_tools::per_element());
    graph.add_input("y_2", {1});
    graph.add_input("y", {1});
    BOOST_TEST(graph.add_input("y", {1}) == "y_2_2"); // the name that would come next is taken
}

BOOST_AUTO_TEST_CASE(an_output_is_called_as_asked) {
    Graph graph;
    graph.add_output("y", {3}, graph.add_input("x", {3}));
    BOOST_REQUIRE(graph.nodes().size() == 1U);
    BOOST_TEST(graph.nodes()[0].operation == "Identity");
    BOOST_TEST(graph.nodes()[0].outputs.front() == "y");
    BOOST_TEST(graph.outputs()[0].name == "y");
    const auto says = [](const Error& error) {
        return std::string(error.what()) == "the graph has a value 'x' already; expected another name of an output";
    };
    BOOST_CHECK_EXCEPTION(graph.add_output("x", {3}, "y"), Error, says);
}

BOOST_AUTO_TEST_CASE(parts_are_found_by_name) {
    Graph graph;
    graph.set_part("image", {"a", "b"});
    BOOST_TEST(graph.part("image") == (Values{"a", "b"}), boost::test_tools::per_element());
    const auto says = [](const Error& error) { return std::string(error.what()) == "the network has no part 'audio'"; };
    BOOST_CHECK_EXCEPTION(std::ignore = graph.part("audio"), Error, says);
}
