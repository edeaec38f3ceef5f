#define BOOST_TEST_MODULE shared_parameters
#include "duet/model/shared_parameters.hpp"

#include "duet/compose/branches.hpp"
#include "duet/compose/concat.hpp"
#include "duet/compose/named.hpp"
#include "duet/compose/sequential.hpp"
#include "duet/layers/linear.hpp"
#include "duet/model/model.hpp"
#include "duet/model/predictor.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

#include <boost/test/unit_test.hpp>

using namespace duet;

using A = Named<"a", Linear<3>>;
using Whole = Model<Sequential<Named<"", Branches<A, Named<"b", Linear<3>>>>, Concat, Named<"head", Linear<2>>>, Shape<4>, Shape<5>>;
using Part = Model<Sequential<A>, Shape<4>>;

BOOST_AUTO_TEST_CASE(a_part_of_a_model_is_a_model) {
    const Whole whole(1);
    Part part(2);
    copy_shared_parameters(whole, part);
    BOOST_TEST(std::ranges::equal(part.parameter("a.weight"), whole.parameter("a.weight")));
    BOOST_TEST(std::ranges::equal(part.parameter("a.bias"), whole.parameter("a.bias")));
}

BOOST_AUTO_TEST_CASE(what_is_missing_or_misshapen_is_named) {
    const auto names = [](std::string_view name) {
        return [name](const Error& error) { return std::string_view(error.what()).find(name) != std::string_view::npos; };
    };
    const Whole whole(1);
    Model<Sequential<Named<"c", Linear<3>>>, Shape<4>> other(2);
    BOOST_CHECK_EXCEPTION(copy_shared_parameters(whole, other), Error, names("'c.weight'"));
    Model<Sequential<A>, Shape<6>> wider(2);
    BOOST_CHECK_EXCEPTION(copy_shared_parameters(whole, wider), Error, names("'a.weight' of 18 values"));
}
