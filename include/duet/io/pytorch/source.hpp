// The classes of a PyTorch twin as they are being written.
#pragma once

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace duet::io::pytorch {

/// The names of variables that stand side by side, as Shapes do.
using Values = std::vector<std::string>;

/// "a, b".
inline std::string listed(const Values& values) {
    std::string text;
    for (const std::string& value : values) text += (text.empty() ? "" : ", ") + value;
    return text;
}

/// Whether Python takes it for a name.
inline bool is_identifier(std::string_view text) {
    static constexpr std::array<std::string_view, 35> keywords{
        "False",  "None",     "True", "and",    "as",      "assert", "async",  "await",  "break", "class",  "continue", "def",
        "del",    "elif",     "else", "except", "finally", "for",    "from",   "global", "if",    "import", "in",       "is",
        "lambda", "nonlocal", "not",  "or",     "pass",    "raise",  "return", "try",    "while", "with",   "yield"};
    const auto letter = [](char c) { return c == '_' || std::isalpha(static_cast<unsigned char>(c)) != 0; };
    const auto more = [&](char c) { return letter(c) || std::isdigit(static_cast<unsigned char>(c)) != 0; };
    return !text.empty() && letter(text.front()) && std::all_of(text.begin(), text.end(), more) &&
           std::find(keywords.begin(), keywords.end(), text) == keywords.end();
}

/// One class: a module with parts, and what becomes of its inputs.
struct ModuleClass {
    /// A member that is a module itself.
    struct Part {
        std::string name;   ///< "conv1"
        std::string module; ///< "nn.Conv2d(1, 32, 5)"
    };
    std::string name;               ///< "ImageEncoder"
    Values inputs;                  ///< the variables that forward takes
    std::string base = "nn.Module"; ///< what it is a kind of
    std::string base_arguments;     ///< of the base's __init__
    std::vector<Part> parts;        ///< in the order in which __init__ makes them
    std::vector<std::string> lines; ///< of forward
    Values outputs;                 ///< the variables that forward returns
    /// Names that are taken in forward.
    std::set<std::string> variables{"self", "super", "torch", "nn", "functional", "positional_encoding"};

    /// A variable that is called `hint` or, if that is taken, with a number behind it.
    std::string new_variable(const std::string& hint) {
        const std::string base_name = is_identifier(hint) ? hint : "x";
        std::string candidate = base_name;
        for (std::size_t number = 2; !variables.insert(candidate).second; ++number) candidate = base_name + "_" + std::to_string(number);
        return candidate;
    }

    /// How forward calls the part of a name.
    static std::string call(const std::string& part) { return is_identifier(part) ? "self." + part : "self.get_submodule(\"" + part + "\")"; }

    /// The text behind "class Name".
    [[nodiscard]] std::string body() const {
        std::string text = "(" + base + "):\n    def __init__(self):\n        super().__init__(" + base_arguments + ")\n";
        for (const Part& part : parts) {
            text += "        ";
            text +=
                is_identifier(part.name) ? "self." + part.name + " = " + part.module : "self.add_module(\"" + part.name + "\", " + part.module + ")";
            text += "\n";
        }
        text += "\n    def forward(self, " + listed(inputs) + "):\n";
        for (const std::string& line : lines) text += "        " + line + "\n";
        return text + "        return " + listed(outputs) + "\n";
    }
};

/// All classes of a twin; those of equal text are one.
class Source {
public:
    /// `whole` is the name of the class that will be added last.
    explicit Source(std::string whole) : whole_(std::move(whole)) {}

    /// The name that the class has from now on: its own, with a number behind it if that is another's.
    std::string add(const ModuleClass& module) {
        const std::string body = module.body();
        for (std::size_t number = module.name == whole_ || module.name == "ClassToken" ? 2 : 1;; ++number) {
            const std::string name = module.name + (number == 1 ? "" : std::to_string(number));
            const auto [found, is_new] = bodies_.emplace(name, body);
            if (is_new) text_ += "\n\nclass " + name + body;
            if (found->second == body) return name;
        }
    }

    /// Puts a definition that the classes need in front of them, once.
    void need(const std::string& name, const std::string& definition) {
        if (bodies_.emplace(name, definition).second) helpers_ += "\n\n" + definition;
    }

    /// The whole file, with the class in which everything ends.
    [[nodiscard]] std::string text(const ModuleClass& module) const {
        return "import torch\nfrom torch import nn\nfrom torch.nn import functional\n" + helpers_ + text_ + "\n\nclass " + whole_ + module.body();
    }

private:
    std::string whole_;
    std::map<std::string, std::string> bodies_; // by name
    std::string helpers_, text_;
};

} // namespace duet::io::pytorch
