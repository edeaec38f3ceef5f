#include "digits/engine/zoo.hpp"

#include "duet/core/error.hpp"

#include <algorithm>
#include <string>

namespace digits {

const ZooEntry& find_model(std::string_view name) {
    const auto found = std::find_if(zoo.begin(), zoo.end(), [&](const ZooEntry& entry) { return entry.name == name; });
    if (found != zoo.end()) return *found;
    std::string known;
    for (const ZooEntry& entry : zoo) known += (known.empty() ? "" : ", ") + std::string(entry.name);
    throw duet::Error("unknown model '" + std::string(name) + "'; the models are " + known);
}

} // namespace digits
