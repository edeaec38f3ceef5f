// The image branch's second convolution against im2col and a matrix product a picture.
#include "references/reference.hpp"

#include "duet/kernels/gemm.hpp"
#include "duet/layers/conv2d.hpp"

namespace {

using duet::kernels::gemm;
using duet::kernels::Transpose;
using Ours = duet::bind<duet::Conv2d<64, 5>, duet::Shape<32, 14, 14>>;

struct Im2Col : Ours {
    static constexpr std::size_t channels = Output::extents[0];
    static constexpr std::size_t extent = Input::extents[1];
    static constexpr std::size_t kernel = 5;
    static constexpr std::size_t pixels = extent * extent;
    static constexpr std::size_t taps = Input::extents[0] * kernel * kernel;
    static constexpr std::size_t thread_size = taps * pixels;

    /// Calls `row(pixel of x, element of the columns, length)` for each run of pixels that a tap sees, and `zeros(element, count)` for the border.
    static void for_taps(const auto& row, const auto& zeros) {
        for (std::size_t tap = 0; tap < taps; ++tap) {
            const std::size_t channel = tap / (kernel * kernel);
            const std::size_t dy = tap / kernel % kernel;
            const std::size_t dx = tap % kernel;
            const std::size_t begin = dx < 2 ? 2 - dx : 0;
            const std::size_t end = dx > 2 ? extent + 2 - dx : extent;
            for (std::size_t y = 0; y < extent; ++y) {
                const std::size_t column = tap * pixels + y * extent;
                if (y + dy < 2 || y + dy >= extent + 2) {
                    zeros(column, extent);
                    continue;
                }
                zeros(column, begin);
                zeros(column + end, extent - end);
                row(channel * pixels + (y + dy - 2) * extent + begin + dx - 2, column + begin, end - begin);
            }
        }
    }
    static void columns_of(const float* x, float* columns) {
        for_taps([&](std::size_t from, std::size_t to, std::size_t count) { std::copy_n(x + from, count, columns + to); },
                 [&](std::size_t to, std::size_t count) { std::fill_n(columns + to, count, 0.0F); });
    }

    template <class T>
    static void forward(const auto& run, const T* parameters, duet::Batch<const T, Input> x, duet::Batch<T, Output> y, duet::Batch<T, Cache>) {
        const T* bias = parameters + duet::parameter_offset<Ours>("bias");
        T* const columns = run.workers.own();
        for (std::size_t sample = 0; sample < x.size; ++sample) {
            T* const out = y.data + sample * channels * pixels;
            columns_of(x.data + sample * Input::size, columns);
            for (std::size_t c = 0; c < channels; ++c) std::fill_n(out + c * pixels, pixels, bias[c]);
            gemm(Transpose::no, Transpose::no, channels, pixels, taps, parameters, taps, columns, pixels, T{1}, out, pixels);
        }
    }

    template <class T>
    static void backward(const auto& run, const T* parameters, T* gradients, duet::Batch<const T, Input> x, duet::Batch<const T, Output>,
                         duet::Batch<const T, Cache>, duet::Batch<const T, Output> dy, duet::Batch<T, Input> dx) {
        T* const bias_gradient = gradients + duet::parameter_offset<Ours>("bias");
        T* const columns = run.workers.own();
        for (std::size_t sample = 0; sample < x.size; ++sample) {
            const T* slopes = dy.data + sample * channels * pixels;
            T* const gradient = dx.data + sample * Input::size;
            for (std::size_t c = 0; c < channels; ++c) {
                for (std::size_t p = 0; p < pixels; ++p) bias_gradient[c] += slopes[c * pixels + p];
            }
            columns_of(x.data + sample * Input::size, columns);
            gemm(Transpose::no, Transpose::yes, channels, taps, pixels, slopes, pixels, columns, pixels, T{1}, gradients, taps);
            gemm(Transpose::yes, Transpose::no, taps, pixels, channels, parameters, taps, slopes, pixels, T{}, columns, pixels);
            std::fill_n(gradient, Input::size, T{});
            for_taps(
                [&](std::size_t to, std::size_t from, std::size_t count) {
                    for (std::size_t i = 0; i < count; ++i) gradient[to + i] += columns[from + i];
                },
                [](std::size_t, std::size_t) {});
        }
    }
};

const bool registered = bench::register_reference<Ours, Im2Col, bench::Passes::both>("conv2d");

} // namespace
