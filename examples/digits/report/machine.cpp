#include "digits/report/machine.hpp"

#include "duet/kernels/blas_setup.hpp"

#include <fstream>
#include <thread>

#include <sys/utsname.h>
#include <unistd.h>

namespace digits {

namespace {

/// What stands behind `key` and `separator` in the first line of a file that begins with the key, without quotes; or `otherwise`.
std::string entry(const char* file, const std::string& key, char separator, const std::string& otherwise) {
    std::ifstream lines(file);
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with(key)) continue;
        const std::size_t first = line.find_first_not_of(" \t\"", line.find(separator) + 1);
        if (first == std::string::npos) break;
        return line.substr(first, line.find_last_not_of(" \t\"") + 1 - first);
    }
    return otherwise;
}

} // namespace

Machine this_machine() {
    utsname kernel{};
    const bool named = uname(&kernel) == 0;
    Machine machine;
    machine.processor = entry("/proc/cpuinfo", "model name", ':', named ? kernel.machine : "unknown");
    machine.threads = std::thread::hardware_concurrency();
    const long pages = sysconf(_SC_PHYS_PAGES);
    const long page = sysconf(_SC_PAGESIZE);
    if (pages > 0 && page > 0) machine.memory = static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(page);
    machine.system = entry("/etc/os-release", "PRETTY_NAME", '=', "unknown");
    if (named) machine.system += std::string(", ") + kernel.sysname + " " + kernel.release;
#ifdef __clang__
    machine.compiler = __VERSION__;
#else
    machine.compiler = "g++ " __VERSION__;
#endif
    machine.blas = std::string("OpenBLAS with the kernels of ") + openblas_get_corename();
    return machine;
}

} // namespace digits
