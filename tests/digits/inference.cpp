#define BOOST_TEST_MODULE inference
#include "digits/inference.hpp"

#include "digits/engine/zoo.hpp"
#include "digits/row_gatherer.hpp"
#include "duet/core/error.hpp"
#include "tiny_data.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

using namespace digits;
using duet::data::Matrix;

namespace {

DigitRows rows_of(std::size_t count) {
    tiny::Rows made = tiny::make_rows(count, 3);
    for (float& pixel : made.images) pixel = pixel / 128 - 1; // about standardised
    return {Matrix{count, image_size, std::move(made.images)}, Matrix{count, audio_size, std::move(made.audio)}, std::move(made.labels), {}, {}};
}

SavedModel untrained(const std::string& name) {
    SavedModel saved;
    saved.engine = find_model(name).make();
    saved.facts.name = name;
    saved.facts.front_end = saved.engine->front_end();
    const auto nothing = [](duet::data::Standardiser& statistics, std::size_t columns) {
        statistics.mean.assign(columns, 0.0F);
        statistics.deviation.assign(columns, 1.0F);
    };
    nothing(saved.facts.image_statistics, image_size);
    nothing(saved.facts.audio_statistics, saved.facts.front_end.size());
    return saved;
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

BOOST_AUTO_TEST_CASE(a_score_under_a_scale) {
    const std::vector<float> logits{1, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    BOOST_TEST(score(logits, std::vector<int>{0}, 3).loss == std::log(1 + 9 * std::exp(-3.0)), boost::test_tools::tolerance(1e-6));
    ModelFacts facts;
    facts.scales = {2, 3, 4};
    BOOST_TEST(scale_of(facts, Modality::both) == 2);
    BOOST_TEST(scale_of(facts, Modality::image) == 3);
    BOOST_TEST(scale_of(facts, Modality::audio) == 4);
}

// More rows than are copied at a time, in another order than they lie: each must be answered as it is alone.
BOOST_AUTO_TEST_CASE(many_rows_are_answered_as_each_alone) {
    const DigitRows rows = rows_of(1040);
    const SavedModel saved = untrained("twin39");
    std::vector<std::size_t> indices = all_rows(1040);
    std::reverse(indices.begin(), indices.end());
    const std::vector<float> logits = predict_rows(saved, rows, indices, 2);
    const Embeddings embeddings = embed_rows(saved, rows, indices, 2);
    const std::size_t width = saved.engine->audio_embedding_size();
    BOOST_REQUIRE(logits.size() == 10400U);
    BOOST_REQUIRE(embeddings.audio.size() == 1040 * width);
    for (const std::size_t i : {std::size_t{0}, std::size_t{1023}, std::size_t{1024}, std::size_t{1039}}) {
        const std::vector<std::size_t> one{indices[i]};
        const std::vector<float> logit = predict_rows(saved, rows, one, 1);
        const std::vector<float> audio = embed_rows(saved, rows, one, 1).audio;
        // Sums of one row round otherwise than sums of many.
        for (std::size_t c = 0; c < class_count; ++c) BOOST_TEST(std::abs(logit[c] - logits[class_count * i + c]) < 1e-4F);
        for (std::size_t c = 0; c < width; ++c) BOOST_TEST(std::abs(audio[c] - embeddings.audio[width * i + c]) < 1e-4F);
    }
}

BOOST_AUTO_TEST_CASE(one_modality_is_enough_for_duet_alone) {
    const DigitRows rows = rows_of(3);
    const std::vector<std::size_t> all = all_rows(3);
    const SavedModel saved = untrained("duet");
    DigitRows deaf = rows;
    DigitRows blind = rows;
    std::ranges::fill(deaf.audio.matrix().values, 7.0F); // what is absent makes no difference
    std::ranges::fill(blind.images.matrix().values, 7.0F);
    BOOST_TEST((predict_rows(saved, rows, all, 1, Modality::image) == predict_rows(saved, deaf, all, 1, Modality::image)));
    BOOST_TEST((predict_rows(saved, rows, all, 1, Modality::audio) == predict_rows(saved, blind, all, 1, Modality::audio)));
    BOOST_TEST((predict_rows(saved, rows, all, 1, Modality::image) != predict_rows(saved, rows, all, 1, Modality::audio)));
    BOOST_TEST((predict_rows(saved, rows, all, 1) != predict_rows(saved, deaf, all, 1)));
    BOOST_CHECK_THROW(predict_rows(untrained("twin39"), rows, all, 1, Modality::image), duet::Error);
}

BOOST_AUTO_TEST_CASE(labels_of_chosen_rows) {
    BOOST_TEST(labels_of(rows_of(12), std::vector<std::size_t>{10, 3}) == (std::vector<int>{0, 3}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(opinions_are_summed_with_the_scales_that_are_given) {
    const SavedModel saved = untrained("duet");
    const DigitRows rows = rows_of(20);
    const auto answers = [&](Modality modality) { return predict_rows(saved, rows, all_rows(rows.count()), 1, modality); };
    const std::vector<float> learned = answers(Modality::both);
    saved.engine->sum_opinions(1.5, 0.25);
    const std::vector<float> image = answers(Modality::image);
    const std::vector<float> audio = answers(Modality::audio);
    const std::vector<float> sum = answers(Modality::both);
    BOOST_TEST((sum != learned));
    for (std::size_t i = 0; i < sum.size(); ++i) BOOST_TEST(std::abs(sum[i] - (1.5F * image[i] + 0.25F * audio[i])) < 1e-5F);
    BOOST_CHECK_THROW(untrained("twin39").engine->sum_opinions(1, 1), duet::Error);
}

BOOST_AUTO_TEST_CASE(trust_is_what_the_answer_is_made_with) {
    const SavedModel saved = untrained("duet");
    const DigitRows rows = rows_of(20);
    const auto answers = [&](Modality modality) { return predict_rows(saved, rows, all_rows(rows.count()), 1, modality); };
    const std::vector<float> image = answers(Modality::image);
    const std::vector<float> audio = answers(Modality::audio);
    RowGatherer gatherer(rows, saved.facts);
    const Inputs inputs = gatherer.gather(all_rows(rows.count()));
    std::vector<float> factors(2 * rows.count());
    saved.engine->trust(inputs, factors, 1);
    BOOST_TEST(factors[0] != factors[2]); // each row has its own
    const std::vector<float> both = answers(Modality::both);
    for (std::size_t i = 0; i < both.size(); ++i) {
        const std::size_t row = i / class_count;
        BOOST_TEST(std::abs(both[i] - (factors[2 * row] * image[i] + factors[2 * row + 1] * audio[i])) < 1e-4F);
    }
    saved.engine->sum_opinions(1.5, 0.25);
    saved.engine->trust(inputs, factors, 1);
    for (std::size_t row = 0; row < rows.count(); ++row) {
        BOOST_TEST(std::abs(factors[2 * row] - 1.5F) < 1e-5F);
        BOOST_TEST(std::abs(factors[2 * row + 1] - 0.25F) < 1e-5F);
    }
    BOOST_CHECK_THROW(untrained("twin39").engine->trust(inputs, factors, 1), duet::Error);
    BOOST_CHECK_THROW(saved.engine->trust({inputs.images, {}, inputs.count}, factors, 1), duet::Error);
}
