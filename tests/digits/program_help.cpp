// The program's `models`, `summary` and `--help`.
#define BOOST_TEST_MODULE program_help
#include "program.hpp"

#include <string>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_CASE(models_and_summary_know_every_model) {
    const Outcome models = run_digits({"models"});
    BOOST_TEST(models.code == 0);
    for (const std::string name : {"cnn-rnn-linear", "cnn-rnn-attention", "cnn-transformer-linear", "cnn-transformer-attention", "twin39"}) {
        BOOST_TEST(("\n" + models.out).find("\n" + name + " ") != std::string::npos, name);
        BOOST_TEST(run_digits({"summary", "--model", name}).code == 0);
    }
    BOOST_TEST(models.out.find("16,579,091") != models.out.npos);
    const Outcome summary = run_digits({"summary", "--model", "twin39"});
    for (const std::string part : {"Conv2d+ReLU+MaxPool2d 'conv1'", "(32, 14, 14)", "1,031,946"}) {
        BOOST_TEST(summary.out.find(part) != summary.out.npos, part << " is not in\n" << summary.out);
    }
}

BOOST_AUTO_TEST_CASE(help_is_there_for_everything) {
    const Outcome all = run_digits({"--help"});
    BOOST_TEST(all.code == 0);
    const Outcome version = run_digits({"--version"});
    BOOST_TEST(version.code == 0);
    BOOST_TEST(version.out.starts_with("digits of duet 0."), version.out);
    for (const std::string command : {"train", "predict", "evaluate", "embed", "study", "serve", "export", "import", "summary", "models", "features",
                                      "pair", "voices", "completion"}) {
        BOOST_TEST(all.out.find("\n  " + command + " ") != all.out.npos, command);
        const Outcome help = run_digits({command, "--help"});
        BOOST_TEST(help.code == 0);
        BOOST_TEST(help.err == "");
        BOOST_TEST(help.out.find("Usage: digits " + command) != help.out.npos);
    }
    const Outcome train = run_digits({"train", "-h"});
    for (const std::string part : {"--data DIR|builtin", "(default: builtin)", "--epochs N", "--lr X", "(default: 0.001)", "--val-fraction X",
                                   "--out DIR", "x_train_wr.npy"}) {
        BOOST_TEST(train.out.find(part) != train.out.npos, part);
    }
}
