// The program's command line: values checked strictly and described readably.
#pragma once

#include "digits/terminal/format.hpp"

#include <charconv>
#include <concepts>
#include <string>
#include <system_error>
#include <type_traits>
#include <vector>

#include <CLI/CLI.hpp>

namespace digits {

/// `--lr X   learning rate of Adam (default: 0.001)`: the type after the name, the default after the description.
class HelpFormatter : public CLI::Formatter {
public:
    HelpFormatter() { column_width(24); }

    std::string make_option_opts(const CLI::Option* option) const override {
        return option->get_type_name().empty() ? "" : " " + option->get_type_name();
    }
    std::string make_option_desc(const CLI::Option* option) const override {
        const std::string standard = option->get_default_str();
        return option->get_description() + (option->get_required() ? " (required)" : "") + (standard.empty() ? "" : " (default: " + standard + ")");
    }
};

/// An option that takes a number from `low` to `high`: of all the text, so that neither "-1" nor "nan" nor "1.5" becomes some other number.
template <class T>
requires std::integral<T> || std::floating_point<T>
CLI::Option* add_number(CLI::App& command, const std::string& name, T& value, std::type_identity_t<T> low, std::type_identity_t<T> high,
                        const std::string& description) {
    const auto check = [low, high](std::string& text) -> std::string {
        T number{};
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        const bool whole = error == std::errc{} && end == text.data() + text.size();
        if (!whole || !(number >= low && number <= high)) {
            return "'" + text + "'; expected " + (std::integral<T> ? "a whole number" : "a number") + " from " + number_text(low) + " to " +
                   number_text(high);
        }
        text = number_text(number); // the parser behind would take 010 for 8
        return {};
    };
    return command.add_option(name, value, description)
        ->type_name(std::integral<T> ? "N" : "X")
        ->capture_default_str()
        ->check(CLI::Validator(check, ""));
}

/// An option that takes a name, of a file, a folder or a model: anything but an empty one.
inline CLI::Option* add_name(CLI::App& command, const std::string& name, std::string& value, const std::string& type,
                             const std::string& description) {
    const auto check = [type](std::string& text) { return text.empty() ? "is empty; expected " + type : std::string(); };
    return command.add_option(name, value, description)->type_name(type)->capture_default_str()->check(CLI::Validator(check, ""));
}

/// The same for several names.
inline CLI::Option* add_names(CLI::App& command, const std::string& name, std::vector<std::string>& values, const std::string& type,
                              const std::string& description) {
    const auto check = [type](std::string& text) { return text.empty() ? "is empty; expected " + type : std::string(); };
    return command.add_option(name, values, description)->type_name(type)->check(CLI::Validator(check, ""));
}

/// An option that takes one of a few words, "both|image|audio".
inline CLI::Option* add_choice(CLI::App& command, const std::string& name, std::string& value, const std::string& words,
                               const std::string& description) {
    const auto check = [words](std::string& text) {
        const bool known = text.find('|') == std::string::npos && ("|" + words + "|").find("|" + text + "|") != std::string::npos;
        return known ? std::string() : "'" + text + "'; expected " + words;
    };
    return command.add_option(name, value, description)->type_name(words)->capture_default_str()->check(CLI::Validator(check, ""));
}

/// One line about a command line that could not be understood.
inline std::string complaint(const CLI::App& app, const CLI::ParseError& error) {
    const std::vector<CLI::App*> chosen = app.get_subcommands();
    const std::vector<std::string> surplus = app.remaining(true);
    if (chosen.empty()) {
        std::string known;
        for (const CLI::App* command : app.get_subcommands({})) known += (known.empty() ? "" : ", ") + command->get_name();
        const bool option = !surplus.empty() && surplus.front().starts_with('-');
        const std::string what = surplus.empty() ? "no command" : (option ? "unknown option '" : "unknown command '") + surplus.front() + "'";
        return what + "; expected one of " + known + " (see digits --help)";
    }
    const std::string help = " (see digits " + chosen.front()->get_name() + " --help)";
    if (!surplus.empty()) return "'" + surplus.front() + "' is not an option of digits " + chosen.front()->get_name() + help;
    const std::string what = error.what();
    if (error.get_name() == "ArgumentMismatch") { // "--out: At Most 1 required but received 2", "--out: 1 required DIR missing"
        const bool missing = what.ends_with("missing");
        return what.substr(0, what.find(':')) + (missing ? ": has no value behind it" : ": is given more than once") + help;
    }
    return what + help;
}

} // namespace digits
