#define BOOST_TEST_MODULE attention
#include "duet/kernels/attention.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>
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

    Buffer<double> memory_of_factors(dropout_size(extents.weights()));
    const double* factors = memory_of_factors.data();
    AttentionDropout{0.5, random}.write_factors(0, 1, 0, extents.weights(), memory_of_factors.data());
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

namespace {

/// Rows of queries, keys and values of all heads, and what plain loops make of them for one head of one sample.
template <AttentionExtents E>
struct Plain {
    std::vector<double> weights = std::vector<double>(E.queries * E.keys), context = std::vector<double>(E.queries * E.width);
    std::vector<double> query_slopes = std::vector<double>(E.queries * E.width), key_slopes = std::vector<double>(E.keys * E.width),
                        value_slopes = std::vector<double>(E.keys * E.width);

    template <class T>
    Plain(const AttentionRows<const T>& rows, const T* slopes, const T* factors) {
        const double scale = 1 / std::sqrt(static_cast<double>(E.width));
        const auto dot = [](const T* a, const T* b) {
            double sum = 0;
            for (std::size_t i = 0; i < E.width; ++i) sum += static_cast<double>(a[i]) * static_cast<double>(b[i]);
            return sum;
        };
        for (std::size_t q = 0; q < E.queries; ++q) {
            const T* query = rows.queries + q * rows.query_stride;
            const T* slope = slopes + q * E.row();
            double sum = 0, mean = 0;
            for (std::size_t k = 0; k < E.keys; ++k) sum += weights[q * E.keys + k] = std::exp(scale * dot(query, rows.keys + k * rows.key_stride));
            const auto factor = [&](std::size_t k) { return static_cast<double>(factors[q * E.weights_row() + k]); };
            const auto applied_slope = [&](std::size_t k) { return factor(k) * dot(slope, rows.values + k * rows.key_stride); };
            for (std::size_t k = 0; k < E.keys; ++k) mean += (weights[q * E.keys + k] /= sum) * applied_slope(k);
            for (std::size_t k = 0; k < E.keys; ++k) {
                const double weight = weights[q * E.keys + k];
                const double score = scale * weight * (applied_slope(k) - mean);
                for (std::size_t i = 0; i < E.width; ++i) {
                    context[q * E.width + i] += factor(k) * weight * static_cast<double>(rows.values[k * rows.key_stride + i]);
                    value_slopes[k * E.width + i] += factor(k) * weight * static_cast<double>(slope[i]);
                    query_slopes[q * E.width + i] += score * static_cast<double>(rows.keys[k * rows.key_stride + i]);
                    key_slopes[k * E.width + i] += score * static_cast<double>(query[i]);
                }
            }
        }
    }
};

template <AttentionExtents E, class T>
void check_against_plain(double probability) {
    constexpr std::size_t samples = 2, query_size = E.queries * E.row(), key_size = E.keys * 2 * E.row();
    const double tolerance = sizeof(T) == 4 ? 2e-5 : 1e-12;
    duet::Random random(E.keys, E.width);
    const auto fill = [&](std::size_t size) {
        std::vector<T> values(size);
        for (T& v : values) v = static_cast<T>(random.uniform(-1, 1));
        return values;
    };
    const std::vector<T> queries = fill(samples * query_size), answers = fill(samples * key_size), slopes = fill(samples * query_size);
    std::vector<T> context(queries.size()), query_slopes(queries.size()), answer_slopes(answers.size());
    Memory<E, T> memory(2);
    Buffer<T> weights(samples * E.heads * E.weights()), factors(dropout_size(E.weights()));
    const AttentionRows<const T> rows{queries.data(), answers.data(), answers.data() + E.row(), E.row(), 2 * E.row()};
    const AttentionRows<T> gradients{query_slopes.data(), answer_slopes.data(), answer_slopes.data() + E.row(), E.row(), 2 * E.row()};
    const AttentionDropout dropout{probability, {1, 2}, 3};
    attention<E, T>(memory.workers, samples, dropout, rows, weights.data(), context.data());
    attention_gradient<E, T>(memory.workers, samples, dropout, rows, weights.data(), slopes.data(), gradients);
    for (std::size_t s = 0; s < samples; ++s) {
        for (std::size_t h = 0; h < E.heads; ++h) {
            dropout.write_factors(s, E.heads, h, E.weights(), factors.data());
            const std::size_t at = s * query_size + h * E.width;
            const Plain<E> plain(rows.head(E, s, h), slopes.data() + at, static_cast<const T*>(factors.data()));
            const AttentionRows<T> head = gradients.head(E, s, h);
            double worst = 0;
            const auto compare = [&](const T* got, const std::vector<double>& expected, std::size_t stride) {
                for (std::size_t i = 0; i < expected.size(); ++i) {
                    const double difference = std::abs(static_cast<double>(got[i / E.width * stride + i % E.width]) - expected[i]);
                    worst = std::isfinite(difference) ? std::max(worst, difference) : std::numeric_limits<double>::infinity();
                }
            };
            compare(context.data() + at, plain.context, E.row());
            compare(head.queries, plain.query_slopes, E.row());
            compare(head.keys, plain.key_slopes, 2 * E.row());
            compare(head.values, plain.value_slopes, 2 * E.row());
            BOOST_TEST(worst < tolerance, "heads of width " << E.width << ", " << E.queries << " x " << E.keys << ": " << worst);
        }
    }
}

template <class T>
void check_extents(double probability) {
    check_against_plain<AttentionExtents{2, 1, 1, 1}, T>(probability);
    check_against_plain<AttentionExtents{2, 3, 5, 11}, T>(probability);
    check_against_plain<AttentionExtents{1, 17, 16, 13}, T>(probability);
    check_against_plain<AttentionExtents{3, 39, 39, 16}, T>(probability);
    check_against_plain<AttentionExtents{2, 2, 33, 64}, T>(probability);
    check_against_plain<AttentionExtents{1, 5, 507, 1}, T>(probability);
    check_against_plain<AttentionExtents{1, 507, 2, 3}, T>(probability);
}

} // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(any_extents_agree_with_plain_loops, T, decltype(std::tuple<float, double>{})) {
    check_extents<T>(0);
    check_extents<T>(0.3);
}
