// report.html: its data, whatever that is, and nothing that could be taken for something else.
#define BOOST_TEST_MODULE report_page
#include "digits/report/report_page.hpp"

#include "digits/report/picture_text.hpp"
#include "report_island.hpp"

#include <cstddef>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

using namespace digits;

namespace {

std::vector<float> ramp() {
    std::vector<float> image(784);
    std::iota(image.begin(), image.end(), 0.0F);
    return image;
}
const std::vector<float> writing = ramp();
const std::vector<float> silence(507);

ReportRow row(std::size_t index, int truth, int answer, double confidence, const std::string& recording = "") {
    return {{writing, silence, answer, truth}, index, recording, confidence};
}

std::size_t occurrences(const std::string& text, const std::string& part) {
    std::size_t count = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
    return count;
}

} // namespace

BOOST_AUTO_TEST_CASE(the_page_asks_for_nothing_else) {
    std::string page = report_page({});
    BOOST_TEST(page.starts_with("<!doctype html>"));
    BOOST_TEST(page.find("Content-Security-Policy\" content=\"default-src 'none'") != std::string::npos);
    BOOST_TEST(page.find('@' + std::string("DATA@")) == std::string::npos);
    for (const char* outward : {" src=", "@import", "url(", "fetch(", "XMLHttpRequest", "https:"})
        BOOST_TEST(occurrences(page, outward) == 0U, outward);
    BOOST_TEST(occurrences(page, "http:") == occurrences(page, "http://www.w3.org/2000/svg")); // a name, not an address
    BOOST_TEST(occurrences(page, "href=") == occurrences(page, "href=\"data:,\""));
}

BOOST_AUTO_TEST_CASE(the_figures_are_those_of_the_run) {
    ReportData data;
    data.model = "twin39";
    data.parameters = 1'031'946;
    data.epochs = {{1, 0.9, 0.7, 0.8, 0.75, 9.12345}, {2, 0.5, 0.8, 0.6, 0.8, 9}, {3, 0.4, 0.9, 0.7, 0.85, 9}};
    data.confusion[10 * 3 + 3] = 7;
    data.confusion[10 * 3 + 5] = 1;
    data.mistakes = {row(12, 3, 5, 0.98765432, "3_george_1.wav")};
    data.embedded = {{row(12, 3, 5, 0.98765432), {1.23456, -2}, {30, 40.001}}};
    data.machine = {"a processor", 4, 1U << 30U, "a system", "a compiler", "a BLAS"};
    const nlohmann::json json = report_island(report_page(data));
    BOOST_TEST(json.at("model") == "twin39");
    BOOST_TEST(json.at("parameters") == 1'031'946);
    BOOST_TEST(json.at("best") == 2);
    BOOST_TEST(json.at("epochs").size() == 3U);
    BOOST_TEST(json.at("epochs")[0] ==
               (nlohmann::json{{"epoch", 1}, {"train_loss", 0.9}, {"train_acc", 0.7}, {"val_loss", 0.8}, {"val_acc", 0.75}, {"seconds", 9.123}}));
    BOOST_TEST(json.at("confusion")[3] == (std::vector<int>{0, 0, 0, 7, 0, 1, 0, 0, 0, 0}));
    BOOST_TEST(json.at("classes")[3] == (nlohmann::json{{"precision", 1.0}, {"recall", 0.875}, {"f1", 14.0 / 15.0}, {"samples", 8}}));
    const nlohmann::json& mistake = json.at("mistakes").at(0);
    BOOST_TEST(mistake.at("row") == 12);
    BOOST_TEST(mistake.at("recording") == "3_george_1.wav");
    BOOST_TEST(mistake.at("truth") == 3);
    BOOST_TEST(mistake.at("answer") == 5);
    BOOST_TEST(mistake.at("confidence") == 0.9877);
    const nlohmann::json& point = json.at("embedded").at(0);
    BOOST_TEST(point.at("in_image_plane") == (std::vector<double>{1.23, -2}));
    BOOST_TEST(point.at("in_audio_plane") == (std::vector<double>{30, 40}));
    BOOST_TEST(point.at("image") == mistake.at("image"));
    BOOST_TEST(json.at("machine").at("processor") == "a processor");
    BOOST_TEST(json.at("machine").at("memory") == 1U << 30U);
}

