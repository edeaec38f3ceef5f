// Other programs: their exit codes, their absence, and an end to those that have none.
#define BOOST_TEST_DYN_LINK
#define BOOST_TEST_MODULE process
#include <boost/test/unit_test.hpp>

#include "digits/builtin/process.hpp"

using namespace std::chrono_literals;

BOOST_AUTO_TEST_CASE(exit_codes_come_back) {
    BOOST_TEST(digits::run_program({"true"}, 10s, "") == 0);
    BOOST_TEST(digits::run_program({"sh", "-c", "exit 7"}, 10s, "") == 7);
    BOOST_TEST(digits::run_program({"sh", "-c", "kill -9 $$"}, 10s, "") == 128 + 9);
}

BOOST_AUTO_TEST_CASE(arguments_are_not_read_by_a_shell) {
    BOOST_TEST(digits::run_program({"test", "$HOME; exit 3", "=", "$HOME; exit 3"}, 10s, "") == 0);
}

BOOST_AUTO_TEST_CASE(a_missing_program_is_named_with_the_way_to_get_it) {
    const auto is_clear = [](const duet::Error& error) {
        return std::string(error.what()) == "no-such-program-here: program not found; install it with: make coffee";
    };
    BOOST_CHECK_EXCEPTION(digits::run_program({"no-such-program-here"}, 10s, "install it with: make coffee"), duet::Error, is_clear);
}

BOOST_AUTO_TEST_CASE(a_program_that_does_not_end_is_stopped) {
    const auto start = std::chrono::steady_clock::now();
    BOOST_CHECK_THROW(digits::run_program({"sleep", "30"}, 100ms, ""), duet::Error);
    BOOST_TEST((std::chrono::steady_clock::now() - start < 10s));
}
