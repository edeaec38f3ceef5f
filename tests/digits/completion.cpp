// What a shell completes with the scripts of `digits completion`, asked of the shells themselves.
#define BOOST_TEST_MODULE completion
#include "program.hpp"

#include <algorithm>
#include <filesystem>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

namespace {

namespace fs = std::filesystem;

const char* const shell_of_bash = "/bin/bash";
const char* const shell_of_zsh = "/bin/zsh";

/// The script in a file, beside what its completions may find.
struct Ground {
    Scratch scratch{"duet-completion"};
    fs::path script(const std::string& shell) {
        const fs::path file = scratch.folder / ("script." + shell);
        const Outcome outcome = run_digits({"completion", shell});
        BOOST_REQUIRE_MESSAGE(outcome.code == 0, outcome.err);
        write(file, outcome.out);
        return file;
    }
};

std::set<std::string> lines(const std::string& text) {
    std::set<std::string> all;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) all.insert(line);
    return all;
}

/// What bash offers behind these words, the last of which is begun.
std::set<std::string> offered(const std::vector<std::string>& words) {
    static Ground ground;
    static const fs::path script = ground.script("bash");
    static const fs::path folder = [] {
        fs::create_directories(ground.scratch.folder / "here" / "a folder");
        write(ground.scratch.folder / "here" / "a file.wav", "");
        return ground.scratch.folder / "here";
    }();
    std::string ask = "source '" + script.string() + "' && cd '" + folder.string() + "' && COMP_WORDS=(digits";
    for (const std::string& word : words) ask += " '" + word + "'";
    ask += ") && COMP_CWORD=" + std::to_string(words.size()) + " && _digits && printf '%s\\n' \"${COMPREPLY[@]}\"";
    const Outcome outcome = run_program(shell_of_bash, {"--norc", "-u", "-c", ask});
    BOOST_TEST(outcome.err == "");
    std::set<std::string> found = lines(outcome.out);
    found.erase("");
    return found;
}

using Words = std::set<std::string>;

} // namespace

BOOST_AUTO_TEST_CASE(bash_offers_commands_options_and_their_values) {
    BOOST_TEST((offered({"ev"}) == Words{"evaluate"}));
    const Words commands = offered({""});
    for (const char* command : {"train", "serve", "completion", "--help", "--version"}) BOOST_TEST(commands.contains(command), command);
    BOOST_TEST((offered({"train", "--check"}) == Words{"--checkpoint-every"}));
    BOOST_TEST((offered({"evaluate", "--j"}) == Words{"--json"}));
    BOOST_TEST((offered({"train", "--on-nan", ""}) == Words{"stop", "skip", "rollback"}));
    BOOST_TEST((offered({"evaluate", "--modality", "im"}) == Words{"image"}));
    BOOST_TEST((offered({"train", "--model", "cnn-rnn-"}) == Words{"cnn-rnn-attention", "cnn-rnn-linear"}));
    BOOST_TEST((offered({"study", "--models", "tw"}) == Words{"twin39"}));
    BOOST_TEST((offered({"completion", "z"}) == Words{"zsh"}));
    BOOST_TEST((offered({"train", "--epochs", ""}) == Words{})); // a number: anything but options
    BOOST_TEST((offered({"nonsense", ""}) == Words{}));
}

BOOST_AUTO_TEST_CASE(bash_offers_further_values_and_what_may_follow_them) {
    BOOST_TEST((offered({"study", "--models", "duet", "tw"}) == Words{"twin39"}));
    BOOST_TEST((offered({"study", "--models", "duet", "twin39", "--js"}) == Words{"--json"}));
    BOOST_TEST((offered({"study", "--models", "duet", "--out", "a"}) == Words{"a folder"})); // of the option behind them
    BOOST_TEST((offered({"pair", "--recordings", "x", "a"}) == Words{"a folder"}));
    BOOST_TEST((offered({"pair", "--out", "x", "a"}) == Words{})); // one value
    BOOST_TEST((offered({"features", "a file.wav", "a"}) == Words{"a file.wav", "a folder"}));
}

