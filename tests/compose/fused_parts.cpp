#define BOOST_TEST_MODULE fused_parts
#include "duet/compose/fused_parts.hpp"

#include "duet/compose/sequential.hpp"
#include "duet/layers/flatten.hpp"
#include "duet/layers/linear.hpp"
#include "duet/layers/max_pool2d.hpp"

#include <boost/test/unit_test.hpp>

#include <string_view>
#include <type_traits>

using namespace duet;

namespace {

using Conv = Conv2d<4, 3>;
using Pool = MaxPool2d<2>;
using Row = typename Fusion<Conv, ReLU, Pool>::type;

// Two rows, one of them named, between parts that are left as they are.
using Mixed = FusedParts<ReLU, Conv, ReLU, Pool, Named<"conv2", Conv>, Named<"relu2", ReLU>, Pool, Flatten, Linear<10>>;
static_assert(Mixed::count == 5);
static_assert(std::is_same_v<Mixed::part<0>, ReLU>);
static_assert(std::is_same_v<Mixed::part<1>, Row>);
static_assert(std::is_same_v<Mixed::part<2>, Row>);
static_assert(std::is_same_v<Mixed::part<4>, Linear<10>>);
static_assert(Mixed::names[1].view() == "1" && Mixed::names[2].view() == "conv2" && Mixed::names[4].view() == "8");
static_assert(Mixed::index(2) == 4 && Mixed::index(4) == 8);

// Rows that are not whole, and rows that an inner Sequential keeps apart.
static_assert(FusedParts<Conv>::count == 1);
static_assert(FusedParts<Conv, ReLU>::count == 2);
static_assert(FusedParts<Conv, Conv, ReLU, Pool>::count == 2);
static_assert(FusedParts<Sequential<Conv>, ReLU, Pool>::count == 3);
static_assert(FusedParts<Named<"conv", Conv>, Sequential<ReLU>, Pool>::count == 3);

template <class... Specs>
using OnPicture = bind<Sequential<Specs...>, Shape<1, 8, 8>>;

} // namespace

BOOST_AUTO_TEST_CASE(parameters_keep_their_names_and_places) {
    constexpr auto fused = OnPicture<Conv, ReLU, Pool, Named<"second", Conv>, ReLU, Pool, Flatten, Linear<3>>::parameter_list;
    constexpr auto apart = OnPicture<Conv, Sequential<ReLU>, Pool, Named<"second", Conv>, Sequential<ReLU>, Pool, Flatten, Linear<3>>::parameter_list;
    static_assert(fused.size() == apart.size());
    for (std::size_t i = 0; i < fused.size(); ++i) {
        BOOST_TEST(fused[i].name.view() == apart[i].name.view());
        BOOST_TEST(fused[i].size() == apart[i].size());
    }
}
