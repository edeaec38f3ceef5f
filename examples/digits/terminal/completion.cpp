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

/// --epochs or -h,--help: each name by itself, the long ones first. None for what stands by its place.
std::vector<std::string> names_of(const CLI::Option& option) {
    std::vector<std::string> names;
    for (const std::string& name : option.get_lnames()) names.push_back("--" + name);
    for (const std::string& name : option.get_snames()) names.push_back("-" + name);
    return names;
}

std::string assignments(const Choices& choices) {
    std::string text;
    if (choices.files) text += " files=1";
    if (choices.folders) text += " folders=1";
    if (!choices.words.empty()) text += " words=" + shell_word(choices.words);
    return text;
}

std::string bash(const CLI::App& app) {
    std::string values, options, commands;
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
            }
        }
        for (const CLI::Option* option : command->get_options()) {
            for (const std::string& name : names_of(*option)) next.words += name + " ";
        }
        next.words.pop_back();
        options += "        " + command->get_name() + ")" + assignments(next) + " ;;\n";
    }
    return R"(# Completion of digits in bash, made by: digits completion bash
_digits() {
    local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command= words= files= folders= found
    ((COMP_CWORD > 1)) && command=${COMP_WORDS[1]}
    case "$command $before" in
)" + values +
           R"(    *)
        case "$command" in
        '') words=)" +
           shell_word(commands + " --help") + " ;;\n" + options + R"(        esac
        ;;
    esac
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
            const std::string value = takes_value(*option) ? ":" + escaped(option->get_type_name(), ":\\") + ":" + action(choices_of(*option)) : "";
            const std::vector<std::string> names = names_of(*option);
            if (names.empty()) cases += " \\\n            " + shell_word("*" + value);
            for (const std::string& name : names)
                cases += " \\\n            " + shell_word(name + "[" + escaped(option->get_description(), "[]\\") + "]" + value);
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
