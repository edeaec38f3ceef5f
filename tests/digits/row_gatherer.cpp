#define BOOST_TEST_MODULE row_gatherer
#include "digits/row_gatherer.hpp"

#include "tiny_data.hpp"

#include <cstddef>
#include <vector>

#include <boost/test/unit_test.hpp>

using namespace digits;
using duet::data::Matrix;

namespace {

DigitRows rows_of(std::size_t count) {
    tiny::Rows made = tiny::make_rows(count, 3);
    return {Matrix{count, image_size, std::move(made.images)}, Matrix{count, audio_size, std::move(made.audio)}, std::move(made.labels), {}, {}};
}

/// Images are halved about 1, and the tokens of `front_end` doubled about -1.
ModelFacts facts_with(const duet::data::FrontEnd& front_end) {
    ModelFacts facts;
    facts.front_end = front_end;
    facts.image_statistics = {std::vector<float>(image_size, 1.0F), std::vector<float>(image_size, 2.0F), 1000};
    facts.audio_statistics = {std::vector<float>(front_end.size(), -1.0F), std::vector<float>(front_end.size(), 0.5F), 1000};
    return facts;
}

} // namespace

BOOST_AUTO_TEST_CASE(rows_stand_side_by_side_standardised_with_their_labels) {
    const DigitRows rows = rows_of(12);
    const ModelFacts facts = facts_with({});
    RowGatherer gatherer(rows, facts);
    const std::vector<std::size_t> indices{11, 0, 5};
    const Inputs inputs = gatherer.gather(indices);
    BOOST_TEST(inputs.count == 3U);
    BOOST_TEST(gatherer.labels() == (std::vector<int>{1, 0, 5}), boost::test_tools::per_element());
    const auto close = boost::test_tools::tolerance(1e-5F);
    for (std::size_t i = 0; i < 3; ++i) {
        BOOST_TEST((*inputs.images)[i * image_size + 100] == (rows.images.row(indices[i])[100] - 1) / 2, close);
        BOOST_TEST((*inputs.audio)[i * audio_size + 506] == (rows.audio.row(indices[i])[506] + 1) / 0.5F, close);
    }
    const std::vector<std::size_t> fewer{2};
    BOOST_TEST(gatherer.gather(fewer).images->size() == image_size); // nothing of the larger batch before
}

BOOST_AUTO_TEST_CASE(what_is_clipped_is_counted) {
    DigitRows rows = rows_of(3);
    rows.images.matrix().row(1)[7] = 1e30F;
    rows.images.matrix().row(2)[0] = -1e30F;
    rows.audio.matrix().row(1)[500] = 1e4F;
    const ModelFacts facts = facts_with({});
    RowGatherer gatherer(rows, facts);
    BOOST_TEST(remarks_on(gatherer.clipped()) == "");
    gatherer.gather(std::vector<std::size_t>{0, 1});
    BOOST_TEST((gatherer.clipped().images == 1U && gatherer.clipped().audio == 1U));
    BOOST_TEST(remarks_on(gatherer.clipped()) == ""); // too few to speak of
    gatherer.gather(std::vector<std::size_t>{2});
    BOOST_TEST((gatherer.clipped().images == 2U && gatherer.clipped().audio == 1U));
    BOOST_TEST((gatherer.clipped().image_values == 3 * image_size && gatherer.clipped().audio_values == 3 * audio_size));
    BOOST_TEST(
        remarks_on({.images = 0, .audio = 5, .image_values = 100, .audio_values = 500}).starts_with("digits: 1.0 % of the values of the recordings"));
}

BOOST_AUTO_TEST_CASE(voices_pass_the_front_end) {
    const DigitRows rows = rows_of(2);
    const duet::data::FrontEnd front_end{.normalise = true, .slopes = 2};
    const ModelFacts facts = facts_with(front_end);
    RowGatherer gatherer(rows, facts);
    const std::vector<std::size_t> second{1};
    std::vector<float> tokens(front_end.size());
    gatherer.tokens(second, tokens);
    std::vector<float> expected(front_end.size());
    front_end(rows.audio.row(1), expected);
    BOOST_TEST(tokens == expected, boost::test_tools::per_element());
    const Inputs inputs = gatherer.gather(second);
    BOOST_REQUIRE(inputs.audio->size() == front_end.size());
    for (std::size_t j = 0; j < tokens.size(); ++j) {
        BOOST_TEST((*inputs.audio)[j] == (tokens[j] + 1) / 0.5F, boost::test_tools::tolerance(1e-4F));
    }
}
