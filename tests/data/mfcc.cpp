#define BOOST_TEST_MODULE mfcc
#include "duet/data/mfcc.hpp"
#include "duet/core/random.hpp"
#include "duet/data/csv.hpp"
#include "duet/data/npy.hpp"
#include "duet/data/wav.hpp"
#include "fixture.hpp"

#include <cmath>
#include <complex>
#include <map>
#include <numbers>

using namespace duet::data;
using fixture::check_error;

namespace {

constexpr double pi = std::numbers::pi;
const auto silence = static_cast<float>(std::log(1e-10));

/// The 13 coefficients of the frame at `first` of one second, in double, each step as the definition words it: a DFT by its sum, a filterbank by its
/// triangles.
std::array<double, 13> expected_frame(const std::vector<double>& second, std::size_t first, double pre_emphasis = 0.97) {
    std::array<double, 400> frame{};
    double energy = 0.0;
    for (std::size_t n = 0; n < 400; ++n) {
        const std::size_t i = first + n;
        const double emphasised = i == 0 ? second[0] : second[i] - pre_emphasis * second[i - 1];
        frame[n] = emphasised * (0.54 - 0.46 * std::cos(2 * pi * static_cast<double>(n) / 399));
        energy += second[i] * second[i];
    }
    std::array<double, 257> power{};
    for (std::size_t k = 0; k < 257; ++k) {
        std::complex<double> sum = 0.0;
        for (std::size_t n = 0; n < 400; ++n) sum += frame[n] * std::polar(1.0, -2 * pi * static_cast<double>(k * n % 512) / 512);
        power[k] = std::norm(sum) / 512;
    }
    const double top = 2595 * std::log10(1 + 4000.0 / 700);
    const auto corner = [&](int i) { return 700 * (std::pow(10, top * i / 27 / 2595) - 1); };
    std::array<double, 26> logs{};
    for (int m = 0; m < 26; ++m) {
        double sum = 0.0;
        for (std::size_t k = 0; k < 257; ++k) {
            const double hertz = static_cast<double>(k) * 8000 / 512;
            const double rising = (hertz - corner(m)) / (corner(m + 1) - corner(m));
            const double falling = (corner(m + 2) - hertz) / (corner(m + 2) - corner(m + 1));
            sum += std::max(0.0, std::min(rising, falling)) * power[k];
        }
        logs[static_cast<std::size_t>(m)] = std::log(std::max(1e-10, sum));
    }
    std::array<double, 13> coefficients{};
    for (std::size_t k = 1; k <= 12; ++k) {
        for (std::size_t m = 0; m < 26; ++m) {
            coefficients[k - 1] += std::sqrt(2.0 / 26) * logs[m] * std::cos(pi * static_cast<double>(k) * (static_cast<double>(m) + 0.5) / 26);
        }
    }
    coefficients[12] = std::log(std::max(1e-10, energy));
    return coefficients;
}

/// Noise under a tone that rises and fades: something like speech in level and slope.
std::vector<float> sound(std::size_t length, std::uint64_t seed) {
    duet::Random random(seed);
    std::vector<float> samples(length);
    for (std::size_t i = 0; i < length; ++i) {
        const double t = static_cast<double>(i) / 8000;
        samples[i] = static_cast<float>(std::exp(-3 * t) * 0.3 * std::sin(2 * pi * (300 + 800 * t) * t) + random.uniform(-0.01, 0.01));
    }
    return samples;
}

} // namespace

