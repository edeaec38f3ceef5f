#define BOOST_TEST_MODULE fixed_string
#include "duet/core/fixed_string.hpp"

#include <boost/test/unit_test.hpp>

using duet::Name;

static_assert(Name("weight").within("conv1").view() == "conv1.weight");
static_assert(Name("weight").within("").view() == "weight");
static_assert(Name::of_index(0).view() == "0" && Name::of_index(407).view() == "407");
static_assert(Name("a") == Name("a") && !(Name("a") == Name("ab")));
static_assert(duet::FixedString("image").view() == "image");

BOOST_AUTO_TEST_CASE(too_long_a_name_is_refused) { BOOST_CHECK_THROW(Name(std::string_view(std::string(Name::capacity + 1, 'x'))), const char*); }
