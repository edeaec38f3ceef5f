// The header of NumPy's .npy format. Source: NumPy Enhancement Proposal 1 and the documentation of numpy.lib.format.
#pragma once

#include "duet/core/error.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace duet::data {

/// What an .npy header says: `{'descr': '<f4', 'fortran_order': False, 'shape': (60000, 784), }`.
struct NpyHeader {
    char byte_order = '|';            ///< '<' little, '>' big, '|' not applicable, '=' this machine's
    char kind = 'f';                  ///< 'f' float, 'i' signed, 'u' unsigned, 'b' bool
    std::size_t item_size = 4;        ///< bytes
    bool fortran_order = false;       ///< columns lie together, not rows
    std::vector<std::uint64_t> shape; ///< outermost axis first; none is a single value
};

/// The first bytes of every .npy file.
inline constexpr std::string_view npy_magic{"\x93NUMPY", 6};

/// Reads the Python dictionary of a header. It accepts what NumPy can write for a numeric array and nothing else.
class NpyHeaderParser {
public:
    /// `name`: the file, for messages.
    NpyHeaderParser(std::string_view text, std::string_view name) : text_(text), name_(name) {}

    /// Throws duet::Error for anything malformed, any key missing, repeated or unknown, and any dtype that is not a plain number.
    NpyHeader parse() {
        std::optional<std::string_view> type;
        std::optional<bool> fortran_order;
        std::optional<std::vector<std::uint64_t>> shape;
        expect('{');
        while (!accept('}')) {
            const std::string_view key = quoted();
            expect(':');
            if (key == "descr" && !type) {
                if (peek() == '[') throw Error(std::string(name_) + ": holds records of several fields; expected an array of numbers");
                type = quoted();
            } else if (key == "fortran_order" && !fortran_order) {
                fortran_order = boolean();
            } else if (key == "shape" && !shape) {
                shape = tuple();
            } else {
                malformed();
            }
            if (!accept(',') && peek() != '}') malformed();
        }
        if (peek() != '\0' || !type || !fortran_order || !shape) malformed();
        NpyHeader header = dtype(*type);
        header.fortran_order = *fortran_order;
        header.shape = std::move(*shape);
        return header;
    }

private:
    [[noreturn]] void malformed() const { throw Error(std::string(name_) + ": the .npy header is malformed; write the file again with numpy.save"); }

    /// The next character that is not white space; '\0' at the end.
    char peek() {
        while (!text_.empty() && (text_.front() == ' ' || text_.front() == '\n' || text_.front() == '\t')) text_.remove_prefix(1);
        return text_.empty() ? '\0' : text_.front();
    }
    bool accept(char wanted) {
        if (peek() != wanted || text_.empty()) return false;
        text_.remove_prefix(1);
        return true;
    }
    void expect(char wanted) {
        if (!accept(wanted)) malformed();
    }
    std::string_view take(std::size_t count) {
        const std::string_view front = text_.substr(0, count);
        text_.remove_prefix(front.size());
        return front;
    }

    std::string_view quoted() {
        const char quote = peek();
        if (quote != '\'' && quote != '"') malformed();
        const std::size_t end = text_.find(quote, 1);
        if (end == std::string_view::npos) malformed();
        return take(end + 1).substr(1, end - 1);
    }

    bool boolean() {
        peek();
        const bool value = text_.starts_with("True");
        if (!value && !text_.starts_with("False")) malformed();
        take(value ? 4 : 5);
        return value;
    }

    std::vector<std::uint64_t> tuple() {
        std::vector<std::uint64_t> extents;
        expect('(');
        while (!accept(')')) {
            extents.push_back(integer());
            if (!accept(',') && peek() != ')') malformed();
        }
        return extents;
    }

    std::uint64_t integer() {
        constexpr std::uint64_t greatest = std::numeric_limits<std::uint64_t>::max();
        peek();
        std::uint64_t value = 0;
        std::size_t digits = 0;
        for (; digits < text_.size() && text_[digits] >= '0' && text_[digits] <= '9'; ++digits) {
            const auto digit = static_cast<std::uint64_t>(text_[digits] - '0');
            if (value > (greatest - digit) / 10) malformed();
            value = 10 * value + digit;
        }
        if (digits == 0) malformed();
        take(digits);
        accept('L'); // a long integer, as Python 2 wrote it
        return value;
    }

    [[nodiscard]] NpyHeader dtype(std::string_view type) const {
        constexpr std::string_view known[] = {"f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "b1"};
        NpyHeader header;
        const bool ordered = !type.empty() && std::string_view("<>|=").find(type.front()) != std::string_view::npos;
        const std::string_view number = ordered ? type.substr(1) : type;
        if (std::find(std::begin(known), std::end(known), number) == std::end(known)) {
            throw Error(std::string(name_) + ": dtype '" + std::string(type.substr(0, 20)) +
                        "' is not supported; expected float16/32/64, int8..64, uint8..64 or bool (convert with numpy's astype)");
        }
        header.byte_order = ordered ? type.front() : '=';
        header.kind = number[0];
        header.item_size = static_cast<std::size_t>(number[1] - '0');
        if (header.byte_order == '|' && header.item_size > 1) malformed();
        return header;
    }

    std::string_view text_;
    std::string_view name_;
};

} // namespace duet::data
