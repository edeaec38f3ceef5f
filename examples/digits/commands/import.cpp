#include "digits/commands/commands.hpp"

#include "digits/digit_data.hpp"
#include "digits/engine/zoo.hpp"
#include "digits/inference.hpp"
#include "digits/original_names.hpp"
#include "digits/output.hpp"
#include "digits/saved_model.hpp"
#include "digits/terminal/format.hpp"
#include "digits/terminal/json.hpp"
#include "digits/training_rows.hpp"

#include "duet/core/error.hpp"
#include "duet/data/npy_values.hpp"
#include "duet/distributed/one_process.hpp"
#include "duet/io/model_file.hpp"
#include "duet/io/safetensors.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <limits>
#include <vector>

namespace digits {

namespace {

constexpr std::array<std::string_view, 4> published{"cnn-rnn-linear", "cnn-rnn-attention", "cnn-transformer-linear", "cnn-transformer-attention"};

void require_published(const std::string& model) {
    find_model(model);
    if (std::ranges::find(published, model) != published.end()) return;
    throw duet::Error("the original program has no model '" + model +
                      "'; expected cnn-rnn-linear, cnn-rnn-attention, cnn-transformer-linear or cnn-transformer-attention");
}

/// What torch.save writes is an archive, or was pickled once: the likeliest mistake, which deserves the command that mends it.
void require_no_pth(const std::string& file) {
    std::array<char, 4> start{};
    std::ifstream(file, std::ios::binary).read(start.data(), start.size());
    if (start != std::array{'P', 'K', '\x03', '\x04'} && start != std::array{'\x80', '\x02', '\x8A', '\n'}) return;
    throw duet::Error(file + ": is what torch.save wrote; expected safetensors: examples/digits/pth_to_safetensors.py " + file + " OUT.safetensors");
}

duet::data::Standardiser leaves_as_it_is(std::size_t columns) { return {std::vector<float>(columns, 0.0F), std::vector<float>(columns, 1.0F)}; }

void require_finite(const std::vector<duet::ParameterEntry>& table, std::span<const float> parameters, const std::string& file) {
    for (const duet::ParameterEntry& entry : table) {
        const std::span<const float> values = parameters.subspan(entry.offset, entry.size());
        if (duet::data::first_not_finite(values) == values.size()) continue;
        throw duet::Error(file + ": tensor '" + std::string(entry.name.view()) + "' holds NaN or infinity; expected finite numbers");
    }
}

} // namespace

void import_model(const ImportArguments& arguments) {
    require_published(arguments.model);
    const std::filesystem::path file = std::filesystem::path(arguments.out) / "model.safetensors";
    require_apart({{"--state-dict", arguments.state_dict}, {"--out", file}});
    require_no_pth(arguments.state_dict);
    SavedModel model{{}, find_model(arguments.model).make()};
    Engine& engine = *model.engine;
    const std::vector<duet::ParameterEntry> table = original_table(engine.parameter_table());
    const auto tensors = duet::io::SafeTensors::read(arguments.state_dict);
    duet::io::read_parameters<float>(tensors, arguments.state_dict, table, engine.parameters(), original_constants);
    require_finite(table, engine.parameters(), arguments.state_dict);

    ModelFacts& facts = model.facts;
    facts.name = arguments.model;
    facts.front_end = engine.front_end();
    facts.data = arguments.statistics_from;
    if (arguments.statistics_from.empty()) {
        facts.image_statistics = leaves_as_it_is(image_size);
        facts.audio_statistics = leaves_as_it_is(facts.front_end.size());
    } else {
        const DigitRows rows = load_training_rows({arguments.statistics_from});
        duet::OneProcess alone;
        TrainingRows(rows, model, 1).fit_statistics(all_rows(rows.count()), alone);
    }
    for (duet::data::Standardiser* statistics : {&facts.image_statistics, &facts.audio_statistics}) {
        statistics->clip = std::numeric_limits<float>::infinity(); // the original clips nothing
    }

    require_output_folder(arguments.out, {"model.safetensors"});
    save_model(file, engine, facts);
    if (arguments.json) {
        print_json({{"model", arguments.model},
                    {"file", file.string()},
                    {"parameters", engine.parameter_count()},
                    {"tensors", table.size()},
                    {"standardised", !arguments.statistics_from.empty()}});
        return;
    }
    std::printf("wrote %s: %s parameters of %s tensors; inputs %s\n", file.c_str(), grouped(engine.parameter_count()).c_str(),
                grouped(table.size()).c_str(),
                arguments.statistics_from.empty() ? "must be standardised" : ("are standardised as in " + arguments.statistics_from).c_str());
}

} // namespace digits
