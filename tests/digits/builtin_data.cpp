// The built-in data set: the same for any number of threads, right in shape and range, and fair between training and test.
#define BOOST_TEST_DYN_LINK
#define BOOST_TEST_MODULE builtin_data
#include <boost/test/unit_test.hpp>

#include "digits/builtin/builtin_data.hpp"

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

namespace {

namespace fs = std::filesystem;

/// A folder of its own, removed with the test.
struct Folder {
    fs::path path = fs::temp_directory_path() / ("duet-builtin-test-" + std::to_string(::getpid()));
    Folder() { fs::create_directories(path); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() {
        std::error_code ignored;
        fs::remove_all(path, ignored);
    }
};

/// PATH set to a folder without programs.
struct EmptyPath {
    std::string before = std::getenv("PATH") == nullptr ? "" : std::getenv("PATH");
    explicit EmptyPath(const fs::path& folder) { ::setenv("PATH", folder.c_str(), 1); }
    EmptyPath(const EmptyPath&) = delete;
    EmptyPath& operator=(const EmptyPath&) = delete;
    ~EmptyPath() { ::setenv("PATH", before.c_str(), 1); }
};

/// Tones in place of speech, cached as if spoken: everything but espeak-ng itself is tested without it.
void put_tones_into_cache(const fs::path& folder) {
    const auto voices = digits::all_voices();
    std::vector<digits::Utterance> utterances(voices.size() * 10);
    for (std::size_t i = 0; i < utterances.size(); ++i) {
        utterances[i].resize(2000 + i);
        for (std::size_t k = 0; k < utterances[i].size(); ++k)
            utterances[i][k] = static_cast<std::int16_t>(8000 * std::sin(0.1 * static_cast<double>(1 + i % 10) * static_cast<double>(k)));
    }
    duet::data::write_file_atomically(folder / "speech.bin", digits::detail::packed(utterances, digits::detail::version_of(voices)));
}

digits::BuiltinData make(const fs::path& folder, int threads, std::uint64_t seed = 3, std::size_t train = 300, std::size_t test = 105) {
    digits::BuiltinOptions options;
    options.train_rows = train;
    options.test_rows = test;
    options.seed = seed;
    options.threads = threads;
    options.cache_dir = folder;
    std::ostringstream log;
    return digits::make_builtin_data(options, log);
}

bool same(const digits::BuiltinRows& a, const digits::BuiltinRows& b) {
    return a.images.values == b.images.values && a.audio.values == b.audio.values && a.labels == b.labels && a.groups == b.groups;
}

} // namespace

BOOST_AUTO_TEST_CASE(rows_are_a_function_of_the_seed_for_any_number_of_threads) {
    const Folder folder;
    put_tones_into_cache(folder.path);
    const auto one = make(folder.path, 1);
    for (const int threads : {1, 2, 3, 8}) {
        const auto again = make(folder.path, threads);
        BOOST_TEST((same(one.train, again.train) && same(one.test, again.test)), "with " << threads << " threads");
    }
    const auto other = make(folder.path, 2, 4);
    BOOST_TEST(one.train.images.values != other.train.images.values);
    BOOST_TEST(one.train.audio.values != other.train.audio.values);
    BOOST_TEST(!std::equal(one.test.images.values.begin(), one.test.images.values.begin() + 784 * 10, one.train.images.values.begin()));
}

BOOST_AUTO_TEST_CASE(shapes_ranges_and_classes_are_right) {
    const Folder folder;
    put_tones_into_cache(folder.path);
    const auto data = make(folder.path, 2);
    for (const auto* part : {&data.train, &data.test}) {
        const std::size_t n = part == &data.train ? 300 : 105;
        BOOST_TEST(part->images.rows == n);
        BOOST_TEST(part->images.columns == 784U);
        BOOST_TEST(part->images.values.size() == n * 784);
        BOOST_TEST(part->audio.rows == n);
        BOOST_TEST(part->audio.columns == 507U);
        BOOST_TEST(part->audio.values.size() == n * 507);
        BOOST_TEST(part->labels.size() == n);
        BOOST_TEST(part->groups.size() == n);
        for (const float pixel : part->images.values) BOOST_REQUIRE(pixel >= 0 && pixel <= 255);
        for (const float value : part->audio.values) BOOST_REQUIRE(std::isfinite(value));
        std::map<int, std::size_t> count;
        for (const int label : part->labels) ++count[label];
        BOOST_TEST(count.size() == 10U);
        for (const auto& [label, rows] : count) BOOST_TEST((label >= 0 && label <= 9 && rows >= n / 10));
        BOOST_TEST(!std::is_sorted(part->labels.begin(), part->labels.begin() + 10));
        for (std::size_t i = 0; i < n; ++i) {
            const auto image = part->images.row(i);
            BOOST_REQUIRE(std::any_of(image.begin(), image.end(), [](float pixel) { return pixel > 100; }));
            float loudest = -30;
            for (std::size_t frame = 0; frame < 39; ++frame) loudest = std::max(loudest, part->audio.row(i)[frame * 13 + 12]);
            BOOST_REQUIRE(loudest > -8);
        }
    }
}

BOOST_AUTO_TEST_CASE(no_speaker_is_in_both_parts) {
    const Folder folder;
    put_tones_into_cache(folder.path);
    const auto data = make(folder.path, 2);
    const std::set<std::string> train(data.train.groups.begin(), data.train.groups.end());
    const std::set<std::string> test(data.test.groups.begin(), data.test.groups.end());
    BOOST_TEST(train.size() > 20U);
    BOOST_TEST(test.size() > 5U);
    for (const auto& speaker : test) BOOST_TEST(!train.contains(speaker), speaker << " is in both");
}

BOOST_AUTO_TEST_CASE(impossible_numbers_of_rows_are_refused) {
    const Folder folder;
    put_tones_into_cache(folder.path);
    BOOST_CHECK_THROW(make(folder.path, 1, 1, 0, 10), duet::Error);
    BOOST_CHECK_THROW(make(folder.path, 1, 1, 10, 0), duet::Error);
    BOOST_CHECK_THROW(make(folder.path, 1, 1, std::size_t{1} << 60, 10), duet::Error);
}

BOOST_AUTO_TEST_CASE(without_espeak_the_error_names_the_package) {
    const Folder folder;
    const EmptyPath path(folder.path);
    const auto names_package = [](const duet::Error& error) {
        return std::string(error.what()).find("apt-get install espeak-ng") != std::string::npos;
    };
    BOOST_CHECK_EXCEPTION(make(folder.path, 2), duet::Error, names_package);
    std::ofstream(folder.path / "speech.bin") << "not a cache";
    BOOST_CHECK_EXCEPTION(make(folder.path, 2), duet::Error, names_package);
    put_tones_into_cache(folder.path); // with a good cache it is not missed
    BOOST_TEST(make(folder.path, 2).train.labels.size() == 300U);
}

BOOST_AUTO_TEST_CASE(espeak_speaks_digits_that_differ) {
    const Folder folder;
    const auto voices = digits::all_voices();
    std::set<digits::Utterance> heard;
    try {
        digits::run_program({"espeak-ng", "--version"}, std::chrono::seconds(20), "");
    } catch (const duet::Error&) {
        BOOST_TEST_MESSAGE("skipped: espeak-ng is not installed");
        return;
    }
    for (std::size_t digit = 0; digit < 10; ++digit) heard.insert(digits::detail::speak(voices.back(), digit, folder.path / "spoken.wav"));
    BOOST_TEST(heard.size() == 10U);
    for (const auto& utterance : heard) {
        BOOST_TEST(utterance.size() > 1000U); // an eighth of a second
        BOOST_TEST(utterance.size() < 10000U);
    }
    BOOST_TEST(fs::is_empty(folder.path)); // nothing is left behind
}
