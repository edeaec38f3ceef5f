#define BOOST_TEST_MODULE preparation
#include "duet/io/onnx/preparation.hpp"

#include "duet/core/random.hpp"

#include <algorithm>
#include <limits>

#include <boost/test/unit_test.hpp>

using namespace duet;
using io::onnx::Graph;
using io::onnx::Scope;

namespace {

std::string operations(const Graph& graph) {
    std::string text;
    for (const auto& node : graph.nodes()) text += (text.empty() ? "" : " ") + node.operation;
    return text;
}

} // namespace

BOOST_AUTO_TEST_CASE(a_standardiser_is_three_nodes) {
    Graph graph;
    const Scope scope{graph, "image", nullptr};
    data::Standardiser statistics{{1, 2}, {3, 0}, 10};
    io::onnx::add_standardiser(scope, statistics, graph.add_input("x", {2}));
    BOOST_TEST(operations(graph) == "Sub Div Clip");
    BOOST_TEST(std::get<std::vector<float>>(graph.constants()[1].values)[1] == 1e-10F);

    Graph open;
    statistics.clip = std::numeric_limits<float>::infinity();
    io::onnx::add_standardiser({open, "image", nullptr}, statistics, open.add_input("x", {2}));
    BOOST_TEST(operations(open) == "Sub Div");
}

BOOST_AUTO_TEST_CASE(a_front_end_that_does_nothing_is_no_node) {
    Graph graph;
    const std::string x = graph.add_input("x", {data::mfcc_size});
    BOOST_TEST(io::onnx::add_front_end({graph, "audio", nullptr}, {}, x) == x);
    BOOST_TEST(operations(graph) == "");
    io::onnx::add_front_end({graph, "audio", nullptr}, {.slopes = 2}, x);
    BOOST_TEST(operations(graph) == "Reshape MatMul Concat Reshape");
}

BOOST_AUTO_TEST_CASE(the_slope_matrix_gives_the_front_ends_slopes) {
    std::vector<float> coefficients(data::mfcc_size);
    Random random(1);
    for (float& v : coefficients) v = static_cast<float>(random.normal());
    for (const std::size_t slopes : {1U, 2U, 9U}) {
        const data::FrontEnd front_end{.slopes = slopes};
        std::vector<float> tokens(front_end.size());
        front_end(coefficients, tokens);
        const std::vector<float> matrix = io::onnx::detail::slope_matrix(slopes);
        double largest = 0;
        for (std::size_t t = 0; t < data::mfcc_frames; ++t) {
            for (std::size_t k = 0; k < data::mfcc_coefficients; ++k) {
                double slope = 0;
                for (std::size_t other = 0; other < data::mfcc_frames; ++other) {
                    slope += double{matrix[t * data::mfcc_frames + other]} * double{coefficients[other * data::mfcc_coefficients + k]};
                }
                const double expected = tokens[t * front_end.width() + data::mfcc_coefficients + k];
                largest = std::max(largest, std::abs(slope - expected));
            }
        }
        BOOST_TEST(largest < 1e-6);
    }
}
