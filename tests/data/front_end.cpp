#define BOOST_TEST_MODULE front_end
#include "duet/data/front_end.hpp"
#include "allocation_counter.hpp"
#include "duet/core/random.hpp"
#include "duet/data/csv.hpp"
#include "duet/data/npy.hpp"
#include "duet/data/wav.hpp"
#include "fixture.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

using namespace duet::data;
using fixture::check_error;

namespace {

std::vector<float> random_coefficients(std::uint64_t seed) {
    duet::Random random(seed);
    std::vector<float> values(mfcc_size);
    for (float& v : values) v = static_cast<float>(random.uniform(-10, 10));
    return values;
}

std::vector<float> tokens_of(const FrontEnd& front_end, const std::vector<float>& coefficients) {
    std::vector<float> tokens(front_end.size(), NAN);
    front_end(coefficients, tokens);
    return tokens;
}

/// The tokens of `normalise`, `slopes`, in double and as the definition words it: the whole utterance first, then its slopes.
std::vector<double> expected_tokens(const std::vector<float>& coefficients, int slopes) {
    using Frame = std::array<double, 13>;
    std::vector<Frame> frames(39);
    for (std::size_t i = 0; i < 507; ++i) frames[i / 13][i % 13] = static_cast<double>(coefficients[i]);
    double loudest = -1e300;
    for (const Frame& frame : frames) loudest = std::max(loudest, frame[12]);
    Frame sum{};
    double weights = 0;
    for (const Frame& frame : frames) {
        const double weight = 1 / (1 + std::exp(-2 * (frame[12] - loudest + 5)));
        weights += weight;
        for (std::size_t k = 0; k < 12; ++k) sum[k] += weight * frame[k];
    }
    for (Frame& frame : frames) {
        for (std::size_t k = 0; k < 12; ++k) frame[k] -= sum[k] / weights;
        frame[12] = std::max(frame[12] - loudest, -7.0);
    }
    std::vector<double> tokens;
    for (int t = 0; t < 39; ++t) {
        const auto at = [&](int frame) -> const Frame& { return frames[static_cast<std::size_t>(std::clamp(frame, 0, 38))]; };
        tokens.insert(tokens.end(), at(t).begin(), at(t).end());
        for (std::size_t k = 0; k < 13 && slopes > 0; ++k) {
            double above = 0;
            double below = 0;
            for (int n = 1; n <= slopes; ++n) above += n * (at(t + n)[k] - at(t - n)[k]);
            for (int n = 1; n <= slopes; ++n) below += 2.0 * n * n;
            tokens.push_back(above / below);
        }
    }
    return tokens;
}

double largest_difference(const std::vector<float>& tokens, const auto& expected) {
    BOOST_REQUIRE(tokens.size() == expected.size());
    double largest = 0;
    for (std::size_t i = 0; i < tokens.size(); ++i)
        largest = std::max(largest, std::abs(static_cast<double>(tokens[i]) - static_cast<double>(expected[i])));
    return largest;
}

/// A word of half a second between stretches of near silence.
std::vector<float> word(double level) {
    duet::Random random(11);
    std::vector<float> samples(8000);
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const double loud = i > 2000 && i < 6000 ? 0.2 * std::sin(1e-5 * static_cast<double>(i * i)) : 0;
        samples[i] = static_cast<float>(level * (loud + random.uniform(-0.002, 0.002)));
    }
    return samples;
}

} // namespace

BOOST_AUTO_TEST_CASE(by_default_the_coefficients_are_the_tokens) {
    const auto coefficients = random_coefficients(1);
    BOOST_TEST((tokens_of({}, coefficients) == coefficients));
}

BOOST_AUTO_TEST_CASE(level_and_microphone_make_no_difference_once_normalised) {
    const FrontEnd front_end{.normalise = true, .slopes = 2};
    auto coefficients = random_coefficients(2);
    const auto tokens = tokens_of(front_end, coefficients);
    for (std::size_t t = 0; t < mfcc_frames; ++t) {
        for (std::size_t k = 0; k < mfcc_coefficients; ++k) coefficients[t * mfcc_coefficients + k] += 0.5F * static_cast<float>(k);
    }
    const auto elsewhere = tokens_of(front_end, coefficients);
    for (std::size_t i = 0; i < tokens.size(); ++i) BOOST_REQUIRE_SMALL(tokens[i] - elsewhere[i], 1e-4F);
}

