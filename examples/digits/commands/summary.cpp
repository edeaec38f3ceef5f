#include "digits/commands/commands.hpp"

#include "digits/engine/zoo.hpp"
#include "digits/terminal/format.hpp"
#include "digits/terminal/json.hpp"

#include <cstdio>

namespace digits {

namespace {

nlohmann::ordered_json json_of(const ZooEntry& entry) {
    return {{"model", entry.name}, {"description", entry.description}, {"parameters", entry.make()->parameter_count()}};
}

} // namespace

void print_summary(const std::string& model, bool json) {
    const ZooEntry& entry = find_model(model);
    const auto engine = entry.make();
    if (!json) {
        std::printf("%s\n", duet::summary_text(engine->summary()).c_str());
        return;
    }
    nlohmann::ordered_json summary = json_of(entry);
    const duet::ModelSummary known = engine->summary();
    summary["input"] = known.input;
    summary["multiply_adds"] = known.multiply_adds;
    summary["bytes"] = {{"parameters", known.parameters * known.scalar_size},
                        {"training_per_sample", known.training_workspace * known.scalar_size},
                        {"prediction_per_sample", known.inference_workspace * known.scalar_size}};
    summary["layers"] = nlohmann::ordered_json::array();
    for (const duet::LayerSummary& layer : known.layers) {
        summary["layers"].push_back({{"layer", layer.type},
                                     {"name", layer.name},
                                     {"depth", layer.depth},
                                     {"output", layer.output},
                                     {"parameters", layer.parameters},
                                     {"multiply_adds", layer.multiply_adds}});
    }
    summary["tensors"] = nlohmann::ordered_json::array();
    for (const duet::ParameterEntry& tensor : engine->parameter_table())
        summary["tensors"].push_back({{"name", tensor.name.view()}, {"shape", tensor.shape()}});
    print_json(summary);
}

void print_models(bool json) {
    auto list = nlohmann::ordered_json::array();
    for (const ZooEntry& entry : zoo) {
        if (json) {
            list.push_back(json_of(entry));
        } else {
            std::printf("%-26s %12s parameters  %s\n", std::string(entry.name).c_str(), grouped(entry.make()->parameter_count()).c_str(),
                        std::string(entry.description).c_str());
        }
    }
    if (json) print_json(list);
}

} // namespace digits
