// Matrix products of any size: our own and, through xtensor-blas, OpenBLAS's, cut into pieces that depend on the operands alone.
// Only xtensor-blas's BLAS layer is included: its expression layer costs seconds of compile time.
#pragma once

#include "duet/core/workers.hpp"
#include "duet/kernels/blas_setup.hpp"
#include "duet/kernels/direct_product.hpp"
#include "duet/kernels/dot_products.hpp"
#include "duet/kernels/packed_product.hpp"
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

/// c (m, n) = start + op(a) op(b), all row-major with leading dimensions lda, ldb, ldc; start as in ProductResult. One call on one thread; allocates
/// nothing. OpenBLAS is the faster where `a` is read by columns, if it knows the processor.
template <class T>
void gemm(Transpose ta, Transpose tb, std::size_t m, std::size_t n, std::size_t k, const T* a, std::size_t lda, const T* b, std::size_t ldb,
          const ProductResult<T>& result) {
    const bool turned_a = ta == Transpose::yes;
    const bool turned_b = tb == Transpose::yes;
    if (turned_a && !turned_b && (result.start == nullptr || result.start == result.c) && blas_fits_processor()) {
        using Index = xt::blas_index_t;
        cxxblas::gemm<Index>(cxxblas::RowMajor, cxxblas::Trans, cxxblas::NoTrans, static_cast<Index>(m), static_cast<Index>(n), static_cast<Index>(k),
                             T{1}, a, static_cast<Index>(lda), b, static_cast<Index>(ldb), result.start == nullptr ? T{} : T{1}, result.c,
                             static_cast<Index>(result.c_row));
    } else if (!turned_a && turned_b && m <= few_rows) {
        dot_products(m, n, k, a, lda, b, ldb, result.start, result.start_row, result.c, result.c_row);
    } else if (!turned_a && !turned_b && m <= few_rows) {
        direct_product<T>(m, n, k, {a, lda, 1, b, ldb, result.c, result.c_row, result.start, result.start_row});
    } else {
        const auto view = [](const T* data, std::size_t leading, bool turned) {
            return turned ? MatrixView<T>{data, 1, leading} : MatrixView<T>{data, leading, 1};
        };
        packed_product(m, n, k, view(a, lda, turned_a), view(b, ldb, turned_b), result);
    }
}

/// c = op(a) op(b) + beta c, beta 0 or 1.
template <class T>
void gemm(Transpose ta, Transpose tb, std::size_t m, std::size_t n, std::size_t k, const T* a, std::size_t lda, const T* b, std::size_t ldb, T beta,
          T* c, std::size_t ldc) {
    gemm<T>(ta, tb, m, n, k, a, lda, b, ldb, {c, ldc, beta == T{} ? nullptr : c, ldc});
}

/// The same in parallel, in pieces of whole panels of columns or, where there are more rows, of rows: at most eight, since each packs the other
/// operand again.
template <class T>
void parallel_gemm(const Workers<T>& workers, Transpose ta, Transpose tb, std::size_t m, std::size_t n, std::size_t k, const T* a, std::size_t lda,
                   const T* b, std::size_t ldb, const ProductResult<T>& result) {
    constexpr std::size_t most = 8;
    if (m > n) {
        workers.for_slots(
            m,
            [&](std::size_t, std::size_t begin, std::size_t end) {
                const T* rows = ta == Transpose::yes ? a + begin : a + begin * lda;
                gemm(ta, tb, end - begin, n, k, rows, lda, b, ldb, result.at(begin, 0));
            },
            std::max<std::size_t>(32, (m + most - 1) / most));
    } else {
        constexpr std::size_t width = panel_columns<T>;
        const std::size_t panels = (n + width - 1) / width;
        workers.for_slots(
            panels,
            [&](std::size_t, std::size_t first, std::size_t last) {
                const std::size_t begin = first * width;
                const std::size_t end = std::min(n, last * width);
                const T* columns = tb == Transpose::yes ? b + begin * ldb : b + begin;
                gemm(ta, tb, m, end - begin, k, a, lda, columns, ldb, result.at(0, begin));
            },
            (panels + most - 1) / most);
    }
}

/// c = op(a) op(b) + beta c, with beta 0 or 1.
template <class T>
void parallel_gemm(const Workers<T>& workers, Transpose ta, Transpose tb, std::size_t m, std::size_t n, std::size_t k, const T* a, std::size_t lda,
                   const T* b, std::size_t ldb, T beta, T* c, std::size_t ldc) {
    parallel_gemm<T>(workers, ta, tb, m, n, k, a, lda, b, ldb, {c, ldc, beta == T{} ? nullptr : c, ldc});
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