BOOST_AUTO_TEST_CASE(the_mean_is_taken_over_frames_that_speak) {
    std::vector<float> coefficients(mfcc_size);
    for (std::size_t t = 0; t < mfcc_frames; ++t) { // ten loud frames of 3 among silent ones of -100
        const bool loud = t >= 10 && t < 20;
        std::fill_n(coefficients.begin() + static_cast<std::ptrdiff_t>(t * 13), 12, loud ? 3.0F : -100.0F);
        coefficients[t * 13 + 12] = loud ? 2.0F : -23.0F;
    }
    const auto tokens = tokens_of({.normalise = true}, coefficients);
    BOOST_CHECK_SMALL(tokens[15 * 13], 1e-4F);
    BOOST_CHECK_CLOSE(tokens[0], -103.0F, 1e-3F);
    BOOST_TEST(tokens[15 * 13 + 12] == 0.0F);
    BOOST_TEST(tokens[12] == -7.0F);
}

BOOST_AUTO_TEST_CASE(agrees_with_the_definition_in_double) {
    for (const std::uint64_t seed : {3U, 4U, 5U}) {
        const auto coefficients = random_coefficients(seed);
        for (const int slopes : {0, 1, 2, 9}) {
            const FrontEnd front_end{.normalise = true, .slopes = static_cast<std::size_t>(slopes)};
            BOOST_TEST(largest_difference(tokens_of(front_end, coefficients), expected_tokens(coefficients, slopes)) < 2e-5, slopes << " slopes");
        }
    }
}

BOOST_AUTO_TEST_CASE(a_gain_changes_nothing_once_normalised) {
    Mfcc mfcc;
    const auto heard = [&](double level, bool normalise) {
        const FrontEnd front_end{.trim = true, .normalise = normalise, .slopes = 2};
        const auto coefficients = front_end.coefficients(word(level), mfcc);
        return tokens_of(front_end, {coefficients.begin(), coefficients.end()});
    };
    for (const double level : {0.05, 0.5, 4.0}) {
        BOOST_TEST(largest_difference(heard(level, true), heard(1, true)) < 2e-4, "level " << level);
        BOOST_TEST(largest_difference(heard(level, false), heard(1, false)) > 0.5, "level " << level);
    }
}

BOOST_AUTO_TEST_CASE(a_constant_utterance_is_its_own_mean) {
    std::vector<float> coefficients(mfcc_size);
    for (std::size_t i = 0; i < mfcc_size; ++i) coefficients[i] = static_cast<float>(i % 13) - 6;
    for (const float v : tokens_of({.normalise = true, .slopes = 2}, coefficients)) BOOST_REQUIRE_SMALL(v, 1e-5F);
}

BOOST_AUTO_TEST_CASE(a_recording_is_trimmed_only_if_asked_for) {
    Mfcc mfcc;
    std::vector<float> off_centre = word(1);
    off_centre.insert(off_centre.begin(), 3000, 0.0F);
    off_centre.resize(8000);
    BOOST_TEST((FrontEnd{}.coefficients(off_centre, mfcc) == mfcc(off_centre)));
    BOOST_TEST((FrontEnd{.trim = true}.coefficients(off_centre, mfcc) == mfcc(trimmed(off_centre))));
    BOOST_TEST((mfcc(off_centre) != mfcc(trimmed(off_centre))));
}

BOOST_AUTO_TEST_CASE(nothing_is_allocated) {
    Mfcc mfcc;
    const FrontEnd front_end{true, true, 2};
    const std::vector<float> samples = word(1);
    std::vector<float> tokens(front_end.size());
    if (allocations::can_count()) BOOST_TEST(allocations::count([&] { front_end(front_end.coefficients(samples, mfcc), tokens); }) == 0U);
}

