// digits/terminal: the live line fits and says what it should; a pipe sees only whole epochs; tables align.
#define BOOST_TEST_MODULE progress
#include "digits/terminal/progress.hpp"
#include "digits/terminal/format.hpp"
#include "digits/terminal/table.hpp"
#include "scratch.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <string>

#include <fcntl.h>
#include <unistd.h>

using namespace digits;

namespace {

const ProgressState ordinary{3, 15, 120, 375, 0.0512, 0.984, 12345.6, 42.2};

std::string line_of(const ProgressState& state, std::size_t columns, bool colour = false) {
    char memory[LiveLine::capacity];
    return std::string(progress_line(memory, state, columns, colour));
}

/// `text` without its escape sequences.
std::string plain(const std::string& text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\x1b') {
            i = text.find('m', i);
        } else {
            result += text[i];
        }
    }
    return result;
}

/// What `action` writes to `descriptor`.
template <class F>
std::string output_of(int descriptor, const F& action) {
    const Scratch scratch("progress");
    std::fflush(nullptr);
    const int before = dup(descriptor);
    const int file = open((scratch.folder / "output").c_str(), O_WRONLY | O_CREAT, 0600);
    dup2(file, descriptor);
    action();
    std::fflush(nullptr);
    dup2(before, descriptor);
    close(before);
    close(file);
    return read(scratch.folder / "output");
}

} // namespace

BOOST_AUTO_TEST_CASE(the_line_of_a_wide_terminal) {
    BOOST_TEST(line_of(ordinary, 120) == "epoch 3/15 [#########---------------------] 120/375  loss 0.0512  acc  98.4 %  12,345 samples/s  ETA 0:42");
    BOOST_TEST(line_of(ordinary, 79) == "epoch 3/15 [###---------] 120/375  loss 0.0512  acc  98.4 %  12,345/s  ETA 0:42");
    BOOST_TEST(line_of(ordinary, 60) == "epoch 3/15 120/375  loss 0.0512  acc  98.4 %  ETA 0:42");
    BOOST_TEST(line_of(ordinary, 48) == "epoch 3/15  loss 0.0512  acc  98.4 %  ETA 0:42");
    BOOST_TEST(line_of(ordinary, 20) == "epoch 3/15  loss 0.0");
    BOOST_TEST(plain(line_of(ordinary, 120, true)) == line_of(ordinary, 120));
    BOOST_TEST(line_of(ordinary, 120, true) != line_of(ordinary, 120));
}

BOOST_AUTO_TEST_CASE(no_line_is_wider_than_the_terminal) {
    constexpr int greatest = std::numeric_limits<int>::max();
    constexpr int least = std::numeric_limits<int>::min();
    constexpr std::size_t most = SIZE_MAX;
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    const ProgressState states[] = {ordinary,
                                    {greatest, greatest, most, most, 1e308, 1e308, 1e308, 1e308},
                                    {least, least, most, 1, -1e308, -1e308, -1e308, -1e308},
                                    {0, 0, 0, 0, nan, nan, nan, nan},
                                    {1, 1, 5, 0, HUGE_VAL, -HUGE_VAL, HUGE_VAL, HUGE_VAL},
                                    {1, 100, 999, 1000, 99.99999, 1, 999'999'999'999.0, 359'999.9}};
    for (const ProgressState& state : states) {
        for (std::size_t columns = 0; columns <= 300; ++columns) {
            for (const bool colour : {false, true}) {
                const std::string line = plain(line_of(state, columns, colour));
                if (line.size() > columns) BOOST_ERROR(line.size() << " columns in place of " << columns << ": " << line);
                if (line.find_first_of("\r\n") != std::string::npos) BOOST_ERROR("more than one line: " << line);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(the_figures_of_the_line) {
    ProgressState state = ordinary;
    state.eta_seconds = 3723;
    state.samples_per_second = 1'234'567;
    state.loss = 123.456;
    BOOST_TEST(line_of(state, 200).find("  loss 1.23e+02  acc  98.4 %  1,234,567 samples/s  ETA 1:02:03") != std::string::npos, line_of(state, 200));
    state.eta_seconds = std::nan("");
    state.samples_per_second = std::nan("");
    BOOST_TEST(line_of(state, 200).find("  - samples/s  ETA -:--") != std::string::npos, line_of(state, 200));
    state.step = state.steps;
    BOOST_TEST(line_of(state, 200).find("[##############################]") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_pipe_sees_whole_epochs_only) {
    std::string errors;
    const std::string output = output_of(STDOUT_FILENO, [&] {
        errors = output_of(STDERR_FILENO, [] {
            Progress progress(15);
            for (std::size_t step = 1; step <= 5; ++step) progress.step(3, step, 5, 32 * step, 0.1, 0.9);
            progress.validating(3);
            progress.finish_epoch({3, 0.0512, 0.984, 0.0611, 0.98051, 9.12});
        });
    });
    BOOST_TEST(errors == "");
    BOOST_TEST(output == "epoch  3/15  train loss 0.0512 acc 98.40 %  val loss 0.0611 acc 98.05 %  9.1 s\n");
}

BOOST_AUTO_TEST_CASE(epoch_lines_of_any_numbers_are_one_line) {
    for (const double value : {1e308, -1e308, HUGE_VAL, std::nan("")}) {
        const std::string line = epoch_line({std::numeric_limits<int>::max(), value, value, value, value, value}, std::numeric_limits<int>::min());
        BOOST_TEST(line.find('\n') == std::string::npos);
        BOOST_TEST(line.size() < 400U);
    }
}

BOOST_AUTO_TEST_CASE(tables_align_to_the_right) {
    Table table({"digit", "F1"});
    table.row({"0", "0.98"}).row({"mittel \u00fc", "1"}).row({"9"});
    BOOST_TEST(table.text() == "   digit    F1\n"
                               "--------------\n"
                               "       0  0.98\n"
                               "mittel \u00fc     1\n"
                               "       9      \n");
}

BOOST_AUTO_TEST_CASE(numbers_as_people_read_them) {
    BOOST_TEST(grouped(0U) == "0");
    BOOST_TEST(grouped(999U) == "999");
    BOOST_TEST(grouped(1000U) == "1,000");
    BOOST_TEST(grouped(1234567U) == "1,234,567");
    BOOST_TEST(fixed(0.98425, 3) == "0.984");
    BOOST_TEST(fixed(std::nan(""), 3) == "nan");
    BOOST_TEST(fixed(-1e308, 2).size() == 313U);
    BOOST_TEST(percent(0.98425, 1) == "98.4 %");
}
