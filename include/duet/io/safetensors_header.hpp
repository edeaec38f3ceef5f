// The header of a safetensors file: a JSON object that says where in the data each tensor lies.
// Source: the format's description, https://huggingface.co/docs/safetensors.
#pragma once

#include "duet/core/error.hpp"
#include "duet/io/tensor.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace duet::io {

/// Free text beside the tensors: key -> value.
using Metadata = std::map<std::string, std::string>;

/// Longest header that a file may have, in bytes; the reference implementation's limit too.
inline constexpr std::uint64_t safetensors_header_limit = 100'000'000;
/// Key of the metadata, which no tensor may have as its name.
inline constexpr std::string_view safetensors_metadata_key = "__metadata__";

/// A tensor's place in the data: bytes begin .. end - 1, counted from the end of the header.
struct SafeTensorsEntry {
    std::string name;               ///< dotted
    DType dtype = DType::F32;       ///< of its elements
    std::vector<std::size_t> shape; ///< extents, outermost first; none is a single value
    std::uint64_t begin = 0;        ///< its first byte, counted from the header's end
    std::uint64_t end = 0;          ///< behind its last byte
};

/// What a header says.
struct SafeTensorsHeader {
    Metadata metadata;                     ///< under `__metadata__`
    std::vector<SafeTensorsEntry> tensors; ///< in the order of their data
};

/// A name taken from a file, fit for a one-line message: in quotes, printable and short.
inline std::string in_quotes(std::string_view name) {
    std::string text = "'";
    for (const char c : name.substr(0, 80)) text += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? '?' : c;
    return text + (name.size() > 80 ? "...'" : "'");
}

/// The bytes of a tensor; none if they do not fit into 64 bits.
inline std::optional<std::uint64_t> bytes_of(DType dtype, std::span<const std::size_t> shape) {
    std::uint64_t bytes = bytes_of(dtype);
    for (const std::uint64_t extent : shape) {
        if (extent != 0 && bytes > std::numeric_limits<std::uint64_t>::max() / extent) return std::nullopt;
        bytes *= extent;
    }
    return bytes;
}

/// Throws duet::Error unless every tensor is as long as its shape says and the tensors, as ordered, fill `data_size` bytes without hole or
/// overlap.
inline void check_layout(const SafeTensorsHeader& header, std::uint64_t data_size, const std::string& file) {
    std::uint64_t end = 0;
    for (const SafeTensorsEntry& tensor : header.tensors) {
        const std::string where = file + ": tensor " + in_quotes(tensor.name);
        const std::string range = " at bytes " + std::to_string(tensor.begin) + " to " + std::to_string(tensor.end);
        if (tensor.begin > tensor.end || tensor.end > data_size) {
            throw Error(where + " lies" + range + " of " + std::to_string(data_size) + "; the file is truncated or damaged");
        }
        const std::optional<std::uint64_t> bytes = bytes_of(tensor.dtype, tensor.shape);
        if (bytes != tensor.end - tensor.begin) {
            const std::string expected = bytes ? std::to_string(*bytes) + " bytes" : "more than 64 bits can count";
            throw Error(where + range + " does not fit its shape and dtype, which take " + expected);
        }
        if (tensor.begin != end) {
            const std::string fault = tensor.begin < end ? " overlaps the one before it" : " leaves a hole before it";
            throw Error(where + fault + range + "; expected it to begin at " + std::to_string(end));
        }
        end = tensor.end;
    }
    if (end != data_size) {
        throw Error(file + ": has " + std::to_string(data_size) + " bytes of data; its tensors take " + std::to_string(end));
    }
}

/// The header of `tensors` stored one behind the other in their order, padded with spaces to whole words of 8 bytes. The same for the same
/// arguments, to the byte. Throws duet::Error, naming `file`, for a name that is empty, repeated, reserved or not UTF-8, and for bytes that do
/// not match the shape.
inline std::string format_safetensors_header(std::span<const TensorView> tensors, const Metadata& metadata, const std::string& file) {
    const auto json = [&](const std::string& name) {
        try {
            return nlohmann::json(name).dump();
        } catch (const nlohmann::json::exception&) {
            throw Error(file + ": not written: a name or metadata value is not UTF-8");
        }
    };
    std::string fields;
    const auto add = [&fields](const std::string& key, const std::string& value) { fields += (fields.empty() ? "" : ",") + key + ":" + value; };
    for (const auto& [key, value] : metadata) add(json(key), json(value));
    const std::string stored_metadata = "{" + fields + "}";
    fields.clear();
    if (!metadata.empty()) add(json(std::string(safetensors_metadata_key)), stored_metadata);

    std::set<std::string_view> names{"", safetensors_metadata_key};
    std::uint64_t begin = 0;
    for (const TensorView& tensor : tensors) {
        const std::string what = file + ": not written: tensor " + in_quotes(tensor.name);
        if (!names.insert(tensor.name).second) throw Error(what + " needs a name of its own");
        if (bytes_of(tensor.dtype, tensor.shape) != tensor.bytes.size()) {
            throw Error(what + " has " + std::to_string(tensor.bytes.size()) + " bytes, which do not match its shape");
        }
        const std::uint64_t end = begin + tensor.bytes.size();
        add(json(tensor.name), "{\"dtype\":\"" + std::string(name_of(tensor.dtype)) + "\",\"shape\":" + nlohmann::json(tensor.shape).dump() +
                                   ",\"data_offsets\":[" + std::to_string(begin) + "," + std::to_string(end) + "]}");
        begin = end;
    }
    std::string header = "{" + fields + "}";
    header.append((8 - header.size() % 8) % 8, ' ');
    if (header.size() > safetensors_header_limit) throw Error(file + ": not written: its header would be longer than 100 MB");
    return header;
}

} // namespace duet::io
