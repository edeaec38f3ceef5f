#define BOOST_TEST_MODULE summary
#include "duet/model/summary.hpp"

#include "duet/compose/branches.hpp"
#include "duet/compose/concat.hpp"
#include "duet/compose/sequential.hpp"
#include "duet/layers/linear.hpp"
#include "duet/layers/relu.hpp"
#include "duet/model/model.hpp"

#include <boost/test/unit_test.hpp>

#include <sstream>

using namespace duet;

namespace {

using Network = Sequential<Branches<Named<"image", Sequential<Linear<100>, ReLU>>, Named<"audio", Linear<4>>>, Concat, Named<"head", Linear<10>>>;
using Net = Model<Network, Shape<3, 20>, Shape<3, 5>>;

std::vector<std::string> lines() {
    std::istringstream text(summary<Net>());
    std::vector<std::string> all;
    for (std::string line; std::getline(text, line);) all.push_back(line);
    return all;
}

/// The line's words, one space between them.
std::string squeezed(const std::string& line) {
    std::istringstream words(line);
    std::string text;
    for (std::string word; words >> word;) text += (text.empty() ? "" : " ") + word;
    return text;
}

} // namespace

BOOST_AUTO_TEST_CASE(has_a_row_for_each_part_and_the_totals) {
    const std::vector<std::string> expected{
        "Layer Output shape Parameters Multiply-adds",
        std::string(std::string("    Sequential 'image'").size() + std::string("(3, 100) + (3, 4)").size() + 32, '-'),
        "Input (3, 20) + (3, 5) - -",
        "Sequential (3, 10) 3,174 9,180",
        "Branches '0' (3, 100) + (3, 4) 2,124 6,060",
        "Sequential 'image' (3, 100) 2,100 6,000",
        "Linear '0' (3, 100) 2,100 6,000",
        "ReLU '1' (3, 100) - -",
        "Linear 'audio' (3, 4) 24 60",
        "Concat '1' (3, 104) - -",
        "Linear 'head' (3, 10) 1,050 3,120",
        std::string(std::string("    Sequential 'image'").size() + std::string("(3, 100) + (3, 4)").size() + 32, '-'),
        "Parameters 3,174 (0.01 MB)",
        "Workspace floats, training " + grouped(Net::training_workspace) + " (0.01 MB per sample)",
        "Workspace floats, prediction " + grouped(Net::inference_workspace) + " (0.00 MB per sample)",
        "Multiply-adds per sample 9,180",
    };
    std::vector<std::string> given;
    for (const std::string& line : lines()) given.push_back(squeezed(line));
    BOOST_TEST(given == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(columns_stand_below_each_other_and_children_are_indented) {
    const auto all = lines();
    for (std::size_t row = 2; row < 11; ++row) BOOST_TEST(all[row].size() == all[0].size());
    BOOST_TEST(all[0].size() == all[1].size());
    BOOST_TEST(all[5].starts_with("    Sequential 'image'"));
    BOOST_TEST(all[6].starts_with("      Linear '0'"));
}

BOOST_AUTO_TEST_CASE(as_numbers) {
    const ModelSummary model = summarise<Net>();
    BOOST_TEST((model.input == ShapeList{{3, 20}, {3, 5}}));
    BOOST_TEST(model.parameters == 3'174U);
    BOOST_TEST(model.multiply_adds == 9'180U);
    BOOST_TEST(model.training_workspace == Net::training_workspace);
    BOOST_TEST(model.inference_workspace == Net::inference_workspace);
    BOOST_TEST(model.scalar_size == 4U);
    BOOST_REQUIRE(model.layers.size() == 8U);
    BOOST_TEST(model.layers[0].name == "");
    BOOST_TEST(model.layers[0].depth == 0U);
    BOOST_TEST((model.layers[1].output == ShapeList{{3, 100}, {3, 4}}));
    const LayerSummary& head = model.layers[7];
    BOOST_TEST(head.type == "Linear");
    BOOST_TEST(head.name == "head");
    BOOST_TEST(head.depth == 1U);
    BOOST_TEST(head.parameters == 1'050U);
    BOOST_TEST(head.multiply_adds == 3'120U);
}

BOOST_AUTO_TEST_CASE(numbers_and_shapes_as_text) {
    BOOST_TEST(grouped(0) == "0");
    BOOST_TEST(grouped(999) == "999");
    BOOST_TEST(grouped(1000) == "1,000");
    BOOST_TEST(grouped(16579091) == "16,579,091");
    BOOST_TEST((shape_text<Shape<64, 14, 14>>() == "(64, 14, 14)"));
    BOOST_TEST((shape_text<Shapes<Shape<1>, Shape<2, 3>>>() == "(1) + (2, 3)"));
}
