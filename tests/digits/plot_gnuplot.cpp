// digits/plot/gnuplot.hpp and script.hpp: what is quoted stays text, and a missing, failing or hanging gnuplot is one line, no more.
#define BOOST_TEST_MODULE plot_gnuplot
#include "digits/plot/gnuplot.hpp"
#include "scratch.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <string>

using namespace digits;
namespace fs = std::filesystem;

namespace {

boost::test_tools::assertion_result has_gnuplot(boost::unit_test::test_unit_id) {
    boost::test_tools::assertion_result result(gnuplot_available());
    result.message() << "gnuplot is not installed";
    return result;
}

/// PATH for the length of a test.
class Path {
public:
    explicit Path(const std::string& value) { setenv("PATH", value.c_str(), 1); }
    ~Path() { setenv("PATH", before_.c_str(), 1); }
    Path(const Path&) = delete;
    Path& operator=(const Path&) = delete;

private:
    std::string before_ = std::getenv("PATH");
};

void install(const fs::path& program, const std::string& shell_script) {
    write(program, "#!/bin/sh\n" + shell_script);
    fs::permissions(program, fs::perms::owner_all);
}

Script drawing() {
    Script script(100, 50);
    script << "plot '-' using 1:2 with points notitle\n0 0\n1 1\ne\n";
    return script;
}

} // namespace

BOOST_AUTO_TEST_CASE(strings_stay_strings) {
    BOOST_TEST(gnuplot_string("plain_name") == "'plain_name'");
    BOOST_TEST(gnuplot_string("it's") == "'it\u2019s'");
    BOOST_TEST(gnuplot_string("'") == "'\u2019'");
    BOOST_TEST(gnuplot_string("a\nb\r\tc\x7f") == "'a b  c '");
    BOOST_TEST(gnuplot_string("`ls` \\n \"q\" %s @x {/Bold y}") == "'`ls` \\n \"q\" %s @x {/Bold y}'");
}

BOOST_AUTO_TEST_CASE(numbers_are_spelled_plainly) {
    Script empty(1, 1);
    Script script(1, 1);
    script << 3 << ' ' << 0.5 << ' ' << 1.5F << ' ' << -2L << ' ' << std::nan("'\u2019'") << ' ' << HUGE_VAL;
    BOOST_TEST(script.text().substr(empty.text().size()) == "3 0.5 1.5 -2 NaN NaN");
}

BOOST_AUTO_TEST_CASE(hostile_titles_run_nothing, *boost::unit_test::precondition(has_gnuplot)) {
    const Scratch scratch("plot_hostile");
    const std::string touch = "touch " + (scratch.folder / "ran").string();
    for (const std::string& title :
         {"`" + touch + "`", "'; system '" + touch + "'; #", "'\nsystem '" + touch + "'\n#", "\"; system \"'\u2019'" + touch + "\"; #",
          "$(" + touch + ")", std::string("\\"), std::string("100 % \xff\xfe _x^y {"), std::string("@GNUTERM"), std::string("'")}) {
        Script script(100, 50);
        script << "set title " << gnuplot_string(title) << "\nplot x title " << gnuplot_string(title) << '\n';
        const PlotResult result = draw(script, scratch.folder / "it's \"odd\" 100 % `x`.png");
        BOOST_TEST(result.problem == "");
        BOOST_TEST(png_size(scratch.folder / "it's \"odd\" 100 % `x`.png") == "200 x 100");
        BOOST_TEST(!fs::exists(scratch.folder / "ran"), "this title was run: " << title);
    }
}

BOOST_AUTO_TEST_CASE(without_gnuplot_the_message_says_how_to_get_it) {
    const Scratch scratch("plot_missing");
    const Path path("'\u2019'");
    BOOST_TEST(!gnuplot_available());
    BOOST_TEST(draw(drawing(), scratch.folder / "a.png").problem == "gnuplot is not installed: a.png was not drawn (apt-get install gnuplot-nox)");
    BOOST_TEST(!fs::exists(scratch.folder / "a.png"));
    unsetenv("PATH");
    BOOST_TEST(!gnuplot_available());
}

BOOST_AUTO_TEST_CASE(a_gnuplot_in_the_working_folder_is_not_run) {
    const Scratch scratch("plot_here");
    install(scratch.folder / "gnuplot", "exit 0\n");
    const fs::path before = fs::current_path();
    fs::current_path(scratch.folder);
    {
        const Path path(":.::");
        BOOST_TEST(!gnuplot_available());
    }
    {
        const Path path(".:" + scratch.folder.string());
        BOOST_TEST(find_program("gnuplot") == scratch.folder / "gnuplot");
    }
    fs::current_path(before);
}

BOOST_AUTO_TEST_CASE(failures_are_one_line_and_leave_the_old_picture) {
    const Scratch scratch("plot_failing");
    write(scratch.folder / "a.png", "old");
    Script large = drawing();
    for (int i = 0; i < 40'000; ++i) large << "# more than a pipe holds\n";
    const auto problem = [&](const std::string& shell_script) {
        install(scratch.folder / "gnuplot", shell_script);
        const Path path(scratch.folder.string());
        return draw(large, scratch.folder / "a.png", std::chrono::milliseconds(300)).problem;
    };
    BOOST_TEST(problem("printf 'set x\\n    ^\\n    line 3: all wrong\\n\\n' >&2\nexit 1\n") ==
               "a.png was not drawn: gnuplot says: line 3: all wrong");
    BOOST_TEST(problem("exit 1\n") == "a.png was not drawn: gnuplot says: nothing");
    BOOST_TEST(problem("echo no picture\n") == "a.png was not drawn: gnuplot says: nothing");
    BOOST_TEST(problem("kill -9 $$\n") == "a.png was not drawn: gnuplot says: nothing");
    const auto start = std::chrono::steady_clock::now();
    BOOST_TEST(problem("while :; do :; done\n") == "a.png was not drawn: gnuplot took longer than 300 ms");
    BOOST_TEST((std::chrono::steady_clock::now() - start < std::chrono::seconds(20)), "a hanging gnuplot is ended");
    install(scratch.folder / "gnuplot", "'\u2019'");
    write(scratch.folder / "gnuplot", "#!/no/such/interpreter\n");
    {
        const Path path(scratch.folder.string());
        BOOST_TEST(draw(large, scratch.folder / "a.png").problem.find("cannot be run") != std::string::npos);
    }
    BOOST_TEST(read(scratch.folder / "a.png") == "old");
}

BOOST_AUTO_TEST_CASE(a_folder_that_is_not_there_is_a_message, *boost::unit_test::precondition(has_gnuplot)) {
    const Scratch scratch("plot_no_folder");
    const PlotResult result = draw(drawing(), scratch.folder / "none" / "a.png");
    BOOST_TEST(!result);
    BOOST_TEST(result.problem.find("a.png") != std::string::npos);
    BOOST_TEST(result.problem.find("cannot be written") != std::string::npos);
}
