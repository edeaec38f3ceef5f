#define BOOST_TEST_MODULE repeat
#include "duet/compose/repeat.hpp"

#include "duet/layers/check_layer.hpp"
#include "duet/layers/linear.hpp"
#include "duet/layers/relu.hpp"
#include "duet/layers/tanh.hpp"

#include "probes.hpp"

using namespace duet;

static_assert(std::is_same_v<Repeat<3, Tanh>, Sequential<Tanh, Tanh, Tanh>>);
static_assert(std::is_same_v<Repeat<2, Linear<4>, ReLU>, Sequential<Sequential<Linear<4>, ReLU>, Sequential<Linear<4>, ReLU>>>);

BOOST_AUTO_TEST_CASE(each_time_has_parameters_of_its_own) {
    probes::check_names<bind<Repeat<2, Linear<4>>, Shape<4>>>({"0.weight", "0.bias", "1.weight", "1.bias"});
    probes::check_names<bind<Repeat<2, Named<"fc", Linear<4>>, ReLU>, Shape<4>>>({"0.fc.weight", "0.fc.bias", "1.fc.weight", "1.fc.bias"});
}

BOOST_AUTO_TEST_CASE(keeps_the_contract) {
    check_layer<Repeat<3, Linear<4>, Tanh>, Shape<2, 4>>();
    check_layer<Repeat<1, Tanh>, Shape<4>>();
}

BOOST_AUTO_TEST_CASE(prediction_takes_no_more_memory_for_more_times) {
    using Few = bind<Repeat<2, Linear<4>, Tanh>, Shape<4>>;
    using Many = bind<Repeat<6, Linear<4>, Tanh>, Shape<4>>;
    static_assert(cache_storage<Many, Mode::inference> <= cache_storage<Few, Mode::inference> + 16);
    static_assert(cache_storage<Many, Mode::training> > cache_storage<Few, Mode::training> + 16);
    probes::prediction_is_training_without_caches<Repeat<6, Linear<4>, Tanh>, Shape<4>>();
}
