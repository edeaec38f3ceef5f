// A study's parts: who is left out, what is done to the voices, what is kept, and what the answers amount to.
#define BOOST_TEST_MODULE study
#include "scratch.hpp"
#include "sounds.hpp"
#include "tiny_data.hpp"

#include "digits/engine/engine.hpp"
#include "digits/study/answers.hpp"
#include "digits/study/conditions.hpp"
#include "digits/study/figures.hpp"
#include "digits/study/folds.hpp"
#include "duet/core/error.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

using namespace digits;

namespace {

/// Rows of `speakers` speakers, each digit once in each of two takes.
DigitRows rows_of(int speakers) {
    const std::size_t count = 20 * static_cast<std::size_t>(speakers);
    tiny::Rows made = tiny::make_rows(count, 1);
    DigitRows rows;
    rows.images = duet::data::Matrix{count, image_size, std::move(made.images)};
    rows.audio = duet::data::Matrix{count, audio_size, std::move(made.audio)};
    rows.labels = std::move(made.labels);
    for (std::size_t i = 0; i < count; ++i) {
        rows.groups.push_back(std::to_string(rows.labels[i]) + "_s" + std::to_string(i / 20) + "_" + std::to_string(i / 10 % 2) + ".wav");
    }
    return rows;
}

/// Logits that are `margin` higher for the answer than for the rest.
std::vector<float> answering(const std::vector<int>& answers, float margin) {
    std::vector<float> logits(answers.size() * class_count, 0.0F);
    for (std::size_t i = 0; i < answers.size(); ++i) logits[i * class_count + static_cast<std::size_t>(answers[i])] = margin;
    return logits;
}

Answers answers_of(const std::vector<int>& labels, const std::vector<int>& image, const std::vector<int>& audio) {
    Answers answers;
    answers.labels = labels;
    answers.image = answering(image, 3);
    for (std::size_t c = 0; c < conditions.size(); ++c) {
        answers.audio[c] = answering(audio, 1);
        answers.both[c] = answering(c == conflict ? audio : image, 2);
    }
    return answers;
}

} // namespace

BOOST_AUTO_TEST_CASE(a_fold_leaves_one_speaker_out_and_the_last_one_recordings) {
    const DigitRows rows = rows_of(3);
    const std::vector<Fold> folds = make_folds(rows, 1);
    BOOST_REQUIRE(folds.size() == 4U);
    for (std::size_t f = 0; f < folds.size(); ++f) {
        const Fold& fold = folds[f];
        BOOST_TEST(fold.name == (f < 3 ? "s" + std::to_string(f) : "recordings"));
        BOOST_TEST(fold.train.size() + fold.test.size() == rows.count());
        std::set<std::string> trained_on;
        for (const std::size_t row : fold.train) trained_on.insert(rows.groups[row]);
        for (const std::size_t row : fold.test) {
            BOOST_TEST(!trained_on.contains(rows.groups[row]));
            BOOST_TEST((f == 3 || row / 20 == f));
        }
    }
    BOOST_CHECK_THROW(make_folds(rows_of(1), 1), duet::Error);
    DigitRows nameless = rows_of(2);
    nameless.groups.clear();
    BOOST_CHECK_THROW(make_folds(nameless, 1), duet::Error);
}

BOOST_AUTO_TEST_CASE(conditions_change_the_voices_alone) {
    DigitRows rows = rows_of(2);
    const Fold fold = make_folds(rows, 1).front();
    for (std::size_t i = 0; i < rows.count(); ++i) {
        rows.recordings.words.push_back(sounds::tone(rows.labels[i], static_cast<int>(i / 20), static_cast<int>(i % 2)).samples);
        rows.recordings.of_row.push_back(i);
    }
    std::vector<std::vector<float>> heard;
    for (const Condition& condition : conditions) {
        const DigitRows once = rows_under(condition, rows, fold, 7, 1);
        const DigitRows again = rows_under(condition, rows, fold, 7, 2);
        BOOST_TEST((once.audio.matrix().values == again.audio.matrix().values), condition.name);
        BOOST_REQUIRE(once.count() == fold.test.size());
        for (std::size_t i = 0; i < fold.test.size(); ++i) {
            BOOST_TEST(once.labels[i] == rows.labels[fold.test[i]]);
            BOOST_TEST(std::ranges::equal(once.images.row(i), rows.images.row(fold.test[i])));
        }
        heard.push_back(once.audio.matrix().values);
    }
    for (std::size_t a = 0; a < heard.size(); ++a) {
        for (std::size_t b = 0; b < a; ++b) BOOST_TEST((heard[a] != heard[b]), conditions[a].name << " is " << conditions[b].name);
    }
    for (std::size_t i = 0; i < fold.test.size(); ++i) { // in conflict, the voice is that of a row of another digit
        const auto voice = std::span(heard[conflict]).subspan(i * audio_size, audio_size);
        const auto from = std::ranges::find_if(fold.test, [&](std::size_t row) { return std::ranges::equal(rows.audio.row(row), voice); });
        BOOST_REQUIRE((from != fold.test.end()));
        BOOST_TEST(rows.labels[*from] != rows.labels[fold.test[i]]);
    }
}

