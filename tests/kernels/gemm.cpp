#define BOOST_TEST_MODULE gemm
#include "counting.hpp"

#include "duet/kernels/gemm.hpp"

#include "duet/core/random.hpp"
#include "duet/kernels/blas_setup.hpp"

#include <array>
#include <tuple>
#include <vector>

#include <boost/test/unit_test.hpp>

using namespace duet;
using kernels::Transpose;

namespace {

template <class T>
std::vector<T> random_values(std::size_t count, std::uint64_t seed) {
    Random random(seed);
    std::vector<T> values(count);
    for (T& v : values) v = static_cast<T>(random.uniform(-1, 1));
    return values;
}

/// c = op(a) op(b) + beta c by its definition, dense.
template <class T>
void plain_gemm(Transpose ta, Transpose tb, std::size_t m, std::size_t n, std::size_t k, const T* a, const T* b, T beta, T* c) {
    for (std::size_t i = 0; i < m; ++i) {
        for (std::size_t j = 0; j < n; ++j) {
            double sum = 0;
            for (std::size_t l = 0; l < k; ++l) {
                sum += static_cast<double>(ta == Transpose::yes ? a[l * m + i] : a[i * k + l]) *
                       static_cast<double>(tb == Transpose::yes ? b[j * k + l] : b[l * n + j]);
            }
            c[i * n + j] = static_cast<T>(sum) + beta * c[i * n + j];
        }
    }
}

/// As everything that runs a network does: with several BLAS threads the sums would depend on them.
struct SingleThreadedBlas {
    SingleThreadedBlas() { kernels::use_single_threaded_blas(); }
};

using Scalars = std::tuple<float, double>;

} // namespace

BOOST_TEST_GLOBAL_FIXTURE(SingleThreadedBlas);

BOOST_AUTO_TEST_CASE_TEMPLATE(parallel_gemm_is_the_matrix_product_for_any_number_of_threads, T, Scalars) {
    const double allowed = sizeof(T) == 8 ? 1e-12 : 1e-4;
    for (const auto& [m, n, k] :
         std::vector<std::array<std::size_t, 3>>{{1, 1, 1}, {3, 5, 7}, {700, 33, 20}, {8, 1100, 40}, {64, 64, 300}, {256, 100, 300}}) {
        for (const Transpose ta : {Transpose::no, Transpose::yes}) {
            for (const Transpose tb : {Transpose::no, Transpose::yes}) {
                const auto a = random_values<T>(m * k, 1);
                const auto b = random_values<T>(k * n, 2);
                const auto start = random_values<T>(m * n, 3);
                std::vector<T> expected = start;
                plain_gemm(ta, tb, m, n, k, a.data(), b.data(), T{1}, expected.data());
                std::vector<T> first;
                for (const int threads : {1, 2, 3, 8}) {
                    std::vector<T> c = start;
                    const Workers<T> workers{threads};
                    kernels::parallel_gemm(workers, ta, tb, m, n, k, a.data(), ta == Transpose::yes ? m : k, b.data(), tb == Transpose::yes ? k : n,
                                           T{1}, c.data(), n);
                    for (std::size_t i = 0; i < c.size(); ++i) BOOST_REQUIRE_SMALL(static_cast<double>(c[i] - expected[i]), allowed);
                    if (first.empty()) first = c;
                    BOOST_TEST((c == first));
                }
            }
        }
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(weight_gradient_adds, T, Scalars) {
    const double allowed = sizeof(T) == 8 ? 1e-12 : 1e-3;
    for (const auto& [rows, m, n] : std::vector<std::array<std::size_t, 3>>{{1, 3, 4}, {300, 17, 5}, {50, 200, 200}}) {
        const auto dy = random_values<T>(rows * m, 1);
        const auto x = random_values<T>(rows * n, 2);
        std::vector<T> expected(m * n, T{1});
        plain_gemm(Transpose::yes, Transpose::no, m, n, rows, dy.data(), x.data(), T{1}, expected.data());
        std::vector<T> scratch(slots * kernels::weight_gradient_slot_size(m, n));
        std::vector<T> first;
        for (const int threads : {1, 2, 3, 8}) {
            std::vector<T> gradient(m * n, T{1});
            const Workers<T> workers{threads, slots, scratch.data(), kernels::weight_gradient_slot_size(m, n)};
            kernels::add_weight_gradient(workers, rows, m, n, dy.data(), m, x.data(), n, gradient.data());
            for (std::size_t i = 0; i < gradient.size(); ++i) BOOST_REQUIRE_SMALL(static_cast<double>(gradient[i] - expected[i]), allowed);
            if (first.empty()) first = gradient;
            BOOST_TEST((gradient == first));
        }
    }
}

BOOST_TEST_DECORATOR(*boost::unit_test::precondition(allocations::counting))
BOOST_AUTO_TEST_CASE_TEMPLATE(no_product_allocates, T, Scalars) {
    constexpr std::size_t most = 1024;
    const std::vector<T> a(most * most), b(most * most);
    std::vector<T> c(most * most);
    const auto multiply = [&](Transpose ta, Transpose tb, std::size_t m, std::size_t n, std::size_t k, T beta) {
        kernels::gemm(ta, tb, m, n, k, a.data(), ta == Transpose::yes ? m : k, b.data(), tb == Transpose::yes ? k : n, beta, c.data(), n);
    };
    for (const Transpose ta : {Transpose::no, Transpose::yes}) {
        for (const Transpose tb : {Transpose::no, Transpose::yes}) {
            multiply(ta, tb, most, 128, 128, T{}); // OpenBLAS takes its buffer once
            for (const auto& [m, n, k] : std::vector<std::array<std::size_t, 3>>{
                     {1, 1, 39}, {1, 1000, 1000}, {2, 507, 507}, {16, 507, 128}, {64, 64, 64}, {100, 100, 100}, {101, 100, 100}, {1000, 39, 13}}) {
                for (const T beta : {T{0}, T{1}})
                    BOOST_TEST(allocations::count([&] { multiply(ta, tb, m, n, k, beta); }) == 0U, m << "x" << n << "x" << k);
            }
        }
    }
}
