// The text beside the tensors of a file, read strictly.
#pragma once

#include "digits/terminal/format.hpp"

#include "duet/core/error.hpp"
#include "duet/io/safetensors_header.hpp"

#include <charconv>
#include <cmath>
#include <cstddef>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace digits {

/// Reads the entries of a file's metadata; every complaint names the file and the entry. Both outlive it.
class Entries {
public:
    Entries(const duet::io::Metadata& metadata, std::string file) : metadata_(metadata), file_(std::move(file)) {}

    [[nodiscard]] const std::string& text(const std::string& key) const {
        const auto found = metadata_.find(key);
        if (found == metadata_.end()) throw duet::Error(file_ + ": has no '" + key + "' in its metadata; expected a file that 'digits train' wrote");
        return found->second;
    }

    template <class T>
    [[nodiscard]] T number(const std::string& key) const {
        const std::string& all = text(key);
        T value{};
        const auto result = std::from_chars(all.data(), all.data() + all.size(), value);
        if (result.ec != std::errc{} || result.ptr != all.data() + all.size()) fail(key, "a number");
        return value;
    }

    /// A number more than 0 and less than or equal to `most`.
    template <class T>
    [[nodiscard]] T positive(const std::string& key, T most) const {
        const T value = number<T>(key);
        if (!(value > 0 && value <= most)) fail(key, "a number above 0" + (std::isfinite(most) ? " and at most " + number_text(most) : ""));
        return value;
    }

    /// A number from `low` to `high`.
    template <class T>
    [[nodiscard]] T between(const std::string& key, T low, T high) const {
        const T value = number<T>(key);
        if (!(value >= low && value <= high))
            fail(key, std::string("a number from ").append(number_text(low)).append(" to ").append(number_text(high)));
        return value;
    }

    [[nodiscard]] std::vector<float> list(const std::string& key, std::size_t count) const {
        const std::string& all = text(key);
        std::vector<float> values;
        const char* at = all.data();
        const char* const end = at + all.size();
        while (at < end && values.size() <= count) {
            float value = 0;
            const auto result = std::from_chars(at, end, value);
            if (result.ec != std::errc{} || !std::isfinite(value) || (result.ptr < end && *result.ptr != ' ')) break;
            values.push_back(value);
            at = result.ptr < end ? result.ptr + 1 : end;
        }
        if (at != end || values.size() != count) fail(key, std::to_string(count) + " finite numbers");
        return values;
    }

    [[noreturn]] void fail(const std::string& key, const std::string& expected) const {
        throw duet::Error(file_ + ": metadata '" + key + "' is not " + expected + "; expected a file that 'digits train' wrote");
    }

private:
    const duet::io::Metadata& metadata_;
    std::string file_;
};

} // namespace digits
