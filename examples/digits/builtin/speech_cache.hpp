// The file that keeps what was spoken.
#pragma once

#include "duet/core/error.hpp"
#include "duet/data/input_file.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace digits {

/// Sound at 8000 Hz, full scale 32767, without the silence around it.
using Utterance = std::vector<std::int16_t>;

namespace detail {

inline constexpr int speech_rate = 8000;
inline constexpr std::size_t longest_utterance = 2 * std::size_t{speech_rate};

/// FNV-1a, 64 bits (Fowler, Noll, Vo).
inline std::uint64_t fingerprint(std::string_view bytes, std::uint64_t hash = 0xCBF29CE484222325) {
    for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3;
    return hash;
}

/// Layout, little-endian: version u64, one length u32 per utterance, all samples i16, fingerprint of all before u64.
inline std::string packed(const std::vector<Utterance>& utterances, std::uint64_t version) {
    std::string bytes;
    const auto put = [&](const auto* first, std::size_t count) { bytes.append(reinterpret_cast<const char*>(first), count * sizeof *first); };
    put(&version, 1);
    for (const Utterance& utterance : utterances) {
        const auto length = static_cast<std::uint32_t>(utterance.size());
        put(&length, 1);
    }
    for (const Utterance& utterance : utterances) put(utterance.data(), utterance.size());
    const std::uint64_t check = fingerprint(bytes);
    put(&check, 1);
    return bytes;
}

/// Nothing unless `bytes` is what `packed` made for this version, to the last bit.
inline std::optional<std::vector<Utterance>> unpacked(std::string_view bytes, std::size_t count, std::uint64_t version) {
    if (bytes.size() < 16 + 4 * count) return {};
    const std::string_view content = bytes.substr(0, bytes.size() - 8);
    std::uint64_t written_by = 0;
    std::uint64_t check = 0;
    std::memcpy(&written_by, bytes.data(), 8);
    std::memcpy(&check, bytes.data() + content.size(), 8);
    if (written_by != version || check != fingerprint(content)) return {};
    std::vector<Utterance> utterances(count);
    std::size_t at = 8 + 4 * count;
    for (std::size_t i = 0; i < count; ++i) {
        std::uint32_t length = 0;
        std::memcpy(&length, bytes.data() + 8 + 4 * i, 4);
        if (length == 0 || length > longest_utterance || length > (content.size() - at) / 2) return {};
        utterances[i].resize(length);
        std::memcpy(utterances[i].data(), bytes.data() + at, 2 * std::size_t{length});
        at += 2 * std::size_t{length};
    }
    if (at != content.size()) return {};
    return utterances;
}

inline std::optional<std::vector<Utterance>> read_cache(const std::filesystem::path& path, std::size_t count, std::uint64_t version) {
    if (std::error_code missing; !std::filesystem::exists(path, missing)) return {};
    try {
        return unpacked(duet::data::read_text(path, std::uint64_t{1} << 27), count, version);
    } catch (const duet::Error&) {
        return {}; // unreadable is as good as absent: it is made anew, and writing says what is wrong
    }
}

} // namespace detail

} // namespace digits
