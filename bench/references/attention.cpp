// Self-attention of twin39's encoder, 39 tokens and 4 heads, against matrix products a sample and a head.
#include "references/reference.hpp"

#include "duet/kernels/gemm.hpp"
#include "duet/layers/multi_head_attention.hpp"

#include <cmath>

namespace {

using duet::kernels::gemm;
using duet::kernels::Transpose;
constexpr std::size_t heads = 4;
using Ours = duet::bind<duet::MultiHeadAttention<heads, 0.0>, duet::Shape<39, 64>>;

struct Products : Ours {
    static constexpr std::size_t tokens = Input::rows;
    static constexpr std::size_t width = Input::last;
    static constexpr std::size_t head = width / heads;
    static constexpr std::size_t row = 3 * width;
    static constexpr std::size_t thread_size = tokens * row + tokens * tokens + tokens * width;

    template <class T>
    static void forward(const auto& run, const T* parameters, duet::Batch<const T, Input> x, duet::Batch<T, Output> y, auto) {
        const T* const projection_bias = parameters + duet::parameter_offset<Ours>("in_proj_bias");
        const T* const out_weight = parameters + duet::parameter_offset<Ours>("out_proj.weight");
        const T* const out_bias = parameters + duet::parameter_offset<Ours>("out_proj.bias");
        T* const projections = run.workers.own();
        T* const scores = projections + tokens * row;
        T* const context = scores + tokens * tokens;
        const T scale = 1 / std::sqrt(static_cast<T>(head));
        for (std::size_t sample = 0; sample < x.size; ++sample) {
            for (std::size_t t = 0; t < tokens; ++t) std::copy_n(projection_bias, row, projections + t * row);
            gemm(Transpose::no, Transpose::yes, tokens, row, width, x.data + sample * Input::size, width, parameters, width, T{1}, projections, row);
            for (std::size_t h = 0; h < heads; ++h) {
                const T* const query = projections + h * head;
                gemm(Transpose::no, Transpose::yes, tokens, tokens, head, query, row, query + width, row, T{}, scores, tokens);
                for (std::size_t t = 0; t < tokens; ++t) softmax(scores + t * tokens, scale);
                gemm(Transpose::no, Transpose::no, tokens, head, tokens, scores, tokens, query + 2 * width, row, T{}, context + h * head, width);
            }
            T* const out = y.data + sample * Output::size;
            for (std::size_t t = 0; t < tokens; ++t) std::copy_n(out_bias, width, out + t * width);
            gemm(Transpose::no, Transpose::yes, tokens, width, width, context, width, out_weight, width, T{1}, out, width);
        }
    }

private:
    template <class T>
    static void softmax(T* values, T scale) {
        const T largest = *std::max_element(values, values + tokens);
        T sum{};
        for (std::size_t i = 0; i < tokens; ++i) sum += values[i] = std::exp(scale * (values[i] - largest));
        for (std::size_t i = 0; i < tokens; ++i) values[i] /= sum;
    }
};

const bool registered = bench::register_reference<Ours, Products, bench::Passes::forward>("attention");

} // namespace
