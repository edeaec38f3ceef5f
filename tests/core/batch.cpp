#define BOOST_TEST_MODULE batch
#include "duet/core/batch.hpp"

#include <vector>

#include <boost/test/unit_test.hpp>

using namespace duet;

static_assert(storage_size<Shape<3>> == 16 && storage_size<Shapes<Shape<3>, Shape<17>>> == 48 && storage_size<Shapes<>> == 0);

BOOST_AUTO_TEST_CASE(samples_follow_one_another) {
    std::vector<float> memory(12);
    const Batch<float, Shape<2, 3>> batch(memory.data(), 2);
    BOOST_TEST(batch[1] == memory.data() + 6);
    BOOST_TEST(batch.elements() == 12);
    BOOST_TEST(batch.slice(1, 2).data == batch[1]);
    const Batch<const float, Shape<2, 3>> view = batch;
    BOOST_TEST(view.as<Shape<6>>().data == memory.data());
}

BOOST_AUTO_TEST_CASE(several_tensors_stand_in_blocks_of_their_own) {
    using S = Shapes<Shape<3>, Shape<2, 2>>;
    std::vector<double> memory(5 * storage_size<S>);
    const auto batch = place<S>(memory.data(), 5);
    BOOST_TEST(batch.get<0>().data == memory.data());
    BOOST_TEST(batch.get<1>().data == memory.data() + 5 * 16);
    const auto part = batch.slice(2, 4);
    BOOST_TEST(part.size == 2);
    BOOST_TEST(part.get<0>().data == memory.data() + 2 * 3);
    BOOST_TEST(part.get<1>().data == memory.data() + 5 * 16 + 2 * 4);
}
