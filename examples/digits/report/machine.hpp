// The machine that a run was trained on.
#pragma once

#include <cstdint>
#include <string>

namespace digits {

struct Machine {
    std::string processor;    // as the system names it
    unsigned threads = 0;     // that run at once; 0: not known
    std::uint64_t memory = 0; // bytes; 0: not known
    std::string system;
    std::string compiler; // that built the program
    std::string blas;
};

/// This one. What the system does not tell stays "unknown".
Machine this_machine();

} // namespace digits
