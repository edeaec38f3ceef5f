#define BOOST_TEST_MODULE samples
#include "duet/train/samples.hpp"

#include "duet/train/cross_entropy.hpp"
#include "duet/train/mean_squared_error.hpp"

#include "../model/small_network.hpp"

#include <array>
#include <vector>

#include <boost/test/unit_test.hpp>

using namespace duet;

namespace {

using Tagger = Model<Sequential<Linear<2>>, Shape<3, 1>>; // two classes in each of three steps
using Tags = Samples<Tagger, CrossEntropy>;
using Values = Samples<Tagger, MeanSquaredError>;
const std::array<float, 6> x{0, 1, 2, 3, 4, 5};
const std::vector<int> tags{0, 1, 0, 1, 1, 1};
const std::array<float, 12> values{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};

} // namespace

BOOST_AUTO_TEST_CASE(samples_are_gathered_in_the_order_of_their_rows) {
    SampleGatherer<Tagger, CrossEntropy> gather(3);
    const std::array<std::size_t, 3> rows{1, 0, 1};
    const Tags part = gather({{x.data(), 2}, tags}, rows);
    BOOST_TEST(part.x.size == 3);
    BOOST_TEST(std::vector<float>(part.x.data, part.x.data + 9) == (std::vector<float>{3, 4, 5, 0, 1, 2, 3, 4, 5}));
    BOOST_TEST(std::vector<int>(part.target.begin(), part.target.end()) == (std::vector<int>{1, 1, 1, 0, 1, 0, 1, 1, 1}));
}

BOOST_AUTO_TEST_CASE(so_are_targets_of_the_outputs_shape) {
    SampleGatherer<Tagger, MeanSquaredError> gather(2);
    const std::array<std::size_t, 1> rows{1};
    const Values part = gather({{x.data(), 2}, {values.data(), 2}}, rows);
    BOOST_TEST(std::vector<float>(part.target.data, part.target.data + 6) == (std::vector<float>{6, 7, 8, 9, 10, 11}));
}

BOOST_AUTO_TEST_CASE(so_is_each_of_several_inputs) {
    const small::Samples all(4);
    SampleGatherer<small::Net, CrossEntropy> gather(2);
    const std::array<std::size_t, 2> rows{3, 1};
    const auto part = gather({all.all(), all.labels}, rows);
    for (std::size_t i = 0; i < 2; ++i) {
        const auto same = [&](auto got, auto of) { return std::equal(got[i], got[i] + got.sample_size, of[rows[i]]); };
        BOOST_TEST(same(part.x.get<0>(), all.all().get<0>()));
        BOOST_TEST(same(part.x.get<1>(), all.all().get<1>()));
        BOOST_TEST(part.target[i] == all.labels[rows[i]]);
    }
}

BOOST_AUTO_TEST_CASE(a_slice_has_the_targets_of_its_samples) {
    const Tags tail = Tags{{x.data(), 2}, tags}.slice(1, 2);
    BOOST_TEST(tail.x.data[0] == 3);
    BOOST_TEST(tail.target.size() == 3);
    BOOST_TEST(tail.target[0] == 1);
    BOOST_TEST((Values{{x.data(), 2}, {values.data(), 2}}.slice(1, 2).target.data[0] == 6));
}

BOOST_AUTO_TEST_CASE(another_number_of_targets_is_named) {
    const auto says = [](const char* words) { return [words](const Error& error) { return std::string(error.what()) == words; }; };
    BOOST_CHECK_EXCEPTION((Tags{{x.data(), 1}, tags}.check()), Error, says("1 samples and 6 labels; expected at least one sample, and for each 3"));
    BOOST_CHECK_EXCEPTION((Values{}.check()), Error, says("0 samples and 0 targets; expected at least one sample, and for each 1"));
}
