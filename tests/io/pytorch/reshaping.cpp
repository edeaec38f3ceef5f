#define BOOST_TEST_MODULE reshaping
#include "duet/io/pytorch/reshaping.hpp"

#include <string>

#include <boost/test/unit_test.hpp>

using namespace duet;
using io::pytorch::Values;

namespace {

/// The only line that the spec becomes, or "".
template <class Spec, class In>
std::string line() {
    io::pytorch::Source source("Network");
    io::pytorch::ModuleClass owner;
    io::pytorch::add<bind<Spec, In>>({source, owner, ""}, {"x"}, "y");
    return owner.lines.empty() ? "" : owner.lines.front();
}

} // namespace

BOOST_AUTO_TEST_CASE(the_batch_stays_in_front) {
    BOOST_TEST((line<Flatten, Shape<2, 3>>()) == "y = x.flatten(1)");
    BOOST_TEST((line<Reshape<3, 2>, Shape<6>>()) == "y = x.reshape(-1, 3, 2)");
    BOOST_TEST((line<Transpose, Shape<2, 3>>()) == "y = x.transpose(1, 2)");
}

BOOST_AUTO_TEST_CASE(a_selection_is_no_line) {
    io::pytorch::Source source("Network");
    io::pytorch::ModuleClass owner;
    const Values y = io::pytorch::add<bind<Select<1>, Shapes<Shape<2>, Shape<3>>>>({source, owner, ""}, {"a", "b"}, "y");
    BOOST_TEST(y == (Values{"b"}), boost::test_tools::per_element());
    BOOST_TEST(owner.lines.empty());
}
