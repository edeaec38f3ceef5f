// A linear layer of twin39's encoder on 39 tokens against one matrix product for each of its three.
#include "references/reference.hpp"

#include "duet/kernels/gemm.hpp"
#include "duet/layers/linear.hpp"

namespace {

using duet::kernels::gemm;
using duet::kernels::Transpose;
using Ours = duet::bind<duet::Linear<128>, duet::Shape<39, 64>>;

struct Products : Ours {
    static constexpr std::size_t inputs = Input::last;
    static constexpr std::size_t outputs = Output::last;

    template <class T>
    static void forward(const auto&, const T* parameters, duet::Batch<const T, Input> x, duet::Batch<T, Output> y, duet::Batch<T, Cache>) {
        const T* bias = parameters + duet::parameter_offset<Ours>("bias");
        const std::size_t rows = x.size * Input::rows;
        for (std::size_t r = 0; r < rows; ++r) std::copy_n(bias, outputs, y.data + r * outputs);
        gemm(Transpose::no, Transpose::yes, rows, outputs, inputs, x.data, inputs, parameters, inputs, T{1}, y.data, outputs);
    }

    template <class T>
    static void backward(const auto&, const T* parameters, T* gradients, duet::Batch<const T, Input> x, duet::Batch<const T, Output>,
                         duet::Batch<const T, Cache>, duet::Batch<const T, Output> dy, duet::Batch<T, Input> dx) {
        T* const bias_gradient = gradients + duet::parameter_offset<Ours>("bias");
        const std::size_t rows = x.size * Input::rows;
        for (std::size_t r = 0; r < rows; ++r) {
            for (std::size_t o = 0; o < outputs; ++o) bias_gradient[o] += dy.data[r * outputs + o];
        }
        gemm(Transpose::yes, Transpose::no, outputs, inputs, rows, dy.data, outputs, x.data, inputs, T{1}, gradients, inputs);
        gemm(Transpose::no, Transpose::no, rows, inputs, outputs, dy.data, outputs, parameters, inputs, T{}, dx.data, inputs);
    }
};

const bool registered = bench::register_reference<Ours, Products, bench::Passes::both>("linear");

} // namespace
