#define BOOST_TEST_MODULE scope
#include "duet/io/pytorch/scope.hpp"

#include <string>

#include <boost/test/unit_test.hpp>

using namespace duet;
using io::pytorch::ModuleClass;
using io::pytorch::Scope;
using io::pytorch::Source;
using io::pytorch::Values;

namespace {

/// A layer of the user's, beside its writer.
struct Twice : LayerDefaults {
    using Input = Shapes<Shape<3>, Shape<4>>;
    using Output = Shape<3>;
};
Values add_layer(const Scope& scope, const Twice*, const Values& x, const std::string& y) { return scope.assign(y, "2 * " + x[0]); }

struct Writing {
    Source source{"Network"};
    ModuleClass owner;
    [[nodiscard]] Scope scope(const std::string& name = "") { return {source, owner, name}; }
};

} // namespace

BOOST_AUTO_TEST_CASE(numbers_are_python_s) {
    BOOST_TEST(io::pytorch::number_text(0.1) == "0.1");
    BOOST_TEST(io::pytorch::number_text(1e-5) == "1e-05");
    BOOST_TEST(io::pytorch::number_text(2) == "2");
}

BOOST_AUTO_TEST_CASE(a_line_makes_a_variable) {
    Writing writing;
    BOOST_TEST(writing.scope().assign("y", "x + 1") == (Values{"y"}), boost::test_tools::per_element());
    BOOST_TEST(writing.owner.lines == (Values{"y = x + 1"}), boost::test_tools::per_element());
    BOOST_TEST(writing.owner.new_variable("y") == "y_2");
}

BOOST_AUTO_TEST_CASE(a_named_module_is_a_part_and_a_nameless_one_the_class_itself) {
    Writing writing;
    BOOST_TEST(writing.scope("fc").module("nn.Linear", "3, 2") == "self.fc");
    BOOST_TEST(writing.owner.parts.front().module == "nn.Linear(3, 2)");
    BOOST_TEST(writing.scope().module("nn.LSTM", "3, 2") == "super().forward");
    BOOST_TEST(writing.owner.base == "nn.LSTM");
    BOOST_TEST(writing.owner.base_arguments == "3, 2");
    const auto says = [](const Error& error) { return std::string(error.what()).starts_with("two layers share the names of their parameters"); };
    BOOST_CHECK_EXCEPTION(std::ignore = writing.scope().module("nn.GRU", ""), Error, says);
}

BOOST_AUTO_TEST_CASE(a_part_is_called_by_its_own_name) {
    Writing writing;
    BOOST_TEST(writing.scope("image").child("conv1").name == "conv1"); // attributes of a class, not dotted
    BOOST_TEST(writing.scope("image").child("").name == "image");
}

BOOST_AUTO_TEST_CASE(inputs_are_variables_and_the_last_line_is_what_is_returned) {
    Source source("Network");
    const ModuleClass one = io::pytorch::module_class<Twice>(source, "Twice", {"image", "audio"});
    BOOST_TEST(one.inputs == (Values{"image", "audio"}), boost::test_tools::per_element());
    BOOST_TEST(one.lines == (Values{"x = 2 * image"}), boost::test_tools::per_element());
    BOOST_TEST(one.outputs == (Values{"x"}), boost::test_tools::per_element());
    BOOST_TEST(io::pytorch::variables_of<Twice::Input>() == (Values{"x0", "x1"}), boost::test_tools::per_element());
    BOOST_TEST(io::pytorch::variables_of<Twice::Output>() == (Values{"x"}), boost::test_tools::per_element());
}
