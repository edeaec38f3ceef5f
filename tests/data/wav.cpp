#define BOOST_TEST_MODULE wav
#include "duet/data/wav.hpp"
#include "fixture.hpp"

#include <algorithm>
#include <array>
#include <numbers>
#include <span>
#include <string>
#include <utility>
#include <vector>

using namespace duet::data;
using fixture::bytes_of;
using fixture::check_error;

namespace {

/// A WAV file made by hand: `format` 1 is whole numbers, 3 is floats.
std::string wav(const std::string& samples, int rate = 8000, int channels = 1, int bits = 16, int format = 1) {
    const auto u16 = [](int value) { return bytes_of(static_cast<std::uint16_t>(value)); };
    const auto u32 = [](std::size_t value) { return bytes_of(static_cast<std::uint32_t>(value)); };
    const int frame = channels * bits / 8;
    return "RIFF" + u32(36 + samples.size()) + "WAVEfmt " + u32(16) + u16(format) + u16(channels) + u32(static_cast<std::size_t>(rate)) +
           u32(static_cast<std::size_t>(rate * frame)) + u16(frame) + u16(bits) + "data" + u32(samples.size()) + samples;
}

std::string pcm(std::initializer_list<int> values) {
    std::string bytes;
    for (const int value : values) bytes += bytes_of(static_cast<std::int16_t>(value));
    return bytes;
}

Recording tone(double hertz, int rate, double seconds) {
    Recording recording{rate, std::vector<float>(static_cast<std::size_t>(rate * seconds))};
    for (std::size_t i = 0; i < recording.samples.size(); ++i) {
        recording.samples[i] = static_cast<float>(0.5 * std::sin(2 * std::numbers::pi * hertz * static_cast<double>(i) / rate));
    }
    return recording;
}

/// A sound file of libsndfile's making: interleaved samples in double, which it turns to the file's own type.
void put_sound(const std::filesystem::path& path, int format, int rate, int channels, const std::vector<double>& samples) {
    SF_INFO info = {};
    info.format = format;
    info.samplerate = rate;
    info.channels = channels;
    SNDFILE* const file = sf_open(path.c_str(), SFM_WRITE, &info);
    BOOST_REQUIRE_MESSAGE(file != nullptr, sf_strerror(nullptr));
    BOOST_REQUIRE(sf_write_double(file, samples.data(), static_cast<sf_count_t>(samples.size())) == static_cast<sf_count_t>(samples.size()));
    BOOST_REQUIRE(sf_close(file) == 0);
}

std::vector<double> tone_samples() {
    const Recording recording = tone(440, 16'000, 0.5);
    return {recording.samples.begin(), recording.samples.end()};
}

/// The root mean square, without the ends, where the resampler's window hangs over.
double level(const Recording& recording) {
    double sum = 0.0;
    const std::size_t margin = recording.samples.size() / 10;
    for (std::size_t i = margin; i < recording.samples.size() - margin; ++i) sum += static_cast<double>(recording.samples[i]) * recording.samples[i];
    return std::sqrt(sum / static_cast<double>(recording.samples.size() - 2 * margin));
}

} // namespace

BOOST_AUTO_TEST_CASE(samples_are_scaled_and_channels_averaged) {
    const fixture::Folder folder;
    const Recording mono = read_wav(fixture::put(folder / "a.wav", wav(pcm({0, 16384, -32768, 1}))));
    BOOST_TEST(mono.sample_rate == 8000);
    BOOST_TEST(mono.samples == (std::vector{0.0F, 0.5F, -1.0F, 1.0F / 32768}), boost::test_tools::per_element());
    const Recording stereo = read_wav(fixture::put(folder / "a.wav", wav(pcm({16384, 0, -16384, -16384}), 44'100, 2)));
    BOOST_TEST(stereo.sample_rate == 44'100);
    BOOST_TEST(stereo.samples == (std::vector{0.25F, -0.5F}), boost::test_tools::per_element());
    const Recording real = read_wav(fixture::put(folder / "a.wav", wav(bytes_of(0.125F) + bytes_of(-1.5F), 16'000, 1, 32, 3)));
    BOOST_TEST(real.samples == (std::vector{0.125F, -1.5F}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(bytes_are_read_as_a_file_of_them_is) {
    const fixture::Folder folder;
    put_sound(folder / "a.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 16'000, 1, tone_samples());
    fixture::put(folder / "a.wav", wav(pcm({16384, 0, -16384, -16384}), 44'100, 2));
    for (const char* name : {"a.wav", "a.flac"}) {
        const std::string file = fixture::get(folder / name);
        const auto bytes = std::as_bytes(std::span(file));
        const Recording expected = read_wav(folder / name);
        const Recording recording = read_wav(bytes, "what was sent");
        BOOST_TEST(recording.sample_rate == expected.sample_rate);
        BOOST_TEST(recording.samples == expected.samples, boost::test_tools::per_element());
        for (std::size_t length = 0; length < std::min<std::size_t>(bytes.size(), 100); ++length) { // cut off
            try {
                BOOST_TEST(read_wav(bytes.first(length), "what was sent").samples.size() <= expected.samples.size());
            } catch (const duet::Error& error) {
                BOOST_TEST(std::string(error.what()).starts_with("what was sent: "), error.what());
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(bytes_of_more_seconds_than_wanted_are_refused) {
    const std::string second = wav(std::string(2 * 8000, '\1'));
    BOOST_TEST(read_wav(std::as_bytes(std::span(second)), "it", 1).samples.size() == 8000U);
    const std::string longer = wav(std::string(2 * 8001, '\1'));
    check_error([&] { read_wav(std::as_bytes(std::span(longer)), "it", 1); }, {"it: is longer than 1 seconds"});
    check_error([&] { read_wav({}, "it"); }, {"it: is not a sound file"});
}

BOOST_AUTO_TEST_CASE(every_type_of_sample_and_any_rate_is_read) {
    struct Type {
        int format;
        double step; // between two values that the file can hold, near full scale
    };
    const std::array types{Type{SF_FORMAT_PCM_U8, 1.0 / 128},        Type{SF_FORMAT_PCM_16, 1.0 / 32768},    Type{SF_FORMAT_PCM_24, 1.0 / (1 << 23)},
                           Type{SF_FORMAT_PCM_32, 1.0 / (1U << 31)}, Type{SF_FORMAT_FLOAT, 1.0 / (1 << 24)}, Type{SF_FORMAT_DOUBLE, 1.0 / (1 << 24)}};
    const fixture::Folder folder;
    for (const int container : {SF_FORMAT_WAV, SF_FORMAT_WAVEX}) {
        for (const Type& type : types) {
            for (const int rate : {8000, 11'025, 16'000, 44'100, 48'000, 96'000}) {
                BOOST_TEST_CONTEXT("format " << std::hex << container + type.format << std::dec << " at " << rate << " Hz") {
                    const std::vector<double> left = {0.0, 0.5, -0.75, 0.123456789, -1.0 / 3};
                    std::vector<double> both; // the right channel is a quarter of the left
                    for (const double v : left) both.insert(both.end(), {v, v / 4});
                    put_sound(folder / "mono.wav", container | type.format, rate, 1, left);
                    put_sound(folder / "stereo.wav", container | type.format, rate, 2, both);
                    const Recording mono = read_wav(folder / "mono.wav");
                    const Recording stereo = read_wav(folder / "stereo.wav");
                    BOOST_TEST(mono.sample_rate == rate);
                    BOOST_TEST(stereo.sample_rate == rate);
                    BOOST_REQUIRE(mono.samples.size() == left.size());
                    BOOST_REQUIRE(stereo.samples.size() == left.size());
                    for (std::size_t i = 0; i < left.size(); ++i) {
                        const double tolerance = type.step + 1e-7; // rounding in the file, and that to float
                        BOOST_TEST(std::abs(static_cast<double>(mono.samples[i]) - left[i]) <= tolerance, "mono sample " << i);
                        BOOST_TEST(std::abs(static_cast<double>(stereo.samples[i]) - 0.625 * left[i]) <= tolerance, "stereo sample " << i);
                    }
                }
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(what_is_written_is_read_again) {
    const fixture::Folder folder;
    const Recording recording{22'050, {0.0F, 0.5F, -1.0F, 1.0F / 32768, 32767.0F / 32768}};
    write_wav(folder / "a.wav", recording);
    const Recording again = read_wav(folder / "a.wav");
    BOOST_TEST(again.sample_rate == 22'050);
    BOOST_TEST(again.samples == recording.samples, boost::test_tools::per_element());
    write_wav(folder / "a.wav", {8000, {1.5F, -7.0F}}); // beyond full scale: clipped
    BOOST_TEST(read_wav(folder / "a.wav").samples == (std::vector{32767.0F / 32768, -1.0F}), boost::test_tools::per_element());
    BOOST_TEST(folder.size() == 1U);

    check_error([&] { write_wav(folder / "b.wav", {0, {0.5F}}); }, {"b.wav", "0 Hz", "expected"});
    check_error([&] { write_wav(folder / "b.wav", {8000, {0.5F, NAN}}); }, {"b.wav", "sample 1", "NaN"});
    check_error([&] { write_wav(folder / "none" / "b.wav", {8000, {0.5F}}); }, {"cannot be written"});
    BOOST_TEST(folder.size() == 1U);
}

BOOST_AUTO_TEST_CASE(bad_files_are_refused) {
    const fixture::Folder folder;
    const auto refused = [&](const std::string& bytes, std::initializer_list<std::string_view> parts) {
        fixture::put(folder / "a.wav", bytes);
        check_error([&] { read_wav(folder / "a.wav"); }, parts);
        check_error([&] { read_wav(folder / "a.wav"); }, {"a.wav"});
    };
    refused("", {"not a sound file"});
    refused("row_id,label\n", {"not a sound file"});
    refused(wav(pcm({1, 2})).substr(0, 30), {});
    refused(wav(""), {"no samples"});
    refused(wav(pcm({1, 2}), 50), {"50 Hz", "expected"});
    refused(wav(bytes_of(0.0F) + bytes_of(static_cast<float>(NAN)), 8000, 1, 32, 3), {"sample 1", "NaN"});
    refused(wav(std::string(2 * 100 * 601, '\0'), 100), {"longer than 10 minutes"});
    check_error([&] { read_wav(folder / "none.wav"); }, {"none.wav", "No such file"});
    check_error([&] { read_wav(folder.path()); }, {"not a regular file"});
    std::string claim = wav(pcm({1, 2, 3})); // says 4 GB, holds three samples
    claim.replace(40, 4, "\xFE\xFF\xFF\xFF");
    BOOST_TEST(read_wav(fixture::put(folder / "a.wav", claim)).samples.size() == 3U);
}

BOOST_AUTO_TEST_CASE(a_tone_survives_resampling_and_what_cannot_be_kept_is_removed) {
    for (const auto& [from, to] : {std::pair{22'050, 8000}, {44'100, 8000}, {8000, 16'000}}) {
        BOOST_TEST_CONTEXT(from << " to " << to) {
            const Recording result = resample(tone(1000, from, 1.0), to);
            BOOST_TEST(result.sample_rate == to);
            BOOST_TEST(std::abs(static_cast<int>(result.samples.size()) - to) <= 1);
            double worst = 0.0; // against the same tone made at the new rate: level and time agree
            const Recording expected = tone(1000, to, 1.0);
            for (std::size_t i = expected.samples.size() / 10; i < expected.samples.size() * 9 / 10; ++i) {
                worst = std::max(worst, std::abs(static_cast<double>(result.samples[i] - expected.samples[i])));
            }
            BOOST_TEST(worst < 1e-3);
        }
    }
    BOOST_TEST(level(tone(6000, 22'050, 1.0)) > 0.35);
    BOOST_TEST(level(resample(tone(6000, 22'050, 1.0), 8000)) < 1e-4); // 6 kHz would fold back to 2 kHz
    BOOST_TEST((resample(tone(440, 8000, 0.1), 8000).samples == tone(440, 8000, 0.1).samples));
}

BOOST_AUTO_TEST_CASE(impossible_rates_are_refused) {
    const Recording recording = tone(440, 8000, 0.1);
    for (const int rate : {0, -8000, 8000 * 300})
        check_error([&] { resample(recording, rate); }, {"8000 Hz", std::to_string(rate), "expected positive"});
    check_error([] { resample({0, {1.0F}}, 8000); }, {"expected positive"});
    check_error([] { resample({100, std::vector<float>(100 * 601)}, 8000); }, {"too long"});
    BOOST_TEST(resample({8000, {}}, 16'000).samples.empty());
}
