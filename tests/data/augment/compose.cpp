#define BOOST_TEST_MODULE compose
#include "duet/data/augment/compose.hpp"

#include <boost/test/unit_test.hpp>

using duet::Random;
using namespace duet::data;

namespace {

struct Add {
    int value;
    void operator()(int& sample, Random&) const { sample += value; }
};
struct Double {
    void operator()(int& sample, Random&) const { sample *= 2; }
};
struct Draw {
    void operator()(int& sample, Random& random) const { sample = static_cast<int>(random() % 1000); }
};

} // namespace

BOOST_AUTO_TEST_CASE(steps_follow_one_another) {
    Random random(1);
    int sample = 1;
    Compose(Add{3}, Double{}, Add{1})(sample, random);
    BOOST_TEST(sample == 9);
}

BOOST_AUTO_TEST_CASE(sometimes_is_as_often_as_asked) {
    Random random(1);
    int sample = 0;
    for (int i = 0; i < 10'000; ++i) Sometimes(0.3, Add{1})(sample, random);
    BOOST_TEST(sample > 2800);
    BOOST_TEST(sample < 3200);
    for (int i = 0; i < 100; ++i) Sometimes(0.0, Draw{})(sample, random);
    BOOST_TEST(sample > 2800);
}

BOOST_AUTO_TEST_CASE(the_same_stream_does_the_same) {
    const Compose steps(Sometimes(0.5, Draw{}), Double{}, Sometimes(0.5, Draw{}));
    for (std::uint64_t row = 0; row < 20; ++row) {
        int first = 5;
        int second = 5;
        Random one(duet::RandomStream{1, 2}.child(row));
        Random other(duet::RandomStream{1, 2}.child(row));
        steps(first, one);
        steps(second, other);
        BOOST_TEST(first == second);
    }
}
