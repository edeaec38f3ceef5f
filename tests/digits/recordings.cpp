// Recordings: what their names say, where they are found, and their features.
#define BOOST_TEST_MODULE recordings
#include "digits/recordings.hpp"

#include "duet/core/error.hpp"
#include "duet/data/front_end.hpp"
#include "sounds.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

using namespace digits;
namespace fs = std::filesystem;

namespace {

void refused(const auto& action, const std::string& part) {
    BOOST_CHECK_EXCEPTION(action(), duet::Error, [&](const duet::Error& error) { return std::string(error.what()).find(part) != std::string::npos; });
}

} // namespace

BOOST_AUTO_TEST_CASE(a_name_says_digit_speaker_and_index) {
    const RecordingName name = recording_name("some/where_else/7_jackson_12.wav");
    BOOST_TEST(name.digit == 7);
    BOOST_TEST(name.speaker == "jackson");
    BOOST_TEST(name.index == "12");
    BOOST_TEST(recording_name("0_f2-en-gb-41-170_0.WAV").speaker == "f2-en-gb-41-170");
}

BOOST_AUTO_TEST_CASE(other_names_are_refused) {
    for (const char* name : {"7.wav", "7_jackson.wav", "7_jackson_.wav", "7__3.wav", "77_jackson_1.wav", "x_jackson_1.wav", "7_jackson_1a.wav",
                             "_a_1.wav", "7_jack_son_1.wav", "7_jackson_1.mp3", "7_jackson_-1.wav", ".wav"}) {
        refused([&] { recording_name(name); }, std::string(name) + ": its name does not say what is spoken; expected {digit}_{speaker}_{index}.wav");
    }
}

BOOST_AUTO_TEST_CASE(folders_are_searched_and_sorted_and_files_taken_as_they_are) {
    const Scratch scratch("duet-recordings");
    for (const char* name : {"b.wav", "a.wav", "C.WAV", "notes.txt"}) write(scratch.folder / name, "");
    fs::create_directories(scratch.folder / "inner.wav");
    const std::string folder = scratch.folder.string();
    const std::vector<fs::path> expected{folder + "/b.wav", folder + "/C.WAV", folder + "/a.wav", folder + "/b.wav", folder + "/notes.txt"};
    BOOST_TEST((find_recordings({folder + "/b.wav", folder, folder + "/notes.txt"}) == expected));
    refused([&] { find_recordings({folder + "/none.wav"}); }, "none.wav: no such file or folder");
    refused([&] { find_recordings({folder + "/inner.wav"}); }, "inner.wav: holds no recordings");
}

BOOST_AUTO_TEST_CASE(features_are_those_of_the_front_end_for_any_number_of_threads) {
    const Scratch scratch("duet-recordings");
    const std::vector<fs::path> files = find_recordings({sounds::write_recordings(scratch.folder, 1).string()});
    const duet::data::Matrix features = features_of(files, false, 1);
    BOOST_TEST(features.rows == 30U);
    BOOST_TEST(features.columns == 507U);
    duet::data::Mfcc mfcc;
    for (std::size_t i = 0; i < files.size(); ++i) {
        const auto expected = mfcc(duet::data::read_wav(files[i]).samples);
        BOOST_TEST(std::equal(expected.begin(), expected.end(), features.row(i).begin()), files[i]);
    }
    for (const int threads : {2, 3, 16}) BOOST_TEST((features_of(files, false, threads).values == features.values), threads << " threads");
}

BOOST_AUTO_TEST_CASE(other_rates_are_resampled_and_silence_trimmed_if_asked_for) {
    const Scratch scratch("duet-recordings");
    const fs::path file = scratch.folder / "a.wav";
    duet::data::write_wav(file, sounds::tone(3, 0, 0));
    const duet::data::Matrix plain = features_of({file}, false, 1);
    duet::data::write_wav(file, sounds::tone(3, 0, 0, 44'100));
    const duet::data::Matrix resampled = features_of({file}, false, 1);
    for (const std::size_t middle : {18U, 19U, 20U}) BOOST_TEST(std::abs(resampled.row(0)[middle * 13 + 12] - plain.row(0)[middle * 13 + 12]) < 0.02);

    duet::data::Recording late = sounds::tone(3, 0, 0);
    late.samples.insert(late.samples.begin(), 4000, 0.0F);
    duet::data::write_wav(file, late);
    const auto word = duet::data::trimmed(late.samples);
    BOOST_TEST(word.size() < late.samples.size());
    duet::data::write_wav(scratch.folder / "b.wav", {8000, {word.begin(), word.end()}});
    BOOST_TEST((features_of({file}, true, 1).values == features_of({scratch.folder / "b.wav"}, false, 1).values));
    BOOST_TEST((features_of({file}, true, 1).values != features_of({file}, false, 1).values));
}

BOOST_AUTO_TEST_CASE(the_first_bad_file_is_named_whatever_the_threads) {
    const Scratch scratch("duet-recordings");
    std::vector<fs::path> files = find_recordings({sounds::write_recordings(scratch.folder, 1).string()});
    write(files[7], "no sound");
    write(files[21], "no sound either");
    for (const int threads : {1, 4}) refused([&] { features_of(files, false, threads); }, files[7].string() + ": is not a sound file");
}
