#define BOOST_TEST_MODULE attention
#include "duet/kernels/attention.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

using namespace duet::kernels;
using duet::Buffer;
using duet::Workers;

namespace {

/// Scratch memory full of NaN.
template <AttentionExtents E, class T>
struct Memory {
    struct Needs {
        static constexpr std::size_t slot_size = 0;
        static constexpr std::size_t thread_size = attention_thread_size(E);
        static constexpr std::size_t shared_size = 0;
    };
    Buffer<T> scratch;
    Workers<T> workers;

    explicit Memory(int threads)
        : scratch(duet::workers_memory<Needs>(static_cast<std::size_t>(threads), duet::slots)),
          workers(duet::make_workers<Needs>(scratch.data(), threads, duet::slots)) {
        std::fill_n(scratch.data(), scratch.size(), std::numeric_limits<T>::quiet_NaN());
    }
};

} // namespace

BOOST_AUTO_TEST_CASE(two_keys_by_hand) {
    // One query of width 4: scores 2 * (log 3, 0) / sqrt(4), so the weights are 3/4 and 1/4. Keys and values lie side by side, 8 elements a row.
    constexpr AttentionExtents extents{1, 1, 2, 4};
    const std::vector<double> query{2, 0, 0, 0};
    const std::vector<double> answers{std::log(3.0), 9, 9, 9, 4, 8, 0, -4, 0, 9, 9, 9, 0, 4, 0, 4};
    Buffer<double> weights(extents.weights());
    std::vector<double> context(4);
    Memory<extents, double> memory(1);
    attention<extents, double>(memory.workers, 1, {}, {query.data(), answers.data(), answers.data() + 4, 4, 8}, weights.data(), context.data());
    BOOST_CHECK_CLOSE(weights.data()[0], 0.75, 1e-12);
    BOOST_CHECK_CLOSE(weights.data()[1], 0.25, 1e-12);
    const std::vector<double> expected{3, 7, 0, -2};
    for (std::size_t i = 0; i < 4; ++i) BOOST_CHECK_SMALL(context[i] - expected[i], 1e-12);
}

BOOST_AUTO_TEST_CASE(dropout_is_indexed_by_the_sample_in_the_whole_batch) {
    constexpr AttentionExtents extents{2, 3, 5, 4};
    constexpr std::size_t samples = 7;
    std::vector<float> rows(samples * 5 * 8);
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = static_cast<float>(i % 11) / 11;
    Memory<extents, float> memory(2);
    const auto run = [&](std::size_t begin, std::size_t end) {
        Buffer<float> weights(samples * extents.heads * extents.weights());
        std::vector<float> context((end - begin) * 3 * 8);
        const float* answers = rows.data() + begin * 5 * 8;
        attention<extents, float>(memory.workers, end - begin, {0.5, {1, 2}, begin}, {rows.data() + begin * 3 * 8, answers, answers, 8, 8},
                                  weights.data(), context.data());
        return context;
    };
    const std::vector<float> whole = run(0, samples);
    const std::vector<float> tail = run(4, samples);
    BOOST_TEST(std::equal(tail.begin(), tail.end(), whole.begin() + 4 * 3 * 8));
    BOOST_TEST(std::count(whole.begin(), whole.end(), 0.0F) < static_cast<std::ptrdiff_t>(whole.size() / 4));
}

// Softmax weights that dropout struck stand with a minus; the gradients agree with the ones written out, for extents that fill no vector.
BOOST_AUTO_TEST_CASE(dropout_is_remembered_by_the_sign) {
    constexpr AttentionExtents extents{1, 3, 5, 2};
    const duet::RandomStream random{1, 2};
    std::vector<double> rows(3 * 2 + 5 * 4), slopes{1, -2, 3, 0.5, -1, 2};
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = static_cast<double>(i * 7 % 11) / 11;
    const AttentionRows<const double> operands{rows.data(), rows.data() + 6, rows.data() + 8, 2, 4};
    Memory<extents, double> memory(1);
    Buffer<double> weights(extents.weights());
    std::vector<double> context(6), gradients(rows.size());
    attention<extents, double>(memory.workers, 1, {0.5, random}, operands, weights.data(), context.data());
    attention_gradient<extents, double>(memory.workers, 1, {0.5, random}, operands, weights.data(), slopes.data(),
                                        {gradients.data(), gradients.data() + 6, gradients.data() + 8, 2, 4});

    std::vector<double> factors(extents.weights());
    for (std::size_t i = 0; i < factors.size(); ++i) factors[i] = dropout_factors<double>(random, i / mask_block, 0.5)[i % mask_block];
    std::vector<double> value_slopes(10), query_slopes(6);
    std::size_t struck = 0;
    for (std::size_t q = 0; q < 3; ++q) {
        std::vector<double> softmax(5), applied_slopes(5);
        double sum = 0, mean = 0;
        for (std::size_t k = 0; k < 5; ++k) {
            sum += softmax[k] = std::exp((rows[2 * q] * rows[6 + 4 * k] + rows[2 * q + 1] * rows[7 + 4 * k]) / std::sqrt(2.0));
        }
        for (std::size_t k = 0; k < 5; ++k) {
            const double factor = factors[q * extents.weights_row() + k];
            softmax[k] /= sum;
            struck += factor == 0 ? 1 : 0;
            BOOST_CHECK_CLOSE(weights.data()[q * extents.weights_row() + k], factor == 0 ? -softmax[k] : softmax[k], 1e-9);
            for (std::size_t i = 0; i < 2; ++i) value_slopes[2 * k + i] += factor * softmax[k] * slopes[2 * q + i];
            applied_slopes[k] = factor * (slopes[2 * q] * rows[8 + 4 * k] + slopes[2 * q + 1] * rows[9 + 4 * k]);
            mean += softmax[k] * applied_slopes[k];
        }
        for (std::size_t k = 0; k < 5; ++k) {
            for (std::size_t i = 0; i < 2; ++i)
                query_slopes[2 * q + i] += softmax[k] * (applied_slopes[k] - mean) / std::sqrt(2.0) * rows[6 + 4 * k + i];
        }
    }
    BOOST_TEST((struck > 2 && struck < 13));
    for (std::size_t k = 0; k < 5; ++k) {
        for (std::size_t i = 0; i < 2; ++i) BOOST_CHECK_SMALL(gradients[8 + 4 * k + i] - value_slopes[2 * k + i], 1e-12);
    }
    for (std::size_t i = 0; i < 6; ++i) BOOST_CHECK_SMALL(gradients[i] - query_slopes[i], 1e-12);
}
