#define BOOST_TEST_MODULE inference
#include "digits/inference.hpp"

#include "digits/engine/zoo.hpp"
#include "tiny_data.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include <boost/test/unit_test.hpp>

using namespace digits;

namespace {

DigitRows rows_of(std::size_t count) {
    tiny::Rows made = tiny::make_rows(count, 3);
    for (float& pixel : made.images) pixel = pixel / 128 - 1; // about standardised
    return {{count, image_size, std::move(made.images)}, {count, audio_size, std::move(made.audio)}, std::move(made.labels), {}};
}

} // namespace

BOOST_AUTO_TEST_CASE(the_class_is_the_first_of_the_largest_logits) {
    std::vector<float> logits(30, 0.0F);
    logits[3] = 1;
    logits[10 + 9] = 0.5F;
    BOOST_TEST(classes_of(logits) == (std::vector<int>{3, 9, 0}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_score_worked_by_hand) {
    std::vector<float> logits(20, 0.0F);
    logits[4] = 2; // the first row says 4, and says it less than surely; the second says nothing
    const Score result = score(logits, std::vector<int>{4, 7});
    const double expected = (std::log(std::exp(2.0) + 9) - 2 + std::log(10.0)) / 2;
    BOOST_TEST(result.loss == expected, boost::test_tools::tolerance(1e-6));
    BOOST_TEST(result.accuracy == 0.5);
}

BOOST_AUTO_TEST_CASE(gathered_rows_stand_side_by_side_with_their_labels) {
    const DigitRows rows = rows_of(12);
    RowGatherer gatherer(rows);
    const std::vector<std::size_t> indices{11, 0, 5};
    const Inputs inputs = gatherer.gather(indices);
    BOOST_TEST(inputs.count == 3U);
    BOOST_TEST(gatherer.labels() == (std::vector<int>{1, 0, 5}), boost::test_tools::per_element());
    for (std::size_t i = 0; i < 3; ++i) {
        BOOST_TEST(inputs.images[i * image_size + 100] == rows.images.row(indices[i])[100]);
        BOOST_TEST(inputs.audio[i * audio_size + 506] == rows.audio.row(indices[i])[506]);
    }
    const std::vector<std::size_t> fewer{2};
    BOOST_TEST(gatherer.gather(fewer).images.size() == image_size); // nothing of the larger batch before
}

BOOST_AUTO_TEST_CASE(rows_are_standardised_by_the_facts_of_the_model) {
    DigitRows rows = rows_of(2);
    ModelFacts facts;
    facts.image_statistics.mean.assign(image_size, 1.0F);
    facts.image_statistics.deviation.assign(image_size, 2.0F);
    facts.audio_statistics.mean.assign(audio_size, -1.0F);
    facts.audio_statistics.deviation.assign(audio_size, 0.5F);
    const float pixel = rows.images.row(1)[300];
    const float value = rows.audio.row(1)[300];
    standardise(rows, facts);
    BOOST_TEST(rows.images.row(1)[300] == (pixel - 1) / 2, boost::test_tools::tolerance(1e-6F));
    BOOST_TEST(rows.audio.row(1)[300] == (value + 1) / 0.5F, boost::test_tools::tolerance(1e-6F));
}

// More rows than are copied at a time, in another order than they lie: each must be answered as it is alone.
BOOST_AUTO_TEST_CASE(many_rows_are_answered_as_each_alone) {
    const DigitRows rows = rows_of(1040);
    const auto engine = find_model("twin39").make();
    std::vector<std::size_t> indices = all_rows(1040);
    std::reverse(indices.begin(), indices.end());
    const std::vector<float> logits = predict_rows(*engine, rows, indices, 2);
    const Embeddings embeddings = embed_rows(*engine, rows, indices, 2);
    const std::size_t width = engine->audio_embedding_size();
    BOOST_REQUIRE(logits.size() == 10400U);
    BOOST_REQUIRE(embeddings.audio.size() == 1040 * width);
    for (const std::size_t i : {std::size_t{0}, std::size_t{1023}, std::size_t{1024}, std::size_t{1039}}) {
        const std::vector<std::size_t> one{indices[i]};
        const std::vector<float> logit = predict_rows(*engine, rows, one, 1);
        const std::vector<float> audio = embed_rows(*engine, rows, one, 1).audio;
        // Sums of one row round otherwise than sums of many.
        for (std::size_t c = 0; c < class_count; ++c) BOOST_TEST(std::abs(logit[c] - logits[class_count * i + c]) < 1e-4F);
        for (std::size_t c = 0; c < width; ++c) BOOST_TEST(std::abs(audio[c] - embeddings.audio[width * i + c]) < 1e-4F);
    }
}

BOOST_AUTO_TEST_CASE(labels_of_chosen_rows) {
    BOOST_TEST(labels_of(rows_of(12), std::vector<std::size_t>{10, 3}) == (std::vector<int>{0, 3}), boost::test_tools::per_element());
}
