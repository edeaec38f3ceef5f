#define BOOST_TEST_MODULE xtensor_containers
#include "duet/model/xtensor_containers.hpp"

#include <boost/test/unit_test.hpp>

#include <type_traits>
#include <vector>

BOOST_AUTO_TEST_CASE(containers_and_adaptors_are_there) {
    std::vector<float> values{1, 2, 3, 4, 5, 6};
    auto view = xt::adapt(values, std::vector<std::size_t>{2, 3});
    view(1, 2) = 9;
    const xt::xarray<float> copy = view;
    const xt::xtensor<float, 2> fixed = copy;
    BOOST_TEST(values[5] == 9);
    BOOST_TEST((copy(1, 2) == 9 && fixed(1, 2) == 9 && fixed.shape(0) == 2));
    // What clang 19 finds ambiguous without the header's help.
    static_assert(std::is_class_v<xt::rebind_container_t<double, xt::xarray<float>::shape_type>>);
}