BOOST_AUTO_TEST_CASE(bash_completes_behind_an_equals_sign) { // which is a word of its own there
    BOOST_TEST((offered({"train", "--model", "=", "tw"}) == Words{"twin39"}));
    BOOST_TEST((offered({"train", "--on-nan", "="}) == Words{"stop", "skip", "rollback"}));
}

BOOST_AUTO_TEST_CASE(bash_offers_files_and_folders_whatever_their_names) {
    BOOST_TEST((offered({"train", "--data", ""}) == Words{"builtin", "a folder"}));
    BOOST_TEST((offered({"evaluate", "--model", "a"}) == Words{"a file.wav", "a folder"}));
    BOOST_TEST((offered({"predict", "--out", "a"}) == Words{"a file.wav", "a folder"}));
    BOOST_TEST((offered({"features", "a f"}) == Words{"a file.wav", "a folder"})); // by its place
    BOOST_TEST((offered({"voices", "--out", "a"}) == Words{"a folder"}));
}

BOOST_AUTO_TEST_CASE(every_option_of_every_command_is_offered) {
    for (const std::string& command : offered({""})) {
        if (command.starts_with('-')) continue;
        const std::string help = run_digits({command, "--help"}).out;
        for (const std::string& option : offered({command, "-"})) BOOST_TEST(help.find(option) != std::string::npos, command << " " << option);
        for (std::size_t at = help.find("\n  -"); at != std::string::npos; at = help.find("\n  -", at + 1)) {
            std::string name = help.substr(at + 3, help.find_first_of(" ,\n", at + 3) - at - 3);
            BOOST_TEST(offered({command, name}).contains(name), command << " " << name);
        }
    }
}

BOOST_AUTO_TEST_CASE(zsh_is_given_the_same) {
    if (!fs::exists(shell_of_zsh)) {
        BOOST_TEST_MESSAGE("no zsh");
        return;
    }
    Ground ground;
    const std::string script = ground.script("zsh").string();
    BOOST_TEST(run_program(shell_of_zsh, {"-fn", script}).err == "");
    const fs::path functions = ground.scratch.folder / "functions";
    fs::create_directories(functions);
    fs::copy_file(script, functions / "_digits");
    const std::string compinit = "autoload -U compinit; compinit -u -d " + (ground.scratch.folder / "dump").string();
    for (const std::string& loaded : {compinit + "; source " + script, "fpath=(" + functions.string() + " $fpath); " + compinit}) {
        // Asked through a terminal of its own, as a user's is, with every candidate listed.
        const std::string ask = R"(zmodload zsh/zpty
zpty -b shell zsh -f -i
zpty -w shell "PROMPT='<ready>'; )" +
                                loaded + R"(; print do''ne"
zpty -r shell seen '*done*'
complete() { zpty -w -n shell "$1"$'\t\t'; sleep 0.4; local all= part; while zpty -r -t shell part; do all+=$part; done; print -r -- "$all"; zpty -w shell $'\x15'; sleep 0.1; while zpty -r -t shell part; do :; done }
complete 'digits '
complete 'digits train --on-nan '
complete 'digits evaluate --mod'
complete 'digits train --model cnn-'
complete 'digits study --models duet cnn-rnn-at'
complete 'digits study --models duet --rec'
zpty -d shell)";
        const Outcome outcome = run_program(shell_of_zsh, {"-fc", ask});
        for (const char* part :
             {"rollback", "--modality", "cnn-transformer-linear", "leave one speaker out", "duet cnn-rnn-attention", "duet --recordings"}) {
            BOOST_TEST(outcome.out.find(part) != std::string::npos, part << " is not in\n" << outcome.out << outcome.err);
        }
    }
}

BOOST_AUTO_TEST_CASE(another_shell_is_refused) {
    const Outcome outcome = run_digits({"completion", "fish"});
    BOOST_TEST(outcome.code == 2);
    BOOST_TEST(outcome.err == "digits: 'fish' is no shell that is known; expected bash or zsh\n");
    BOOST_TEST(run_digits({"completion"}).code == 2);
}
