// From the text of a safetensors header to a checked table of tensors, whatever the text is.
#pragma once

#include "duet/core/error.hpp"
#include "duet/io/safetensors_header.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <nlohmann/json.hpp>

namespace duet::io {

namespace detail {

/// Receives the events of the JSON parser and keeps only what belongs there, so that neither deep nesting nor a flood of foreign values takes
/// memory. Depth 1: name -> tensor or metadata; depth 2: their fields; depth 3: the numbers of shape and data_offsets.
class SafeTensorsHeaderReader {
public:
    SafeTensorsHeaderReader(SafeTensorsHeader& header, const std::string& file) : header_(header), file_(file) {}

    bool start_object(std::size_t /*size*/) {
        if (depth_ >= 2) misplaced("an object");
        if (++depth_ == 2 && !in_metadata()) {
            header_.tensors.push_back({name_, {}, {}, 0, 0});
            seen_ = {};
        }
        return true;
    }
    bool key(std::string& key) {
        if (++keys_ > key_limit) fail("the header has more than " + std::to_string(key_limit) + " keys");
        (depth_ == 1 ? name_ : field_) = key;
        if (depth_ == 1 && !names_.insert(key).second) fail(in_quotes(key) + " occurs twice");
        if (depth_ == 2 && !in_metadata()) mark_seen();
        return true;
    }
    bool end_object() {
        if (depth_-- == 2 && !in_metadata() && seen_ != std::array{true, true, true}) {
            fail("tensor " + in_quotes(name_) + " needs dtype, shape and data_offsets");
        }
        return true;
    }
    bool start_array(std::size_t /*size*/) {
        if (depth_ != 2 || in_metadata() || field_ == fields[0]) misplaced("an array");
        ++depth_;
        numbers_.clear();
        return true;
    }
    bool end_array() {
        --depth_;
        SafeTensorsEntry& tensor = header_.tensors.back();
        if (field_ == fields[1]) {
            tensor.shape.assign(numbers_.begin(), numbers_.end());
        } else {
            if (numbers_.size() != 2) misplaced("not a pair");
            tensor.begin = numbers_[0];
            tensor.end = numbers_[1];
        }
        return true;
    }
    bool number_unsigned(std::uint64_t number) {
        if (depth_ != 3) misplaced("a number");
        if (numbers_.size() == rank_limit) misplaced("too long");
        numbers_.push_back(number);
        return true;
    }
    bool string(std::string& text) {
        if (depth_ == 2 && in_metadata()) {
            if (!header_.metadata.emplace(field_, text).second) fail("metadata " + in_quotes(field_) + " occurs twice");
            return true;
        }
        if (depth_ != 2 || field_ != fields[0]) misplaced("a string");
        const std::optional<DType> dtype = dtype_named(text);
        if (!dtype) fail("tensor " + in_quotes(name_) + " has dtype " + in_quotes(text) + "; expected F64, F32, F16, BF16, I8..I64, U8..U64 or BOOL");
        header_.tensors.back().dtype = *dtype;
        return true;
    }
    bool null() { misplaced("null"); }
    bool boolean(bool /*value*/) { misplaced("a boolean"); }
    bool number_integer(std::int64_t /*value*/) { misplaced("a negative number"); }
    bool number_float(double /*value*/, const std::string& /*text*/) { misplaced("not a whole number of 64 bits"); }
    bool binary(nlohmann::json::binary_t& /*value*/) { misplaced("binary"); }
    bool parse_error(std::size_t position, const std::string& /*token*/, const nlohmann::json::exception& /*reason*/) {
        fail("the header is not valid JSON (at its byte " + std::to_string(position) + "); the file is damaged or not a safetensors file");
    }

private:
    static constexpr std::array<std::string_view, 3> fields{"dtype", "shape", "data_offsets"};
    static constexpr std::size_t key_limit = 1'000'000;
    static constexpr std::size_t rank_limit = 32;

    [[nodiscard]] bool in_metadata() const { return name_ == safetensors_metadata_key; }

    [[noreturn]] void fail(const std::string& what) const { throw Error(file_ + ": " + what); }
    [[noreturn]] void misplaced(std::string_view what) const {
        if (depth_ == 0) fail("the header is not a JSON object");
        fail((in_metadata() ? "metadata " : "tensor ") + (depth_ >= 2 ? in_quotes(field_) + " of " : "") + in_quotes(name_) + " is " +
             std::string(what) + "; expected " +
             (in_metadata() ? "strings" : "dtype (a name), shape (up to 32 extents) and data_offsets (begin and end)"));
    }

    void mark_seen() {
        const auto* field = std::find(fields.begin(), fields.end(), field_);
        if (field == fields.end()) fail("tensor " + in_quotes(name_) + " has an unknown field " + in_quotes(field_));
        bool& seen = seen_[static_cast<std::size_t>(field - fields.begin())];
        if (seen) fail(in_quotes(field_) + " of tensor " + in_quotes(name_) + " occurs twice");
        seen = true;
    }

    SafeTensorsHeader& header_;
    const std::string& file_;
    int depth_ = 0;
    std::size_t keys_ = 0;
    std::set<std::string> names_;
    std::string name_;  // key at depth 1
    std::string field_; // key at depth 2
    std::array<bool, 3> seen_{};
    std::vector<std::uint64_t> numbers_;
};

} // namespace detail

/// Reads and checks a header. `data_size`: bytes that follow it; `file`: its name, for messages. Throws duet::Error for anything malformed,
/// missing, repeated, unknown, or that does not fit the data.
inline SafeTensorsHeader parse_safetensors_header(std::string_view text, std::uint64_t data_size, const std::string& file) {
    SafeTensorsHeader header;
    detail::SafeTensorsHeaderReader reader(header, file);
    if (!text.starts_with('{')) throw Error(file + ": the header does not begin with '{'; expected a safetensors file");
    // A zero byte would end the text for the JSON parser, and hide what follows.
    if (text.find('\0') != text.npos) throw Error(file + ": the header is not valid JSON (it holds a zero byte); the file is damaged");
    nlohmann::json::sax_parse(text.begin(), text.end(), &reader);
    std::ranges::sort(header.tensors, {}, [](const SafeTensorsEntry& tensor) { return std::tie(tensor.begin, tensor.end, tensor.name); });
    check_layout(header, data_size, file);
    return header;
}

} // namespace duet::io
