// The four pictures of the digits program are drawn, at their sizes, from ordinary and from hostile numbers; and the matching of clusters.
#define BOOST_TEST_MODULE plot_pictures
#include "digits/plot/confusion.hpp"
#include "digits/plot/embedding.hpp"
#include "digits/plot/loss_accuracy.hpp"
#include "digits/plot/predictions.hpp"
#include "duet/core/random.hpp"
#include "scratch.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <cmath>
#include <limits>
#include <vector>

using namespace digits;

namespace {

constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

boost::test_tools::assertion_result has_gnuplot(boost::unit_test::test_unit_id) {
    boost::test_tools::assertion_result result(gnuplot_available());
    result.message() << "gnuplot is not installed";
    return result;
}
const auto needs_gnuplot = boost::unit_test::precondition(has_gnuplot);

} // namespace

BOOST_AUTO_TEST_CASE(loss_and_accuracy, *needs_gnuplot) {
    const Scratch scratch("plot_loss");
    const auto path = scratch.folder / "loss_acc.png";
    const auto drawn = [&](const std::vector<EpochRecord>& records) {
        std::filesystem::remove(path);
        const PlotResult result = draw_loss_accuracy(path, records, "model");
        BOOST_TEST(result.problem == "");
        return png_size(path);
    };
    BOOST_TEST(drawn({{1, 0.9, 0.7, 0.8, 0.75, 9}, {2, 0.5, 0.8, 0.6, 0.8, 9}}) == "1920 x 840");
    BOOST_TEST(drawn({{1, 0.9, 0.7, 0.8, 0.75, 9}}) == "1920 x 840", "one epoch");
    BOOST_TEST(drawn({{1, 0, 1, 0, 1, 9}, {2, 0, 1, 0, 1, 9}}) == "1920 x 840", "nothing left to learn");
    BOOST_TEST(drawn({{1, nan_value, 0.1, nan_value, 0.1, 9}, {2, infinity, 0.1, 1e300, 0.1, 9}}) == "1920 x 840", "a run that diverged");
    BOOST_TEST(drawn({{1, nan_value, nan_value, nan_value, nan_value, 9}}) == "1920 x 840", "nothing but NaN");
    BOOST_TEST(!draw_loss_accuracy(path, {}, "model"));
}

BOOST_AUTO_TEST_CASE(confusion, *needs_gnuplot) {
    const Scratch scratch("plot_confusion");
    const auto path = scratch.folder / "confusion.png";
    std::array<std::size_t, 100> counts{};
    BOOST_TEST(!draw_confusion(path, counts, "model"));
    counts[33] = 1; // one sample of one digit: nine rows are empty
    BOOST_TEST(draw_confusion(path, counts, "model").problem == "");
    BOOST_TEST(png_size(path) == "1320 x 1220");
    counts.fill(1'234'567'890'123);
    BOOST_TEST(draw_confusion(path, counts, "model").problem == "");
}

BOOST_AUTO_TEST_CASE(embedding, *needs_gnuplot) {
    const Scratch scratch("plot_embedding");
    const auto path = scratch.folder / "image.png";
    std::vector<double> coordinates;
    std::vector<int> labels;
    duet::Random random(1);
    for (int i = 0; i < 50; ++i) {
        coordinates.insert(coordinates.end(), {random.normal(), random.normal()});
        labels.push_back(i % 7); // three digits are missing
    }
    BOOST_TEST(draw_embedding(path, coordinates, labels, labels, "scores").problem == "");
    BOOST_TEST(png_size(path) == "1936 x 1124");

    coordinates[3] = nan_value;
    coordinates[8] = infinity;
    coordinates[12] = 1e308;
    BOOST_TEST(draw_embedding(path, coordinates, labels, labels, "scores").problem == "");
    coordinates.assign(coordinates.size(), 5.0);
    BOOST_TEST(draw_embedding(path, coordinates, labels, labels, "all in one place").problem == "");
    coordinates.assign(coordinates.size(), nan_value);
    BOOST_TEST(!draw_embedding(path, coordinates, labels, labels, "nowhere"));
    BOOST_TEST(!draw_embedding(path, std::span(coordinates).first(10), labels, labels, "too few"));
    labels[4] = 10;
    BOOST_TEST(!draw_embedding(path, coordinates, labels, labels, "no such digit"));
}

BOOST_AUTO_TEST_CASE(predictions, *needs_gnuplot) {
    const Scratch scratch("plot_predictions");
    const auto path = scratch.folder / "predictions.png";
    Prediction sample{std::vector<float>(784), std::vector<float>(507), 3, 5};
    BOOST_TEST(draw_predictions(path, std::vector<Prediction>(9, sample), "blank and silent").problem == "");
    BOOST_TEST(png_size(path) == "1912 x 802");
    std::ranges::fill(sample.image, std::numeric_limits<float>::quiet_NaN());
    sample.image[3] = 1e38F;
    std::ranges::fill(sample.audio, std::numeric_limits<float>::infinity());
    sample.audio[7] = -1e38F;
    BOOST_TEST(draw_predictions(path, {&sample, 1}, "not numbers").problem == "");
    BOOST_TEST(!draw_predictions(path, {}, "none"));
}

BOOST_AUTO_TEST_CASE(clusters_are_matched_one_to_one) {
    const std::vector<int> clusters{7, 7, 7, 2, 2, 2, 2, 5};
    const std::vector<int> labels{1, 1, 4, 4, 4, 4, 1, 4};
    const auto digit_of = match_clusters(clusters, labels);
    BOOST_TEST(digit_of[2] == 4); // three shared
    BOOST_TEST(digit_of[7] == 1); // two shared
    BOOST_TEST(digit_of[5] != 4); // taken by cluster 2
    std::array<int, 10> seen{};
    for (const int digit : digit_of) ++seen.at(static_cast<std::size_t>(digit));
    for (const int count : seen) BOOST_TEST(count == 1);
}

BOOST_AUTO_TEST_CASE(the_diverging_colours_meet_in_white) {
    BOOST_TEST(diverging_colour(-7) == 0x542788U);
    BOOST_TEST(diverging_colour(-1) == 0x542788U);
    BOOST_TEST(diverging_colour(0) == 0xffffffU);
    BOOST_TEST(diverging_colour(1) == 0xb35806U);
    BOOST_TEST(diverging_colour(0.75) == 0xd27e23U); // half way between f1a340 and b35806
}
