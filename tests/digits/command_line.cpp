// The command in a report: a shell takes it apart into what the run was made with.
#define BOOST_TEST_MODULE command_line
#include "digits/report/command_line.hpp"

#include "program.hpp"

#include <string>

#include <boost/test/unit_test.hpp>

using namespace digits;

BOOST_AUTO_TEST_CASE(what_is_not_the_default_is_in_it) {
    TrainArguments arguments;
    arguments.model = "duet";
    BOOST_TEST(command_line(arguments) ==
               "digits train --data builtin --model duet --epochs 10 --batch 128 --lr 0.001 --seed 1 --threads 1 --out run");
    arguments.recordings = "wav";
    arguments.voices = "voices";
    arguments.learning_rate = 1e-12;
    arguments.limit = 60;
    arguments.validation_fraction = 0.5;
    arguments.on_nan = OnNan::rollback;
    BOOST_TEST(command_line(arguments) ==
               "digits train --data builtin --recordings wav --voices voices --model duet --epochs 10 --batch 128 --lr 1e-12 "
               "--seed 1 --limit 60 --val-fraction 0.5 --on-nan rollback --threads 1 --out run");
}

BOOST_AUTO_TEST_CASE(a_word_stays_a_word_whatever_is_in_it) {
    BOOST_TEST(shell_word("a/b-c_1.npy") == "a/b-c_1.npy");
    for (const std::string text : {"", "a b", "it's", "$(id) `id` $HOME", "\"*\" ? [a] ~ # ! \\", "a\nb\tc", "</script>", "caf\xc3\xa9", "''"}) {
        BOOST_TEST(run_program("/bin/sh", {"-c", "printf '%s|' " + shell_word(text) + " end"}).out == text + "|end|");
    }
}
