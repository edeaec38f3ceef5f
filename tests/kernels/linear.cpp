#define BOOST_TEST_MODULE linear
#include "duet/kernels/linear.hpp"

#include "duet/core/buffer.hpp"

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <tuple>
#include <vector>

using duet::Workers;

namespace {

template <class T, std::size_t Inputs, std::size_t Outputs>
struct Memory {
    static constexpr std::size_t slot_size = duet::kernels::linear_slot_size(Inputs, Outputs);
    static constexpr std::size_t thread_size = 0;
    static constexpr std::size_t shared_size = duet::kernels::linear_prepared_size(Inputs, Outputs);

    duet::Buffer<T> scratch;
    Workers<T> workers;

    explicit Memory(int threads)
        : scratch(duet::workers_memory<Memory>(static_cast<std::size_t>(threads), duet::slots)),
          workers(duet::make_workers<Memory>(scratch.data(), threads, duet::slots)) {}
};

/// Small whole numbers, so that every sum is exact.
template <class T>
std::vector<T> numbers(std::size_t count, std::size_t step) {
    std::vector<T> values(count);
    for (std::size_t i = 0; i < count; ++i) values[i] = static_cast<T>(i * step % 7) - 3;
    return values;
}

template <class T, std::size_t Inputs, std::size_t Outputs>
void equals_the_sums(std::size_t rows) {
    const Memory<T, Inputs, Outputs> memory(3);
    const auto x = numbers<T>(rows * Inputs, 5), dy = numbers<T>(rows * Outputs, 11), weight = numbers<T>(Inputs * Outputs, 3);
    const auto bias = numbers<T>(Outputs, 2);
    std::vector<T> y(dy.size()), dx(x.size()), weight_gradient(weight.size(), T{5}), bias_gradient(Outputs, T{6});
    duet::kernels::prepare_linear(Inputs, Outputs, weight.data(), memory.workers.shared);
    duet::kernels::linear(memory.workers, rows, Inputs, Outputs, x.data(), weight.data(), memory.workers.shared, bias.data(), y.data());
    duet::kernels::add_linear_gradients(memory.workers, rows, Inputs, Outputs, x.data(), dy.data(), weight_gradient.data(), bias_gradient.data());
    duet::kernels::linear_input_gradient(memory.workers, rows, Inputs, Outputs, dy.data(), weight.data(), dx.data());

    std::vector<T> expected_y(y.size()), expected_dx(dx.size()), expected_weight(weight.size(), T{5}), expected_bias(Outputs, T{6});
    for (std::size_t r = 0; r < rows; ++r) {
        for (std::size_t o = 0; o < Outputs; ++o) {
            const T slope = dy[r * Outputs + o];
            expected_bias[o] += slope;
            expected_y[r * Outputs + o] = bias[o];
            for (std::size_t i = 0; i < Inputs; ++i) {
                expected_y[r * Outputs + o] += x[r * Inputs + i] * weight[o * Inputs + i];
                expected_weight[o * Inputs + i] += x[r * Inputs + i] * slope;
                expected_dx[r * Inputs + i] += weight[o * Inputs + i] * slope;
            }
        }
    }
    BOOST_TEST((y == expected_y));
    BOOST_TEST((dx == expected_dx));
    BOOST_TEST((weight_gradient == expected_weight));
    BOOST_TEST((bias_gradient == expected_bias));
}

} // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(directly_and_through_blas, T, decltype(std::tuple<float, double>{})) {
    static_assert(duet::kernels::direct_linear<T>(64 * 192, 192) && !duet::kernels::direct_linear<T>(13 * 7, 7));
    for (const std::size_t rows : {1U, 7U, 300U}) {
        equals_the_sums<T, 64, 192>(rows);
        equals_the_sums<T, 13, 64>(rows);
        equals_the_sums<T, 80, 16>(rows); // five vectors
        equals_the_sums<T, 48, 7>(rows);
        equals_the_sums<T, 200, 176>(rows); // too large
    }
}

BOOST_AUTO_TEST_CASE(two_rows_by_hand) {
    const Memory<double, 3, 2> memory(2);
    const Workers<double>& workers = memory.workers;
    const std::vector<double> x{1, 2, 3, -1, 0, 2}, weight{1, 0, 2, -1, 1, 1}, bias{10, 20};
    std::vector<double> y(4), dx(6), weight_gradient(6, 100), bias_gradient(2, 100);
    duet::kernels::prepare_linear(3, 2, weight.data(), workers.shared); // nothing, unless two elements fill a vector
    duet::kernels::linear(workers, 2, 3, 2, x.data(), weight.data(), workers.shared, bias.data(), y.data());
    BOOST_TEST(y == (std::vector<double>{17, 24, 13, 23}), boost::test_tools::per_element());
    const std::vector<double> dy{1, 2, 3, -1};
    duet::kernels::add_linear_gradients(workers, 2, 3, 2, x.data(), dy.data(), weight_gradient.data(), bias_gradient.data());
    BOOST_TEST(weight_gradient == (std::vector<double>{98, 102, 109, 103, 104, 104}), boost::test_tools::per_element());
    BOOST_TEST(bias_gradient == (std::vector<double>{104, 101}), boost::test_tools::per_element());
    duet::kernels::linear_input_gradient(workers, 2, 3, 2, dy.data(), weight.data(), dx.data());
    BOOST_TEST(dx == (std::vector<double>{-1, 2, 4, 4, -1, 5}), boost::test_tools::per_element());
}
