#include "digits/saved_model.hpp"

#include "digits/engine/zoo.hpp"

#include "duet/core/error.hpp"
#include "duet/io/model_file.hpp"
#include "duet/io/safetensors.hpp"

#include <charconv>
#include <cmath>
#include <span>
#include <vector>

namespace digits {

namespace fs = std::filesystem;

namespace {

template <class T>
std::string number_text(T value) {
    char text[64];
    return {text, std::to_chars(text, text + sizeof text, value).ptr};
}

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

private:
    [[noreturn]] void fail(const std::string& key, const std::string& expected) const {
        throw duet::Error(file_ + ": metadata '" + key + "' is not " + expected);
    }

    const duet::io::Metadata& metadata_;
    std::string file_;
};

duet::data::Standardiser read_statistics(const Entries& entries, const std::string& which, std::size_t columns) {
    duet::data::Standardiser statistics;
    statistics.mean = entries.list(which + ".mean", columns);
    statistics.deviation = entries.list(which + ".deviation", columns);
    statistics.clip = entries.number<float>(which + ".clip");
    return statistics;
}

} // namespace

void save_model(const fs::path& file, Engine& engine, const ModelFacts& facts) {
    duet::io::Metadata metadata{{"model", facts.name},
                                {"seed", number_text(facts.seed)},
                                {"data", facts.data},
                                {"validation_fraction", number_text(facts.validation_fraction)},
                                {"limit", number_text(facts.limit)}};
    const auto add = [&](const std::string& which, const duet::data::Standardiser& statistics) {
        metadata[which + ".mean"] = list_text(statistics.mean);
        metadata[which + ".deviation"] = list_text(statistics.deviation);
        metadata[which + ".clip"] = number_text(statistics.clip);
    };
    add("image", facts.image_statistics);
    add("audio", facts.audio_statistics);
    duet::io::write_parameters<float>(file, engine.parameter_table(), engine.parameters(), metadata);
}

SavedModel load_model(const fs::path& file_or_folder) {
    const fs::path file = fs::is_directory(file_or_folder) ? file_or_folder / "model.safetensors" : file_or_folder;
    const auto tensors = duet::io::SafeTensors::read(file);
    const Entries entries(tensors.metadata(), file.string());

    SavedModel saved;
    saved.facts.name = entries.text("model");
    saved.facts.seed = entries.number<std::uint64_t>("seed");
    saved.facts.data = entries.text("data");
    saved.facts.validation_fraction = entries.number<double>("validation_fraction");
    saved.facts.limit = entries.number<std::size_t>("limit");
    saved.facts.image_statistics = read_statistics(entries, "image", image_size);
    saved.facts.audio_statistics = read_statistics(entries, "audio", audio_size);
    saved.engine = find_model(saved.facts.name).make();
    duet::io::read_parameters(tensors, file.string(), saved.engine->parameter_table(), saved.engine->parameters());
    return saved;
}

} // namespace digits
