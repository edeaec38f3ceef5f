// Pairs: each image once, with a recording of its digit, and nothing of training in test.
#define BOOST_TEST_MODULE pairing
#include "digits/pairing.hpp"

#include "duet/core/error.hpp"

#include <algorithm>
#include <numeric>
#include <set>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

using namespace digits;

namespace {

/// `takes` recordings of each digit by each of three speakers.
std::vector<RecordingName> recordings(int takes) {
    std::vector<RecordingName> names;
    for (int digit = 0; digit < 10; ++digit) {
        for (const char* speaker : {"ann", "bob", "cyd"}) {
            for (int take = 0; take < takes; ++take) names.push_back({digit, speaker, std::to_string(take)});
        }
    }
    return names;
}

bool says(const duet::Error& error, const std::string& part) { return std::string(error.what()).find(part) != std::string::npos; }

/// Every recording stands once in the split, under its own digit.
void require_whole(const RecordingSplit& split, const std::vector<RecordingName>& names) {
    std::vector<int> seen(names.size());
    for (const RecordingsByDigit* part : {&split.train, &split.test}) {
        for (std::size_t digit = 0; digit < 10; ++digit) {
            for (const std::size_t i : (*part)[digit]) {
                ++seen.at(i);
                BOOST_TEST(names[i].digit == static_cast<int>(digit));
            }
        }
    }
    for (const int times : seen) BOOST_REQUIRE(times == 1);
}

} // namespace

BOOST_AUTO_TEST_CASE(a_tenth_of_each_digit_is_held_out_as_the_seed_says) {
    const auto names = recordings(20);
    const RecordingSplit split = hold_out_recordings(names, 1);
    require_whole(split, names);
    for (const auto& test : split.test) BOOST_TEST(test.size() == 6U);
    BOOST_TEST((hold_out_recordings(names, 1).test == split.test));
    BOOST_TEST((hold_out_recordings(names, 2).test != split.test));
    for (const auto& test : hold_out_recordings(recordings(1), 1).test) BOOST_TEST(test.size() == 1U);
    BOOST_CHECK_EXCEPTION(hold_out_recordings({{4, "ann", "0"}}, 1), duet::Error, [](const auto& e) { return says(e, "only one recording of 4"); });
}

BOOST_AUTO_TEST_CASE(speakers_are_held_out_whole) {
    const auto names = recordings(5);
    const RecordingSplit split = hold_out_speakers(names, {"bob", "cyd"});
    require_whole(split, names);
    for (const auto& part : split.test) {
        for (const std::size_t i : part) BOOST_TEST(names[i].speaker != "ann");
    }
    for (const auto& part : split.train) {
        BOOST_TEST(part.size() == 5U);
        for (const std::size_t i : part) BOOST_TEST(names[i].speaker == "ann");
    }
    BOOST_CHECK_EXCEPTION(hold_out_speakers(names, {"dan"}), duet::Error,
                          [](const auto& e) { return says(e, "no recording of the speaker 'dan'; there are those of ann, bob, cyd"); });
}

BOOST_AUTO_TEST_CASE(each_image_gets_a_recording_of_its_digit_and_all_recordings_are_used) {
    const auto names = recordings(4);
    const RecordingSplit split = all_to_train(names);
    require_whole(split, names);
    std::vector<int> labels(2000);
    for (std::size_t i = 0; i < labels.size(); ++i) labels[i] = static_cast<int>(i * 7 % 10);
    std::vector<std::size_t> images(labels.size());
    std::iota(images.begin(), images.end(), std::size_t{0});
    std::reverse(images.begin(), images.end());

    const std::vector<Pair> pairs = pair_images(images, labels, split.train, {3, 5}, "train on");
    BOOST_REQUIRE(pairs.size() == images.size());
    std::set<std::size_t> used;
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        BOOST_REQUIRE(pairs[i].image == images[i]);
        BOOST_REQUIRE(names.at(pairs[i].recording).digit == labels[pairs[i].image]);
        used.insert(pairs[i].recording);
    }
    BOOST_TEST(used.size() == names.size());
    const auto same = [](const Pair& a, const Pair& b) { return a.image == b.image && a.recording == b.recording; };
    const std::vector<Pair> fewer = pair_images(std::span(images).first(100), labels, split.train, {3, 5}, "train on");
    BOOST_TEST(std::equal(fewer.begin(), fewer.end(), pairs.begin(), same)); // a row does not depend on those after it
    const std::vector<Pair> other = pair_images(images, labels, split.train, {4, 5}, "train on");
    BOOST_TEST(!std::equal(other.begin(), other.end(), pairs.begin(), same));
}

BOOST_AUTO_TEST_CASE(a_digit_without_recordings_is_an_error_only_if_it_is_needed) {
    const RecordingSplit split = all_to_train({{1, "ann", "0"}, {2, "ann", "0"}});
    const std::vector<int> labels{1, 2, 3};
    BOOST_TEST(pair_images(std::vector<std::size_t>{1, 0, 1}, labels, split.train, {}, "train on").size() == 3U);
    BOOST_CHECK_EXCEPTION(pair_images(std::vector<std::size_t>{2}, labels, split.train, {}, "train on"), duet::Error,
                          [](const auto& e) { return says(e, "no recording of 3 to train on; expected at least one, named 3_{speaker}"); });
}
