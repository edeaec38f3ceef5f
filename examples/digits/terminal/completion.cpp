#include "digits/terminal/completion.hpp"

#include "digits/engine/zoo.hpp"
#include "digits/report/command_line.hpp"

#include "duet/core/error.hpp"

#include <sstream>
#include <vector>

namespace digits {

namespace {

/// What a value may be.
struct Choices {
    bool files = false, folders = false;
    std::string words; // a blank between
};

Choices choices_of(const CLI::Option& option) {
    Choices choices;
    const auto add = [&](const std::string& word) { choices.words += (choices.words.empty() ? "" : " ") + word; };
    std::string type = option.get_type_name();
    if (type.ends_with("...")) type.erase(type.size() - 3);
    std::istringstream parts(type);
    for (std::string part; std::getline(parts, part, '|');) {
        if (part == "FILE" || part == "WAV") {
            choices.files = true;
        } else if (part == "DIR") {
            choices.folders = true;
        } else if (part == "NAME") {
            if (!option.get_name().starts_with("--model")) continue;
            for (const ZooEntry& entry : zoo) add(std::string(entry.name));
        } else if (part != "N" && part != "X") {
            add(part);
        }
    }
    return choices;
}

bool takes_value(const CLI::Option& option) { return !option.get_type_name().empty(); }
bool takes_several(const CLI::Option& option) { return option.get_type_name().ends_with("..."); }

/// --epochs or -h,--help: each name by itself, the long ones first. None for what stands by its place.
std::vector<std::string> names_of(const CLI::Option& option) {
    std::vector<std::string> names;
    for (const std::string& name : option.get_lnames()) names.push_back("--" + name);
    for (const std::string& name : option.get_snames()) names.push_back("-" + name);
    return names;
}

/// --epochs --help: every option of a command, a blank between.
std::string options_of(const CLI::App& command) {
    std::string words;
    for (const CLI::Option* option : command.get_options()) {
        for (const std::string& name : names_of(*option)) words += (words.empty() ? "" : " ") + name;
    }
    return words;
}

std::string assignments(const Choices& choices) {
    std::string text;
    if (choices.files) text += " files=1";
    if (choices.folders) text += " folders=1";
    if (!choices.words.empty()) text += " words+=" + shell_word(" " + choices.words);
    return text;
}

std::string bash(const CLI::App& app) {
    std::string values, several, options, commands;
    for (const CLI::App* command : app.get_subcommands({})) {
        commands += (commands.empty() ? "" : " ") + command->get_name();
        Choices next;
        for (const CLI::Option* option : command->get_options()) {
            const std::vector<std::string> names = names_of(*option);
            if (names.empty()) {
                const Choices placed = choices_of(*option);
                next.files = next.files || placed.files;
                next.folders = next.folders || placed.folders;
                if (!placed.words.empty()) next.words += placed.words + " ";
            }
            for (const std::string& name : names) {
                if (takes_value(*option))
                    values += "    " + shell_word(command->get_name() + " " + name) + ")" + assignments(choices_of(*option)) + " ;;\n";
                if (takes_several(*option)) several += (several.empty() ? "" : " | ") + shell_word(command->get_name() + " " + name);
            }
        }
        next.words += options_of(*command);
        options += "        " + command->get_name() + ")" + assignments(next) + " ;;\n";
    }
    return R"(# Completion of digits in bash, made by: digits completion bash
_digits() {
    local current=${COMP_WORDS[COMP_CWORD]} command= words= files= folders= found
    local -i before=COMP_CWORD-1 option=COMP_CWORD-1
    ((COMP_CWORD > 1)) && command=${COMP_WORDS[1]}
    # The word before says what is wanted; further back, an option of several values does.
    [[ $current == = ]] && current=
    [[ ${COMP_WORDS[before]} == = ]] && option=--before
    while ((option > 2)) && [[ ${COMP_WORDS[option]} != -* ]]; do
        option+=-1
    done
    case "$command ${COMP_WORDS[option]}" in
    )" + several +
           R"() ;;
    *) option=before ;;
    esac
    case "$command ${COMP_WORDS[option]}" in
)" + values +
           R"(    *) option=-1 ;;
    esac
    if ((option < before)); then
        case "$command" in
        '') words=)" +
           shell_word(commands + " " + options_of(app)) + " ;;\n" + options + R"(        esac
    fi
    [[ $files$folders ]] && compopt -o filenames 2>/dev/null
    COMPREPLY=()
    while IFS= read -r found; do
        COMPREPLY+=("$found")
    done < <(
        compgen -W "$words" -- "$current"
        [[ $files ]] && compgen -f -- "$current"
        [[ $folders ]] && compgen -d -- "$current"
    )
}
complete -F _digits digits
)";
}

/// With a backslash before each letter of `special`.
std::string escaped(const std::string& text, const std::string& special) {
    std::string result;
    for (const char letter : text) {
        if (special.find(letter) != std::string::npos) result += '\\';
        result += letter;
    }
    return result;
}

/// What zsh's _arguments does for a value.
std::string action(const Choices& choices) {
    std::string text;
    if (choices.files || choices.folders) text += choices.files ? "_files; " : "_files -/; ";
    if (!choices.words.empty()) text += "compadd -- " + choices.words + "; ";
    return text.empty() ? " " : "{" + text.substr(0, text.size() - 2) + "}";
}

std::string zsh(const CLI::App& app) {
    std::string commands, cases;
    for (const CLI::App* command : app.get_subcommands({})) {
        commands += "        " + shell_word(command->get_name() + ":" + escaped(command->get_description(), ":\\")) + "\n";
        cases += "    " + command->get_name() + ")\n        _arguments";
        for (const CLI::Option* option : command->get_options()) {
            const std::string what = ":" + escaped(option->get_type_name(), ":\\") + ":";
            const std::string value = takes_value(*option) ? what + action(choices_of(*option)) : "";
            const std::vector<std::string> names = names_of(*option);
            if (names.empty()) cases += " \\\n            " + shell_word("*" + value);
            // Up to the next option: whether one is begun, its values have to see themselves.
            const std::string all =
                ":*-*" + what + "{if [[ $PREFIX = -* ]]; then compadd -- " + options_of(*command) + "; else " + action(choices_of(*option)) + "; fi}";
            for (const std::string& name : names) {
                cases += " \\\n            " +
                         shell_word(name + "[" + escaped(option->get_description(), "[]\\") + "]" + (takes_several(*option) ? all : value));
            }
        }
        cases += "\n        ;;\n";
    }
    return R"(#compdef digits
# Completion of digits in zsh, made by: digits completion zsh
compdef _digits digits
_digits() {
    local -a commands=(
)" + commands +
           R"(    )
    if ((CURRENT == 2)); then
        _describe command commands
        return
    fi
    local command=$words[2]
    shift words
    ((CURRENT--))
    case $command in
)" + cases +
           R"(    esac
}
[[ $funcstack[1] == _digits ]] && _digits "$@"
)";
}

} // namespace

std::string completion(const CLI::App& app, const std::string& shell) {
    if (shell == "bash") return bash(app);
    if (shell == "zsh") return zsh(app);
    throw duet::Error("'" + shell + "' is no shell that is known; expected bash or zsh");
}

} // namespace digits
