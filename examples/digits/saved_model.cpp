#include "digits/saved_model.hpp"

#include "digits/engine/zoo.hpp"
#include "digits/metadata_entries.hpp"
#include "digits/sample.hpp"
#include "digits/terminal/format.hpp"

#include "duet/core/error.hpp"
#include "duet/data/npy_values.hpp"
#include "duet/io/model_file.hpp"
#include "duet/io/safetensors.hpp"

#include <algorithm>
#include <limits>
#include <span>
#include <system_error>
#include <vector>

#include <nlohmann/json.hpp>

namespace digits {

namespace fs = std::filesystem;

namespace {

std::string list_text(std::span<const float> values) {
    std::string text;
    for (const float value : values) {
        if (!text.empty()) text += ' ';
        text += number_text(value);
    }
    return text;
}

duet::data::Standardiser read_statistics(const Entries& entries, const std::string& which, std::size_t columns) {
    duet::data::Standardiser statistics;
    statistics.mean = entries.list(which + ".mean", columns);
    statistics.deviation = entries.list(which + ".deviation", columns);
    if (std::ranges::any_of(statistics.deviation, [](float value) { return value < 0; })) entries.fail(which + ".deviation", "all 0 or more");
    statistics.clip = entries.positive<float>(which + ".clip", std::numeric_limits<float>::infinity());
    return statistics;
}

std::unique_ptr<Engine> make_engine(const std::string& name, const std::string& file) {
    try {
        return find_model(name).make();
    } catch (const duet::Error& error) {
        throw duet::Error(file + ": is of an " + error.what());
    }
}

void require_finite(Engine& engine, const std::string& file) {
    for (const duet::ParameterEntry& entry : engine.parameter_table()) {
        const std::span<const float> values = engine.parameters().subspan(entry.offset, entry.size());
        if (duet::data::first_not_finite(values) == values.size()) continue;
        throw duet::Error(file + ": parameter '" + std::string(entry.name.view()) + "' holds NaN or infinity; expected finite numbers");
    }
}

} // namespace

fs::path model_file(const fs::path& file_or_folder) {
    std::error_code error;
    const fs::file_status status = fs::status(file_or_folder, error);
    if (status.type() == fs::file_type::not_found) {
        throw duet::Error(file_or_folder.string() + ": no such model; expected the folder of a training run, or its model.safetensors");
    }
    if (!fs::is_directory(status)) return file_or_folder;
    fs::path file = file_or_folder / "model.safetensors";
    if (!fs::exists(file, error)) throw duet::Error(file_or_folder.string() + ": holds no model.safetensors; expected the folder of a training run");
    return file;
}

std::string as_utf8(const std::string& text) {
    constexpr auto replace = nlohmann::json::error_handler_t::replace;
    return nlohmann::json::parse(nlohmann::json(text).dump(-1, ' ', false, replace)).get<std::string>();
}

void save_model(const fs::path& file, Engine& engine, const ModelFacts& facts) {
    duet::io::Metadata metadata{{"model", facts.name},
                                {"seed", number_text(facts.seed)},
                                {"data", as_utf8(facts.data)},
                                {"validation_fraction", number_text(facts.validation_fraction)},
                                {"limit", number_text(facts.limit)},
                                {"front_end", facts.front_end.text()},
                                {"scale.both", number_text(facts.scales.both)},
                                {"scale.image", number_text(facts.scales.image)},
                                {"scale.audio", number_text(facts.scales.audio)}};
    const auto add = [&](const std::string& which, const duet::data::Standardiser& statistics) {
        metadata[which + ".mean"] = list_text(statistics.mean);
        metadata[which + ".deviation"] = list_text(statistics.deviation);
        metadata[which + ".clip"] = number_text(statistics.clip);
    };
    add("image", facts.image_statistics);
    add("audio", facts.audio_statistics);
    const Sample sample = make_sample(engine);
    metadata["sample.image"] = list_text(sample.image);
    metadata["sample.audio"] = list_text(sample.audio);
    metadata["sample.logits"] = list_text(sample.logits);
    duet::io::write_parameters<float>(file, engine.parameter_table(), engine.parameters(), metadata);
}

SavedModel load_model(const fs::path& file_or_folder) {
    const fs::path file = model_file(file_or_folder);
    const auto tensors = duet::io::SafeTensors::read(file);
    const Entries entries(tensors.metadata(), file.string());

    SavedModel saved;
    saved.facts.name = entries.text("model");
    saved.facts.seed = entries.number<std::uint64_t>("seed");
    saved.facts.data = entries.text("data");
    saved.facts.validation_fraction = entries.positive<double>("validation_fraction", 0.9999);
    saved.facts.limit = entries.number<std::size_t>("limit");
    saved.engine = make_engine(saved.facts.name, file.string());
    saved.facts.front_end = saved.engine->front_end();
    if (entries.text("front_end") != saved.facts.front_end.text())
        entries.fail("front_end", "'" + saved.facts.front_end.text() + "', the model's own");
    saved.facts.scales = {entries.positive<double>("scale.both", 1000), entries.positive<double>("scale.image", 1000),
                          entries.positive<double>("scale.audio", 1000)};
    saved.facts.image_statistics = read_statistics(entries, "image", image_size);
    saved.facts.audio_statistics = read_statistics(entries, "audio", saved.facts.front_end.size());
    duet::io::read_parameters(tensors, file.string(), saved.engine->parameter_table(), saved.engine->parameters());
    require_finite(*saved.engine, file.string());
    const auto of_sample = [](const auto& fact) { return fact.first.starts_with("sample."); };
    if (std::ranges::any_of(tensors.metadata(), of_sample)) { // older files have none
        check_sample(*saved.engine,
                     {entries.list("sample.image", image_size), entries.list("sample.audio", saved.facts.front_end.size()),
                      entries.list("sample.logits", class_count)},
                     file.string());
    }
    return saved;
}

} // namespace digits