BOOST_AUTO_TEST_CASE(agrees_with_the_definition_step_by_step) {
    Mfcc mfcc;
    const std::vector<float> samples = sound(8000, 1);
    const std::vector<double> second(samples.begin(), samples.end());
    const auto coefficients = mfcc(samples);
    for (const std::size_t frame : {0U, 1U, 19U, 38U}) {
        const auto expected = expected_frame(second, frame * 200);
        for (std::size_t k = 0; k < 13; ++k) {
            BOOST_TEST(std::abs(static_cast<double>(coefficients[frame * 13 + k]) - expected[k]) < 1e-4, "frame " << frame << " coefficient " << k);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_short_recording_is_centred_in_silence) {
    Mfcc mfcc;
    const std::vector<float> samples = sound(2001, 2);
    std::vector<double> second(8000);
    std::copy(samples.begin(), samples.end(), second.begin() + (8000 - 2001) / 2); // from sample 2999
    const auto coefficients = mfcc(samples);
    for (std::size_t frame = 0; frame < 39; ++frame) {
        const bool silent = frame * 200 + 400 <= 2999 || frame * 200 > 2999 + 2001; // one sample more sounds, by the pre-emphasis
        if (silent) {
            for (std::size_t k = 0; k < 12; ++k) BOOST_TEST(coefficients[frame * 13 + k] == 0.0F);
            BOOST_TEST(coefficients[frame * 13 + 12] == silence);
        } else {
            const auto expected = expected_frame(second, frame * 200);
            for (std::size_t k = 0; k < 13; ++k) BOOST_TEST(std::abs(static_cast<double>(coefficients[frame * 13 + k]) - expected[k]) < 1e-4);
        }
    }
}

BOOST_AUTO_TEST_CASE(of_a_long_recording_the_loudest_second_counts) {
    Mfcc mfcc;
    const std::vector<float> loud = sound(8000, 3);
    for (const std::size_t before : {1U, 777U, 12'000U}) {
        std::vector<float> samples(before);
        samples.insert(samples.end(), loud.begin(), loud.end());
        samples.resize(samples.size() + 500);
        BOOST_TEST((mfcc(samples) == mfcc(loud)));
    }
}

BOOST_AUTO_TEST_CASE(any_length_is_understood_and_calls_are_independent) {
    Mfcc mfcc;
    const auto nothing = mfcc({});
    for (std::size_t frame = 0; frame < 39; ++frame) {
        BOOST_TEST(nothing[frame * 13] == 0.0F);
        BOOST_TEST(nothing[frame * 13 + 12] == silence);
    }
    const auto first = mfcc(sound(5000, 4));
    (void)mfcc(sound(9000, 5));
    BOOST_TEST((mfcc(sound(5000, 4)) == first));
    BOOST_TEST((mfcc(std::vector<float>(20'000)) == nothing));
    for (const std::size_t length : {7999U, 8000U, 8001U}) {
        const auto coefficients = mfcc(sound(length, 6));
        BOOST_TEST(std::isfinite(coefficients[0]));
    }
}

BOOST_AUTO_TEST_CASE(pre_emphasis_can_be_chosen) {
    const std::vector<float> samples = sound(8000, 7);
    const std::vector<double> second(samples.begin(), samples.end());
    for (const double pre_emphasis : {0.0, 0.5, 1.0}) {
        const auto coefficients = Mfcc(pre_emphasis)(samples);
        const auto expected = expected_frame(second, 3800, pre_emphasis);
        for (std::size_t k = 0; k < 13; ++k) {
            BOOST_TEST(std::abs(static_cast<double>(coefficients[19 * 13 + k]) - expected[k]) < 1e-4, pre_emphasis << ", coefficient " << k);
        }
    }
    for (const double pre_emphasis : {-0.1, 1.1, static_cast<double>(NAN)}) {
        check_error([&] { const Mfcc mfcc(pre_emphasis); }, {"pre-emphasis", "expected 0 to 1"});
    }
}

BOOST_AUTO_TEST_CASE(samples_that_are_no_numbers_are_refused) {
    Mfcc mfcc;
    for (const std::size_t length : {100U, 9000U}) {
        std::vector<float> samples(length);
        samples[50] = INFINITY;
        check_error([&] { mfcc(samples); }, {"NaN or infinite"});
        samples[50] = NAN;
        check_error([&] { mfcc(samples); }, {"NaN or infinite"});
    }
}

BOOST_AUTO_TEST_CASE(agrees_with_the_features_of_real_recordings) {
    const auto digits = fixture::shared("data/digits");
    const auto recordings = fixture::shared("data/fsdd-wav");
    if (digits.empty() || recordings.empty()) return;
    const Matrix reference = read_npy(digits / "x_train_sp.npy", mfcc_size);
    const std::vector<std::string> names = read_column(digits / "pairs_train.csv", "wav");
    BOOST_REQUIRE(names.size() == reference.rows);
    std::map<std::string, std::size_t> rows; // one of each recording's
    for (std::size_t i = 0; i < names.size(); ++i) rows[names[i]] = i;
    Mfcc mfcc;
    double worst = 0.0;
    for (const auto& [name, row] : rows) {
        const Recording recording = read_wav(recordings / name);
        BOOST_REQUIRE(recording.sample_rate == mfcc_sample_rate);
        const auto coefficients = mfcc(recording.samples);
        for (std::size_t k = 0; k < mfcc_size; ++k) worst = std::max(worst, static_cast<double>(std::abs(coefficients[k] - reference.row(row)[k])));
    }
    BOOST_TEST_MESSAGE(rows.size() << " recordings, largest difference " << worst);
    BOOST_TEST(worst < 1e-4);
}
