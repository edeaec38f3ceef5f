#include "digits/report/command_line.hpp"

#include "digits/terminal/format.hpp"

#include <array>

namespace digits {

std::string shell_word(const std::string& text) {
    constexpr const char* plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./:=@%+,-";
    if (!text.empty() && text.find_first_not_of(plain) == std::string::npos) return text;
    std::string word = "'";
    for (const char letter : text) word += letter == '\'' ? std::string(R"('\'')") : std::string(1, letter);
    return word + "'";
}

std::string command_line(const TrainArguments& arguments) {
    constexpr std::array<const char*, 3> on_nan{"stop", "skip", "rollback"};
    const TrainArguments standard;
    std::string line = "digits train";
    const auto add = [&](const char* option, const std::string& value) { line += std::string(" ") + option + " " + shell_word(value); };
    add("--data", arguments.data);
    if (!arguments.recordings.empty()) add("--recordings", arguments.recordings);
    if (!arguments.voices.empty()) add("--voices", arguments.voices);
    add("--model", arguments.model);
    add("--epochs", number_text(arguments.epochs));
    add("--batch", number_text(arguments.batch));
    add("--lr", number_text(arguments.learning_rate));
    add("--seed", number_text(arguments.seed));
    if (arguments.limit != standard.limit) add("--limit", number_text(arguments.limit));
    if (arguments.validation_fraction != standard.validation_fraction) add("--val-fraction", number_text(arguments.validation_fraction));
    if (arguments.reproducible) line += " --reproducible";
    if (arguments.on_nan != standard.on_nan) add("--on-nan", on_nan[static_cast<std::size_t>(arguments.on_nan)]);
    add("--threads", number_text(arguments.threads));
    add("--out", arguments.out);
    return line;
}

} // namespace digits
