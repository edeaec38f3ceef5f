#include "digits/commands/commands.hpp"

#include "digits/engine/zoo.hpp"
#include "digits/terminal/format.hpp"

#include <cstdio>

namespace digits {

void print_summary(const std::string& model) {
    const ZooEntry& entry = find_model(model);
    std::printf("%s\n", entry.make()->summary().c_str());
}

void print_models() {
    for (const ZooEntry& entry : zoo) {
        std::printf("%-26s %12s parameters  %s\n", std::string(entry.name).c_str(), grouped(entry.make()->parameter_count()).c_str(),
                    std::string(entry.description).c_str());
    }
}

} // namespace digits
