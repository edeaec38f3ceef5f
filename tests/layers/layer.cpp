#define BOOST_TEST_MODULE layer
#include "duet/layers/layer.hpp"

#include "duet/layers/linear.hpp"

#include <boost/test/unit_test.hpp>

using namespace duet;

// One mistake gives one error: what follows binds to the unknown silently.
static_assert(std::is_same_v<bind<Linear<4>, UnknownShape>, InvalidLayer>);
static_assert(is_unknown<InvalidLayer::Output>);
static_assert(!Composition<bind<Linear<4>, Shape<3>>>);
static_assert(cache_storage<bind<Linear<4>, Shape<3>>, Mode::training> == 0 && scratch_storage<bind<Linear<4>, Shape<3>>> == 0);

BOOST_AUTO_TEST_CASE(leaves_have_no_cache_by_default) {
    const auto cache = place_cache<bind<Linear<4>, Shape<3>>>(static_cast<float*>(nullptr), 3);
    BOOST_TEST(cache.size == 3);
}
