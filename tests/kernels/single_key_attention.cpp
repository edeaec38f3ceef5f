#define BOOST_TEST_MODULE single_key_attention
#include "duet/kernels/single_key_attention.hpp"

#include "duet/core/buffer.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <limits>
#include <vector>

using namespace duet::kernels;
using duet::Buffer;
using duet::Workers;

namespace {

constexpr AttentionExtents extents{2, 3, 1, 4}; // heads, queries, keys, width
constexpr std::size_t samples = 5;
constexpr std::size_t values_of_sample = 2 * 4;
constexpr std::size_t context_of_sample = 3 * 2 * 4;

struct Needs {
    static constexpr std::size_t slot_size = 0;
    static constexpr std::size_t thread_size = single_key_thread_size(extents);
    static constexpr std::size_t shared_size = 0;
};

/// Scratch memory full of NaN.
struct Memory {
    Buffer<double> scratch{duet::workers_memory<Needs>(2, duet::slots)};
    Workers<double> workers = duet::make_workers<Needs>(scratch.data(), 2, duet::slots);

    Memory() { std::fill_n(scratch.data(), scratch.size(), std::numeric_limits<double>::quiet_NaN()); }
};

std::vector<double> numbered(std::size_t count) {
    std::vector<double> values(count);
    for (std::size_t i = 0; i < count; ++i) values[i] = static_cast<double>(i * 7 % 13) - 6;
    return values;
}

} // namespace

BOOST_AUTO_TEST_CASE(every_query_is_answered_by_the_value) {
    Memory memory;
    const std::vector<double> values = numbered(samples * values_of_sample);
    std::vector<double> context(samples * context_of_sample);
    single_key_attention<extents, double>(memory.workers, samples, {}, values.data(), context.data());
    for (std::size_t i = 0; i < context.size(); ++i) {
        BOOST_TEST(context[i] == values[i / context_of_sample * values_of_sample + i % values_of_sample]);
    }
    const std::vector<double> slopes = numbered(context.size());
    std::vector<double> gradient(values.size(), 99); // assigned, not added to
    single_key_attention_gradient<extents, double>(memory.workers, samples, {}, slopes.data(), gradient.data());
    for (std::size_t i = 0; i < gradient.size(); ++i) {
        double sum = 0;
        for (std::size_t query = 0; query < 3; ++query) {
            sum += slopes[i / values_of_sample * context_of_sample + query * values_of_sample + i % values_of_sample];
        }
        BOOST_TEST(gradient[i] == sum);
    }
}

BOOST_AUTO_TEST_CASE(dropout_strikes_whole_answers_and_the_same_ones_on_the_way_back) {
    Memory memory;
    const AttentionDropout dropout{0.5, {1, 2}, 0};
    std::vector<double> context(samples * context_of_sample);
    const std::vector<double> ones(samples * values_of_sample, 1);
    single_key_attention<extents, double>(memory.workers, samples, dropout, ones.data(), context.data());
    std::size_t struck = 0;
    for (std::size_t answer = 0; answer < context.size(); answer += 4) {
        BOOST_TEST((context[answer] == 0 || context[answer] == 2));
        for (std::size_t c = 1; c < 4; ++c) BOOST_TEST(context[answer + c] == context[answer]);
        struck += context[answer] == 0 ? 1U : 0U;
    }
    BOOST_TEST((struck > 5 && struck < 25)); // of 30
    std::vector<double> gradient(ones.size());
    single_key_attention_gradient<extents, double>(memory.workers, samples, dropout, std::vector<double>(context.size(), 1).data(), gradient.data());
    for (std::size_t i = 0; i < gradient.size(); ++i) {
        double sum = 0;
        for (std::size_t query = 0; query < 3; ++query) {
            sum += context[i / values_of_sample * context_of_sample + query * values_of_sample + i % values_of_sample];
        }
        BOOST_TEST(gradient[i] == sum);
    }
}
