#define BOOST_TEST_MODULE attention
#include "duet/kernels/attention.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace duet::kernels;
using duet::Workers;

BOOST_AUTO_TEST_CASE(two_keys_by_hand) {
    // One query of width 4: scores 2 * (log 3, 0) / sqrt(4), so the weights are 3/4 and 1/4. Keys and values lie side by side, 8 elements a row.
    constexpr AttentionExtents extents{1, 1, 2, 4};
    const std::vector<double> query{2, 0, 0, 0};
    const std::vector<double> answers{std::log(3.0), 9, 9, 9, 4, 8, 0, -4, 0, 9, 9, 9, 0, 4, 0, 4};
    std::vector<double> weights(2), context(4);
    attention<double>(Workers<double>{}, 1, extents, {}, {query.data(), answers.data(), answers.data() + 4, 4, 8}, weights.data(), context.data());
    BOOST_CHECK_CLOSE(weights[0], 0.75, 1e-12);
    BOOST_CHECK_CLOSE(weights[1], 0.25, 1e-12);
    const std::vector<double> expected{3, 7, 0, -2};
    for (std::size_t i = 0; i < 4; ++i) BOOST_CHECK_SMALL(context[i] - expected[i], 1e-12);
}

BOOST_AUTO_TEST_CASE(dropout_is_indexed_by_the_sample_in_the_whole_batch) {
    constexpr AttentionExtents extents{2, 3, 5, 4};
    constexpr std::size_t samples = 7;
    std::vector<float> rows(samples * 5 * 8), slots(duet::slots * attention_slot_size(extents));
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = static_cast<float>(i % 11) / 11;
    const Workers<float> workers{2, duet::slots, slots.data(), attention_slot_size(extents)};
    const auto run = [&](std::size_t begin, std::size_t end) {
        std::vector<float> weights(samples * 2 * 15), context((end - begin) * 3 * 8);
        const float* answers = rows.data() + begin * 5 * 8;
        attention<float>(workers, end - begin, extents, {0.5, {1, 2}, begin}, {rows.data() + begin * 3 * 8, answers, answers, 8, 8}, weights.data(),
                         context.data());
        return context;
    };
    const std::vector<float> whole = run(0, samples);
    const std::vector<float> tail = run(4, samples);
    BOOST_TEST(std::equal(tail.begin(), tail.end(), whole.begin() + 4 * 3 * 8));
    BOOST_TEST(std::count(whole.begin(), whole.end(), 0.0F) < static_cast<std::ptrdiff_t>(whole.size() / 4));
}
