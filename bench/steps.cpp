#include "steps.hpp"

#include "allocation_counter.hpp"

#include <chrono>
#include <fstream>
#include <istream>
#include <ostream>
#include <sstream>
#include <string>
#include <vector>

namespace bench {

namespace {

/// The most memory this process ever held, in MB.
double peak_memory() {
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;) {
        double kilobytes = 0;
        if (word == "VmHWM:" && status >> kilobytes) return kilobytes / 1e3;
    }
    return 0;
}

} // namespace

std::map<std::string, StepMaker>& step_makers() {
    static std::map<std::string, StepMaker> makers;
    return makers;
}

void serve_steps(std::istream& in, std::ostream& out) {
    std::string made_for;
    Step step;
    for (std::string line; std::getline(in, line);) {
        std::istringstream words(line);
        std::string model, mode;
        std::size_t batch = 0, count = 0;
        int threads = 0;
        const bool understood = words >> model >> mode >> batch >> threads >> count && batch > 0 && threads > 0 && step_makers().contains(model) &&
                                (mode == "train" || mode == "predict");
        if (!understood) {
            out << R"({"error": "expected: <model> train|predict <batch> <threads> <count>"})" << '\n' << std::flush;
            continue;
        }
        const std::string key = model + mode + std::to_string(batch) + "," + std::to_string(threads);
        if (key != made_for) {
            step = nullptr; // its memory goes before the next one's comes
            const StepMaker& maker = step_makers().at(model);
            step = (mode == "train" ? maker.train : maker.predict)(batch, threads);
            made_for = key;
        }
        std::vector<double> seconds(count);
        std::size_t allocated = 0;
        for (double& taken : seconds) {
            allocated += allocations::count([&] {
                const auto start = std::chrono::steady_clock::now();
                step();
                taken = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
            });
        }
        out << R"({"seconds": [)";
        for (std::size_t i = 0; i < count; ++i) out << (i == 0 ? "" : ", ") << seconds[i];
        out << R"(], "allocations": )" << allocated << R"(, "peak_mb": )" << peak_memory() << "}\n" << std::flush;
    }
}

} // namespace bench
