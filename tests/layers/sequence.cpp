#define BOOST_TEST_MODULE sequence
#include "duet/layers/sequence.hpp"

#include <boost/test/unit_test.hpp>

using namespace duet;

BOOST_AUTO_TEST_CASE(sequences_and_tokens) {
    BOOST_TEST((is_sequence<Shape<39, 13>>));
    BOOST_TEST((!is_sequence<Shape<13>>));
    BOOST_TEST((!is_sequence<Shape<1, 28, 28>>));
    BOOST_TEST((!is_sequence<Shapes<Shape<39, 13>>>));
    BOOST_TEST((is_tokens<Shape<39, 13>>));
    BOOST_TEST((is_tokens<Shape<13>>));
    BOOST_TEST((!is_tokens<Shape<1, 28, 28>>));
    BOOST_TEST((!is_tokens<Shapes<Shape<13>>>));
}
