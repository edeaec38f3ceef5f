#define BOOST_TEST_MODULE channels_last
#include "duet/kernels/channels_last.hpp"

#include "duet/core/buffer.hpp"

#include <boost/test/unit_test.hpp>

#include <tuple>
#include <vector>

using namespace duet;
using namespace duet::kernels;

namespace {

template <std::size_t Channels, std::size_t Height, std::size_t Width, class T>
void check() {
    constexpr std::size_t area = Height * Width;
    std::vector<T> planes(Channels * area);
    for (std::size_t i = 0; i < planes.size(); ++i) planes[i] = static_cast<T>(i + 1);

    // Into a larger picture, with a pixel between neighbours: every element in its place, and none written elsewhere.
    constexpr PixelLayout layout{5, 2 * Width * (Channels + 3), Channels + 3};
    std::vector<T> pixels(layout.origin + Height * layout.row), expected(pixels.size());
    for (std::size_t c = 0; c < Channels; ++c) {
        for (std::size_t p = 0; p < area; ++p) expected[layout.origin + p / Width * layout.row + p % Width * layout.pixel + c] = planes[c * area + p];
    }
    to_pixels<Channels, Height, Width, layout>(planes.data(), pixels.data());
    BOOST_TEST(pixels == expected, boost::test_tools::per_element());

    constexpr std::size_t pixel = whole_vectors<T>(Channels);
    Buffer<T> close(area * pixel);
    to_pixels<Channels, Height, Width, PixelLayout{0, Width * pixel, pixel}>(planes.data(), close.data());
    std::vector<T> back(planes.size() + 1, T{-1});
    to_planes<Channels, Height, Width, PixelLayout{0, Width * pixel, pixel}>(close.data(), back.data());
    BOOST_TEST(back.back() == T{-1});
    back.pop_back();
    BOOST_TEST(back == planes, boost::test_tools::per_element());
}

} // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(there_and_back, T, decltype(std::tuple<float, double>{})) {
    check<1, 5, 7, T>();
    check<3, 1, 1, T>();
    check<16, 4, 4, T>();
    check<17, 3, 9, T>();
    check<40, 2, 2, T>();
    check<33, 5, 11, T>();
}
