// Matrix products through xtensor-blas on OpenBLAS, cut into tiles whose sizes depend on the operands alone.
// Only xtensor-blas's BLAS layer is included: its expression layer costs seconds of compile time.
#pragma once

#include "duet/core/workers.hpp"
#include "duet/kernels/direct_product.hpp"
#include "duet/kernels/reduce.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstddef>

#include <xtensor-blas/xblas_config.hpp>

#include <xflens/cxxblas/cxxblas.cxx>

namespace duet::kernels {

/// Whether an operand of `gemm` is read by columns.
enum class Transpose { no, yes };

/// Up to so many multiply-adds OpenBLAS has kernels of its own, of which that for two operands read by rows takes memory in each call.
inline constexpr std::size_t largest_small_gemm = 1'000'000;

/// c (m, n) = op(a) op(b) + beta c, beta 0 or 1, all row-major with leading dimensions lda, ldb, ldc. One call on one thread; allocates nothing.
template <class T>
void gemm(Transpose ta, Transpose tb, std::size_t m, std::size_t n, std::size_t k, const T* a, std::size_t lda, const T* b, std::size_t ldb, T beta,
          T* c, std::size_t ldc) {
    if (ta == Transpose::no && tb == Transpose::no && m * n * k <= largest_small_gemm) {
        direct_product<T>(m, n, k, {a, lda, 1, b, ldb, c, ldc, beta == T{} ? nullptr : c, ldc});
        return;
    }
    using Index = xt::blas_index_t;
    const auto transpose = [](Transpose t) { return t == Transpose::yes ? cxxblas::Trans : cxxblas::NoTrans; };
    cxxblas::gemm<Index>(cxxblas::RowMajor, transpose(ta), transpose(tb), static_cast<Index>(m), static_cast<Index>(n), static_cast<Index>(k), T{1},
                         a, static_cast<Index>(lda), b, static_cast<Index>(ldb), beta, c, static_cast<Index>(ldc));
}

/// The same in parallel, in tiles of rows or, where these are few, of columns: at most eight, since each packs the other operand again.
template <class T>
void parallel_gemm(const Workers<T>& workers, Transpose ta, Transpose tb, std::size_t m, std::size_t n, std::size_t k, const T* a, std::size_t lda,
                   const T* b, std::size_t ldb, T beta, T* c, std::size_t ldc) {
    constexpr std::size_t most = 8;
    if (m >= 512 || m >= n) {
        workers.for_slots(
            m,
            [&](std::size_t, std::size_t begin, std::size_t end) {
                const T* rows = ta == Transpose::yes ? a + begin : a + begin * lda;
                gemm(ta, tb, end - begin, n, k, rows, lda, b, ldb, beta, c + begin * ldc, ldc);
            },
            std::max<std::size_t>(32, (m + most - 1) / most));
    } else {
        workers.for_slots(
            n,
            [&](std::size_t, std::size_t begin, std::size_t end) {
                const T* columns = tb == Transpose::yes ? b + begin * ldb : b + begin;
                gemm(ta, tb, m, end - begin, k, a, lda, columns, ldb, beta, c + begin, ldc);
            },
            std::max<std::size_t>(64, (n + most - 1) / most));
    }
}

/// Up to this many elements a weight gradient is summed in slots over rows of the batch; larger ones are cut into tiles.
inline constexpr std::size_t largest_slot_gradient = std::size_t{32} * 1024;

/// Elements of slot scratch that `add_weight_gradient` takes for a weight of (m, n).
constexpr std::size_t weight_gradient_slot_size(std::size_t m, std::size_t n, std::size_t largest = largest_slot_gradient) {
    return m * n <= largest ? m * n : 0;
}

/// gradient (m, n) += dy^T x, with dy (rows, m) and x (rows, n), leading dimensions ldy and ldx. `largest`: up to which size it is summed in slots;
/// over very many rows that is worth its memory for larger weights too, since each tile would pack all rows again.
template <class T>
void add_weight_gradient(const Workers<T>& workers, std::size_t rows, std::size_t m, std::size_t n, const T* dy, std::size_t ldy, const T* x,
                         std::size_t ldx, T* gradient, std::size_t largest = largest_slot_gradient) {
    if (weight_gradient_slot_size(m, n, largest) == 0) {
        parallel_gemm(workers, Transpose::yes, Transpose::no, m, n, rows, dy, ldy, x, ldx, T{1}, gradient, n);
        return;
    }
    const std::size_t count = workers.for_slots(
        rows,
        [&](std::size_t slot, std::size_t begin, std::size_t end) {
            gemm(Transpose::yes, Transpose::no, m, n, end - begin, dy + begin * ldy, ldy, x + begin * ldx, ldx, T{}, workers.slot(slot), n);
        },
        8);
    add_slots(workers, count, m * n, gradient);
}

} // namespace duet::kernels
