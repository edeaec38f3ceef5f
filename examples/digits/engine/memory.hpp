// Refusing what the machine cannot hold.
#pragma once

#include "duet/core/error.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

#include <unistd.h>

namespace digits {

/// Throws duet::Error if `floats` take more memory than the machine has. The system would promise it all the same, and end the program (or
/// another) when it is used. `what` needs it; `remedy` says how it would need less.
inline void require_memory(double floats, const std::string& what, const std::string& remedy) {
    const double needed = floats * sizeof(float);
    const double present = static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGESIZE));
    if (needed <= present) return;
    const auto megabytes = [](double bytes) { return std::to_string(static_cast<std::uint64_t>(bytes / 1e6)) + " MB"; };
    throw duet::Error(what + " takes " + megabytes(needed) + " of memory; expected at most the " + megabytes(present) +
                      " of this machine: " + remedy);
}

} // namespace digits
