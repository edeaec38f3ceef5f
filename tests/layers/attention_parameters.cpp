#define BOOST_TEST_MODULE attention_parameters
#include "duet/layers/attention_parameters.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <vector>

using duet::attention_parameters;

// nn.MultiheadAttention(8, heads): in_proj_weight (24, 8), in_proj_bias (24), out_proj.weight (8, 8), out_proj.bias (8).
BOOST_AUTO_TEST_CASE(names_and_sizes_are_pytorchs) {
    std::vector<std::string> names;
    std::vector<std::size_t> sizes;
    for (const duet::Parameter& parameter : attention_parameters<8>) {
        names.emplace_back(parameter.name.view());
        sizes.push_back(parameter.size());
    }
    BOOST_TEST(names == (std::vector<std::string>{"in_proj_weight", "in_proj_bias", "out_proj.weight", "out_proj.bias"}),
               boost::test_tools::per_element());
    BOOST_TEST(sizes == (std::vector<std::size_t>{24 * 8, 24, 8 * 8, 8}), boost::test_tools::per_element());
}