BOOST_AUTO_TEST_CASE(recordings_give_the_tokens_of_their_stored_features) {
    const auto digits = fixture::shared("data/digits");
    const auto recordings = fixture::shared("data/fsdd-wav");
    if (digits.empty() || recordings.empty()) return;
    const Matrix stored = read_npy(digits / "x_train_sp.npy", mfcc_size);
    const std::vector<std::string> names = read_column(digits / "pairs_train.csv", "wav");
    std::map<std::string, std::size_t> rows; // one of each recording's
    for (std::size_t i = 0; i < stored.rows; ++i) rows[names.at(i)] = i;
    Mfcc mfcc;
    double worst_coefficient = 0;
    double worst_token = 0;
    for (const auto& [name, row] : rows) {
        const FrontEnd front_end{.normalise = true, .slopes = 2};
        const auto coefficients = front_end.coefficients(read_wav(recordings / name).samples, mfcc);
        const std::vector<float> reference(stored.row(row).begin(), stored.row(row).end());
        const std::vector<float> heard(coefficients.begin(), coefficients.end());
        worst_coefficient = std::max(worst_coefficient, largest_difference(heard, reference));
        worst_token = std::max(worst_token, largest_difference(tokens_of(front_end, heard), expected_tokens(reference, 2)));
    }
    BOOST_TEST(rows.size() > 2000U);
    BOOST_TEST(worst_coefficient < 1e-4);
    BOOST_TEST(worst_token < 2e-4);
}

BOOST_AUTO_TEST_CASE(slopes_of_a_ramp_by_hand) {
    std::vector<float> coefficients(mfcc_size);
    for (std::size_t t = 0; t < mfcc_frames; ++t) coefficients[t * 13 + 4] = 3.0F * static_cast<float>(t);
    const auto tokens = tokens_of({.slopes = 2}, coefficients);
    BOOST_CHECK_CLOSE(tokens[20 * 26 + 13 + 4], 3.0F, 1e-4F);
    BOOST_CHECK_CLOSE(tokens[0 * 26 + 13 + 4], (1 * 3.0F + 2 * 6.0F) / 10, 1e-4F); // nothing before the first frame
    BOOST_CHECK_CLOSE(tokens[38 * 26 + 13 + 4], (1 * 3.0F + 2 * 6.0F) / 10, 1e-4F);
    BOOST_TEST(tokens[20 * 26 + 13 + 5] == 0.0F);
    BOOST_TEST(tokens[20 * 26 + 4] == 60.0F);
}

BOOST_AUTO_TEST_CASE(silence_stays_finite) {
    Mfcc mfcc;
    const auto coefficients = mfcc(std::vector<float>{});
    for (const float v : tokens_of({.normalise = true, .slopes = 2}, {coefficients.begin(), coefficients.end()})) BOOST_TEST(v == 0.0F);
}

BOOST_AUTO_TEST_CASE(silence_at_the_ends_is_trimmed) {
    const std::vector<float> samples{0, 0.001F, 0.5F, 0, -1, 0.3F, 0.01F, 0};
    const auto word = trimmed(samples);
    BOOST_TEST(word.data() == samples.data() + 2);
    BOOST_TEST(word.size() == 4U);
    BOOST_TEST(trimmed(std::vector<float>(10)).empty());
    BOOST_TEST(trimmed({}).empty());
}

BOOST_AUTO_TEST_CASE(text_there_and_back) {
    for (const FrontEnd front_end : {FrontEnd{}, FrontEnd{true, false, 3}, FrontEnd{true, true, 2}, FrontEnd{false, true, 0}}) {
        BOOST_TEST((FrontEnd::from_text(front_end.text()) == front_end));
    }
    check_error([] { FrontEnd::from_text("normalise slopes=77"); }, {"front end 'normalise slopes=77'"});
}

BOOST_AUTO_TEST_CASE(other_sizes_are_refused) {
    std::vector<float> tokens(507);
    check_error([&] { FrontEnd{.slopes = 2}(random_coefficients(1), tokens); }, {"room for 507"});
}
