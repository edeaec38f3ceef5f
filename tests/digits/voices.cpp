// The voices that the seed chooses.
#define BOOST_TEST_MODULE voices
#include "digits/builtin/voices.hpp"

#include <map>
#include <set>
#include <string>

#include <boost/test/unit_test.hpp>

using namespace digits;

namespace {

std::vector<std::string> names(std::size_t count, std::uint64_t seed) {
    std::vector<std::string> all;
    for (const Voice& voice : random_voices(count, seed)) all.push_back(voice.name());
    return all;
}

} // namespace

BOOST_AUTO_TEST_CASE(no_two_voices_are_the_same) {
    const auto all = names(most_voices, 1);
    BOOST_TEST(all.size() == most_voices);
    BOOST_TEST(std::set<std::string>(all.begin(), all.end()).size() == most_voices);
    for (const std::string& name : all) BOOST_TEST(name.find_first_of("_/. ") == std::string::npos, name);
}

BOOST_AUTO_TEST_CASE(speakers_come_in_turn_and_speak_in_many_ways) {
    std::map<std::string, int> times;
    std::set<std::string> heard;
    for (const Voice& voice : random_voices(560, 1)) {
        ++times[voice.speaker];
        heard.insert(voice.accent);
        BOOST_TEST((voice.pitch >= 25 && voice.pitch <= 75 && voice.speed >= 140 && voice.speed <= 250));
    }
    BOOST_TEST(times.size() == training_speakers.size() + test_speakers.size());
    for (const auto& [speaker, count] : times) BOOST_TEST(count == 10, speaker);
    BOOST_TEST(heard.size() == 8U);
}

BOOST_AUTO_TEST_CASE(the_seed_decides_and_more_voices_begin_with_the_same) {
    const auto few = names(30, 7);
    const auto many = names(100, 7);
    BOOST_TEST(std::equal(few.begin(), few.end(), many.begin()));
    BOOST_TEST((names(30, 8) != few));
}
