// What --json prints.
#pragma once

#include <cstdio>

#include <nlohmann/json.hpp>

namespace digits {

/// On standard output, indented. Bytes of names that are no UTF-8 are replaced.
inline void print_json(const nlohmann::ordered_json& json) {
    std::puts(json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace).c_str());
}

} // namespace digits
