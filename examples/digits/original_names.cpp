#include "digits/original_names.hpp"

#include <array>
#include <cstddef>
#include <string>
#include <utility>

namespace digits {

namespace {

/// Ours and the original's, the first that fits a place in the name; `mutlti` is its spelling.
constexpr std::array<std::pair<std::string_view, std::string_view>, 8> spellings{{
    {"trans.layers.", "trans.decoder_layers."},
    {"trans.fc.", "fc1."},
    {".self_attn.", ".mutlti_head_attention."},
    {"fusion.attention.", "multi_head_attention."},
    {"fusion.norm.", "multi_head_attention.layer_norm."},
    {".linear1.", ".feed_forward.linear1."},
    {".linear2.", ".feed_forward.linear2."},
    {".out_proj.", ".wo."},
}};

std::string original_name(std::string name) {
    for (const auto& [ours, theirs] : spellings) {
        if (const std::size_t at = name.find(ours); at != std::string::npos) name.replace(at, ours.size(), theirs);
    }
    return name;
}

} // namespace

std::vector<duet::ParameterEntry> original_table(std::span<const duet::ParameterEntry> table) {
    std::vector<duet::ParameterEntry> original;
    for (const duet::ParameterEntry& entry : table) {
        const std::string name = original_name(std::string(entry.name.view()));
        const std::size_t joined = name.find("in_proj_");
        if (joined == std::string::npos) {
            original.push_back(entry);
            original.back().name = duet::Name(name);
            continue;
        }
        for (std::size_t part = 0; part < 3; ++part) {
            duet::ParameterEntry third = entry;
            third.name = duet::Name(name.substr(0, joined) + std::array{"wq.", "wk.", "wv."}[part] + name.substr(joined + 8));
            third.extents[0] /= 3;
            third.offset += part * third.size();
            original.push_back(third);
        }
    }
    return original;
}

} // namespace digits