BOOST_AUTO_TEST_CASE(pictures_are_a_letter_a_value) {
    ReportData data;
    data.mistakes = {row(0, 1, 2, 1)};
    const nlohmann::json json = report_island(report_page(data));
    const std::string image = json.at("mistakes")[0].at("image");
    const std::string audio = json.at("mistakes")[0].at("audio");
    BOOST_TEST(image.size() == 784U);
    BOOST_TEST(image.front() == 'A');
    BOOST_TEST(image.back() == '+');
    BOOST_TEST(audio == std::string(507, 'f')); // the middle of the letters
    const std::string letters = json.at("letters");
    BOOST_TEST(letters.size() == 63U);
    BOOST_TEST(letters.find('f') == 31U);
    BOOST_TEST(picture_text(std::vector<double>{-1, 0, 0.5, 1, 2}) == "AAf++");
}

BOOST_AUTO_TEST_CASE(nothing_in_a_text_is_taken_for_html_or_a_script) {
    const std::string hostile = "</script><script>alert(\"1\")</script><!--<script>' \" & @DATA@ \\u003c\n\t";
    ReportData data;
    data.model = data.data = data.split = data.date = data.command = data.no_embeddings = data.summary = hostile;
    data.machine = {hostile, 1, 1, hostile, hostile, hostile};
    data.mistakes = {row(0, 1, 2, 1, hostile)};
    data.embedded = {{row(0, 1, 2, 1, hostile), {}, {}}};
    const std::string page = report_page(data);
    const std::string harmless = report_page({});
    for (const char* part : {"<script", "</script", "<!--", "<"}) BOOST_TEST(occurrences(page, part) == occurrences(harmless, part), part);
    const nlohmann::json json = report_island(page);
    for (const char* key : {"model", "data", "split", "date", "command", "no_embeddings", "summary"}) BOOST_TEST(json.at(key) == hostile, key);
    for (const char* key : {"processor", "system", "compiler", "blas"}) BOOST_TEST(json.at("machine").at(key) == hostile, key);
    BOOST_TEST(json.at("mistakes")[0].at("recording") == hostile);
    BOOST_TEST(json.at("embedded")[0].at("recording") == hostile);
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_text_are_replaced) {
    ReportData data;
    data.data = "caf\xe9/\xff";
    const std::string read = report_island(report_page(data)).at("data");
    BOOST_TEST(read == "caf\uFFFD/\uFFFD");
}

BOOST_AUTO_TEST_CASE(an_empty_run_and_one_that_diverged_have_a_page) {
    const nlohmann::json empty = report_island(report_page({}));
    BOOST_TEST(empty.at("best") == 0);
    for (const char* key : {"epochs", "mistakes", "embedded"}) BOOST_TEST(empty.at(key) == nlohmann::json::array(), key);
    BOOST_TEST(empty.at("confusion").size() == 10U);
    BOOST_TEST(empty.at("classes")[9].at("f1") == 0);

    ReportData diverged;
    const double nan = std::numeric_limits<double>::quiet_NaN();
    diverged.epochs = {{1, nan, 0.1, nan, 0.1, 1}};
    const nlohmann::json json = report_island(report_page(diverged));
    BOOST_TEST(json.at("best") == 1);
    BOOST_TEST(json.at("epochs")[0].at("val_loss").is_null());
}

BOOST_AUTO_TEST_CASE(a_full_page_stays_below_two_megabytes) {
    ReportData data;
    for (std::size_t i = 0; i < 1000; ++i) data.embedded.push_back({row(i, 1, 2, 0.98765, "7_nicolas_49.wav"), {-12.345, 67.891}, {-12.345, 67.891}});
    for (std::size_t i = 0; i < 20; ++i) data.mistakes.push_back(data.embedded[i].row);
    data.epochs.resize(200, {1, 1.0 / 3, 1.0 / 3, 1.0 / 3, 1.0 / 3, 1.0 / 3});
    BOOST_TEST(report_page(data).size() < 2'000'000U);
}
