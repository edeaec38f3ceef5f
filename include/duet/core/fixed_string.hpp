// Strings that the compiler can hold: names as template arguments, and dotted parameter names joined at compile time.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace duet {

/// A string literal as a template argument: `Named<"image", ...>`.
template <std::size_t N>
struct FixedString {
    std::array<char, N> characters{}; ///< with the closing zero

    consteval FixedString(const char (&literal)[N]) { std::copy_n(literal, N, characters.begin()); } ///< from "image"

    [[nodiscard]] constexpr std::string_view view() const { return {characters.data(), N - 1}; } ///< without the closing zero
};

/// A name of bounded length, built at compile time: "image.conv1.weight".
class Name {
public:
    static constexpr std::size_t capacity = 95; ///< characters at most; a longer name does not compile

    constexpr Name() = default;
    constexpr Name(std::string_view text) { append(text); }            ///< of a part, or dotted
    constexpr Name(const char* text) : Name(std::string_view(text)) {} ///< of a part, or dotted

    [[nodiscard]] constexpr std::string_view view() const { return {characters_.data(), size_}; } ///< valid as long as the name
    [[nodiscard]] constexpr bool empty() const { return size_ == 0; }                             ///< an empty name adds no level

    /// This name below `scope`: `Name("weight").within("conv1")` is "conv1.weight". An empty scope adds no level.
    [[nodiscard]] constexpr Name within(std::string_view scope) const {
        if (scope.empty()) return *this;
        Name joined(scope);
        joined.append(".");
        joined.append(view());
        return joined;
    }

    /// The decimal spelling of `index`, the name of an unnamed child.
    [[nodiscard]] static constexpr Name of_index(std::size_t index) {
        std::array<char, 20> digits{};
        std::size_t first = digits.size();
        do digits[--first] = static_cast<char>('0' + index % 10);
        while ((index /= 10) != 0);
        return Name(std::string_view(digits.data() + first, digits.size() - first));
    }

    friend constexpr bool operator==(const Name& a, const Name& b) { return a.view() == b.view(); } ///< letter by letter

private:
    // Overlong names stop the compilation: the throw is never reached in a constant expression that succeeds.
    constexpr void append(std::string_view text) {
        if (size_ + text.size() > capacity) throw "duet::Name: a dotted name is longer than Name::capacity";
        for (const char c : text) characters_[size_++] = c;
    }

    std::array<char, capacity + 1> characters_{};
    std::size_t size_ = 0;
};

} // namespace duet
