#define BOOST_TEST_MODULE add
#include "duet/kernels/add.hpp"

#include <vector>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_CASE(adds_every_element_once) {
    for (const std::size_t size : {std::size_t{1}, std::size_t{100}, std::size_t{100003}}) {
        const std::vector<float> x(size, 2);
        std::vector<float> y(size, 1);
        duet::kernels::add(duet::Workers<float>{3}, size, x.data(), y.data());
        for (const float v : y) BOOST_REQUIRE(v == 3);
    }
}
