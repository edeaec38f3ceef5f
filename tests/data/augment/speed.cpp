#define BOOST_TEST_MODULE speed
#include "duet/data/augment/speed.hpp"
#include "words.hpp"

using namespace duet::data;

namespace {

/// Crossings of zero upwards in a second: the pitch of a tone.
double pitch(const std::vector<float>& samples) {
    double count = 0;
    for (std::size_t i = 1; i < samples.size(); ++i) count += samples[i - 1] < 0 && samples[i] >= 0 ? 1 : 0;
    return count / static_cast<double>(samples.size()) * 8000;
}

} // namespace

BOOST_AUTO_TEST_CASE(keep_the_rules) {
    words::check(Speed{});
    words::check(Tempo{});
    words::check(Pitch{});
    words::check(VocalTract{});
}

BOOST_AUTO_TEST_CASE(faster_is_shorter_and_higher) {
    const std::vector<float> word = words::tone(400, 8000);
    std::vector<float> played;
    play_at(1.25, word, played);
    BOOST_TEST(played.size() == 6400U);
    BOOST_CHECK_CLOSE(pitch(played), 500.0, 1.0);
    play_at(1, word, played);
    BOOST_TEST((played == word));
}

BOOST_AUTO_TEST_CASE(speed_stays_in_its_range) {
    for (std::uint64_t row = 0; row < 100; ++row) {
        Speech speech = words::speech(words::tone(400, 8000));
        duet::Random random(1, row);
        Speed{1.12}(speech, random);
        BOOST_TEST(speech.samples.size() >= 7142U);
        BOOST_TEST(speech.samples.size() <= 8960U);
        BOOST_TEST(speech.end == speech.samples.size());
    }
}

BOOST_AUTO_TEST_CASE(pitch_changes_no_tempo) {
    for (std::uint64_t row = 0; row < 100; ++row) {
        Speech speech = words::speech(words::tone(400, 8000));
        duet::Random random(1, row);
        Pitch{1.2}(speech, random);
        // Frames of the word: its length over the hop.
        BOOST_CHECK_CLOSE(static_cast<double>(speech.samples.size()) / speech.analysis.hop, 8000.0 / 200, 0.1);
    }
}

BOOST_AUTO_TEST_CASE(a_shorter_vocal_tract_sounds_higher) {
    // A tone's warped cepstrum is that of a higher tone.
    const double warp = 1.1;
    Mfcc mfcc;
    const auto warped = mfcc(words::tone(1000, 8000), {.mel_warp = warp});
    const auto higher = mfcc(words::tone(1000 * warp, 8000));
    const auto plain = mfcc(words::tone(1000, 8000));
    double to_higher = 0;
    double to_plain = 0;
    for (std::size_t k = 0; k < 12; ++k) {
        to_higher += std::pow(warped[19 * 13 + k] - higher[19 * 13 + k], 2);
        to_plain += std::pow(warped[19 * 13 + k] - plain[19 * 13 + k], 2);
    }
    BOOST_TEST(to_higher < 0.1 * to_plain);
}

BOOST_AUTO_TEST_CASE(a_longer_hop_is_faster_speech) {
    std::vector<float> word(8000); // a click 1000 samples behind the middle
    word[5000] = 1;
    Mfcc mfcc;
    const auto loudest = [&](double hop) {
        const auto coefficients = mfcc(word, {.hop = hop});
        std::size_t last = 0;
        for (std::size_t t = 0; t < mfcc_frames; ++t) last = coefficients[t * 13 + 12] > -20 ? t : last;
        return last;
    };
    BOOST_TEST(loudest(200) == 25U); // frames 24 and 25 hold it: (5000 - 400 .. 5000] / 200
    BOOST_TEST(loudest(300) < loudest(200));
    BOOST_TEST(loudest(100) > loudest(200));
}

BOOST_AUTO_TEST_CASE(variations_out_of_range_are_refused) {
    Mfcc mfcc;
    const std::vector<float> word = words::tone(400, 8000);
    BOOST_CHECK_THROW(mfcc(word, {.mel_warp = 3}), duet::Error);
    BOOST_CHECK_THROW(mfcc(word, {.mel_warp = NAN}), duet::Error);
    BOOST_CHECK_THROW(mfcc(word, {.hop = 301}), duet::Error);
}
