#include "digits/saved_model.hpp"

#include "digits/engine/zoo.hpp"
#include "digits/sample.hpp"
#include "digits/terminal/format.hpp"

#include "duet/core/error.hpp"
#include "duet/data/npy_values.hpp"
#include "duet/io/model_file.hpp"
#include "duet/io/safetensors.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
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

/// Reads the entries of the metadata; every complaint names the file and the entry.
class Entries {
public:
    Entries(const duet::io::Metadata& metadata, std::string file) : metadata_(metadata), file_(std::move(file)) {}

    [[nodiscard]] const std::string& text(const std::string& key) const {
        const auto found = metadata_.find(key);
        if (found == metadata_.end()) throw duet::Error(file_ + ": has no '" + key + "' in its metadata; expected a model that 'digits train' wrote");
        return found->second;
    }

    template <class T>
    [[nodiscard]] T number(const std::string& key) const {
        const std::string& all = text(key);
        T value{};
        const auto result = std::from_chars(all.data(), all.data() + all.size(), value);
        if (result.ec != std::errc{} || result.ptr != all.data() + all.size()) fail(key, "a number");
        return value;
    }

    /// A number more than 0 and less than or equal to `most`.
    template <class T>
    [[nodiscard]] T positive(const std::string& key, T most) const {
        const T value = number<T>(key);
        if (!(value > 0 && value <= most)) fail(key, "a number above 0" + (std::isfinite(most) ? " and at most " + number_text(most) : ""));
        return value;
    }

    [[nodiscard]] std::vector<float> list(const std::string& key, std::size_t count) const {
        const std::string& all = text(key);
        std::vector<float> values;
        const char* at = all.data();
        const char* const end = at + all.size();
        while (at < end && values.size() <= count) {
            float value = 0;
            const auto result = std::from_chars(at, end, value);
            if (result.ec != std::errc{} || !std::isfinite(value) || (result.ptr < end && *result.ptr != ' ')) break;
            values.push_back(value);
            at = result.ptr < end ? result.ptr + 1 : end;
        }
        if (at != end || values.size() != count) fail(key, std::to_string(count) + " finite numbers");
        return values;
    }

    [[noreturn]] void fail(const std::string& key, const std::string& expected) const {
        throw duet::Error(file_ + ": metadata '" + key + "' is not " + expected + "; expected a model that 'digits train' wrote");
    }

private:
    const duet::io::Metadata& metadata_;
    std::string file_;
};

duet::data::Standardiser read_statistics(const Entries& entries, const std::string& which, std::size_t columns) {
    duet::data::Standardiser statistics;
    statistics.mean = entries.list(which + ".mean", columns);
    statistics.deviation = entries.list(which + ".deviation", columns);
    if (std::ranges::any_of(statistics.deviation, [](float value) { return value < 0; })) entries.fail(which + ".deviation", "all 0 or more");
    statistics.clip = entries.positive<float>(which + ".clip", std::numeric_limits<float>::infinity());
    return statistics;
}

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

/// A folder's name may be any bytes; text in the file is UTF-8.
std::string as_utf8(const std::string& text) {
    constexpr auto replace = nlohmann::json::error_handler_t::replace;
    return nlohmann::json::parse(nlohmann::json(text).dump(-1, ' ', false, replace)).get<std::string>();
}

} // namespace

void save_model(const fs::path& file, Engine& engine, const ModelFacts& facts) {
    duet::io::Metadata metadata{{"model", facts.name},
                                {"seed", number_text(facts.seed)},
                                {"data", as_utf8(facts.data)},
                                {"validation_fraction", number_text(facts.validation_fraction)},
                                {"limit", number_text(facts.limit)},
                                {"front_end", facts.front_end.text()},
                                {"scale", number_text(facts.scale)}};
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
    saved.facts.scale = entries.positive<double>("scale", 1000);
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