BOOST_AUTO_TEST_CASE(answers_are_kept_for_their_settings_and_rows) {
    const Scratch scratch("duet-study");
    const auto file = scratch.folder / "answers.safetensors";
    const std::vector<int> labels{1, 2, 3};
    BOOST_TEST(!load_answers(file, labels, "epochs 1").has_value());
    Answers answers = answers_of(labels, {1, 2, 4}, {1, 0, 3});
    answers.audio[at_0_db].clear();
    answers.image_scores = {0.1, 0.2, 0.3, 0.4};
    answers.audio_scores = {0.5, 0.6, 0.7, 0.8};
    answers.seconds = 9;
    save_answers(file, answers, "epochs 1");
    const auto loaded = load_answers(file, labels, "epochs 1");
    BOOST_REQUIRE(loaded.has_value());
    BOOST_TEST((loaded->image == answers.image && loaded->audio == answers.audio && loaded->both == answers.both));
    BOOST_TEST(loaded->image_scores.plane_nmi == 0.4);
    BOOST_TEST(loaded->audio_scores.purity == 0.5);
    BOOST_TEST(loaded->seconds == 9);
    BOOST_TEST(!load_answers(file, labels, "epochs 2").has_value());
    BOOST_TEST(!load_answers(file, {1, 2, 5}, "epochs 1").has_value());
}

// Four rows, each a hundred times. The image alone has 2 of 4 right, the voice 1 of 4; both agree with the image, and with the voice where it is
// another digit's.
BOOST_AUTO_TEST_CASE(figures_of_a_case_by_hand) {
    std::vector<int> labels, image, audio;
    for (int i = 0; i < 100; ++i) {
        labels.insert(labels.end(), {0, 1, 2, 3});
        image.insert(image.end(), {0, 1, 9, 9});
        audio.insert(audio.end(), {0, 8, 8, 8});
    }
    const std::vector<Answers> answers(3, answers_of(labels, image, audio));
    const std::vector<Fold> folds{{"ann", {}, {}}, {"bob", {}, {}}, {"recordings", {}, {}}};
    const std::vector<FoldFigures> figures = figures_of(folds, answers);
    BOOST_REQUIRE(figures.size() == 3U);
    for (const FoldFigures& f : figures) {
        BOOST_TEST(f.image == 0.5);
        BOOST_TEST(f.audio[clean] == 0.25);
        BOOST_TEST(f.sum[clean] == 0.5); // the calibrated image is the surer of the two
        BOOST_TEST(f.learned[clean] == 0.5);
        BOOST_TEST(f.learned[conflict] == 0.25);
        BOOST_TEST(f.sums); // the voice has a say where it is right too
        BOOST_TEST(f.both[clean] == 0.5);
        BOOST_TEST(f.image_wins == 0.5);
        BOOST_TEST(std::abs(f.audio_error_by_chance - 0.28) < 0.06);         // sure by a quarter of one recording of a row, and of one of three
        BOOST_TEST(std::abs(f.audio_error_together - f.audio_error) < 1e-3); // all say the same
        BOOST_TEST(f.image_error < 0.01);                                    // calibrated on answers like its own: as sure as it is right
        BOOST_TEST(std::abs(f.sure - 0.5) < 0.02);                           // one scale for rows of two kinds
    }
    std::vector<Answers> of_both(answers);
    for (Answers& a : of_both) a.image.clear();
    BOOST_TEST(std::isnan(figures_of(folds, of_both).front().image));
    BOOST_TEST(std::isnan(figures_of(folds, of_both).front().sum[clean]));
    BOOST_TEST(!figures_of(folds, of_both).front().sums); // there is nothing to sum
    BOOST_TEST(figures_of(folds, of_both).front().both[conflict] == 0.25);
}

BOOST_AUTO_TEST_CASE(the_sum_answers_where_it_is_clearly_better_for_the_others) {
    const std::vector<int> labels(40, 3);
    std::vector<int> most(labels), half(labels);
    std::fill_n(most.begin(), 4, 4);
    std::fill_n(half.begin(), 20, 4);
    std::vector<Answers> answers(4, answers_of(labels, most, most));
    for (Answers& a : answers) a.both[clean] = answering(labels, 3);
    answers[0].both[clean] = answering(half, 3); // what was learnt is worse about ann, which shall not count for her
    const std::vector<Fold> folds{{"ann", {}, {}}, {"bob", {}, {}}, {"eve", {}, {}}, {"recordings", {}, {}}};
    const std::vector<FoldFigures> figures = figures_of(folds, answers);
    BOOST_TEST(!figures[0].sums);
    BOOST_TEST(figures[0].both[clean] == 0.5);
    BOOST_TEST(figures[0].sum[clean] == 0.9);
    BOOST_TEST(figures[1].sums);
    BOOST_TEST(figures[1].both[clean] == 0.9);
}
