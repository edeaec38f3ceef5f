#define BOOST_TEST_MODULE error
#include "duet/core/error.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_CASE(keeps_its_line) { BOOST_TEST(duet::Error("a.npy: is truncated").what() == std::string("a.npy: is truncated")); }

BOOST_AUTO_TEST_CASE(the_message_is_one_line) {
    BOOST_TEST(duet::Error("a column 'x\n\ty\x7F' ~\xC3\xA4").what() == std::string("a column 'x??y?' ~\xC3\xA4"));
}
