#define BOOST_TEST_MODULE saved_model
#include "digits/saved_model.hpp"

#include "digits/engine/zoo.hpp"
#include "duet/core/error.hpp"
#include "duet/io/safetensors.hpp"
#include "scratch.hpp"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <initializer_list>
#include <limits>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

using namespace digits;
namespace fs = std::filesystem;

namespace {

ModelFacts some_facts() {
    ModelFacts facts;
    facts.name = "twin39";
    facts.seed = std::numeric_limits<std::uint64_t>::max();
    facts.data = "a folder, \"quoted\"";
    facts.validation_fraction = 0.1;
    facts.limit = 123;
    facts.scales = {1.5, 0.1, 3};
    for (auto* statistics : {&facts.image_statistics, &facts.audio_statistics}) {
        const std::size_t columns = statistics == &facts.image_statistics ? image_size : audio_size;
        for (std::size_t j = 0; j < columns; ++j) {
            statistics->mean.push_back(-1.0F / static_cast<float>(3 + j)); // no short decimal
            statistics->deviation.push_back(static_cast<float>(j) * 1e-30F);
        }
    }
    facts.audio_statistics.clip = 7.7F;
    return facts;
}

/// A model file of untrained parameters; its path.
fs::path saved(const Scratch& scratch, const ModelFacts& facts = some_facts()) {
    const auto engine = find_model("twin39").make();
    fs::path file = scratch.folder / "model.safetensors";
    save_model(file, *engine, facts);
    return file;
}

std::string complaint(const fs::path& file) {
    try {
        load_model(file);
    } catch (const duet::Error& error) {
        return error.what();
    }
    return "none";
}

} // namespace

BOOST_AUTO_TEST_CASE(what_is_saved_is_what_is_loaded_to_the_bit) {
    const Scratch scratch("duet-saved-model");
    const auto engine = find_model("twin39").make();
    engine->start_training({.batch = 1, .seed = 9, .threads = 1, .learning_rate = 1e-3}); // draws parameters of its own
    const ModelFacts facts = some_facts();
    save_model(scratch.folder / "model.safetensors", *engine, facts);
    for (const fs::path& name : {scratch.folder, scratch.folder / "model.safetensors"}) {
        const SavedModel loaded = load_model(name);
        BOOST_TEST(loaded.facts.name == facts.name);
        BOOST_TEST(loaded.facts.seed == facts.seed);
        BOOST_TEST(loaded.facts.data == facts.data);
        BOOST_TEST(loaded.facts.validation_fraction == facts.validation_fraction);
        BOOST_TEST(loaded.facts.limit == facts.limit);
        BOOST_TEST(loaded.facts.scales.both == facts.scales.both);
        BOOST_TEST(loaded.facts.scales.image == facts.scales.image);
        BOOST_TEST(loaded.facts.scales.audio == facts.scales.audio);
        BOOST_TEST((loaded.facts.image_statistics.mean == facts.image_statistics.mean));
        BOOST_TEST((loaded.facts.image_statistics.deviation == facts.image_statistics.deviation));
        BOOST_TEST((loaded.facts.audio_statistics.mean == facts.audio_statistics.mean));
        BOOST_TEST((loaded.facts.audio_statistics.deviation == facts.audio_statistics.deviation));
        BOOST_TEST(loaded.facts.audio_statistics.clip == 7.7F);
        BOOST_TEST(std::ranges::equal(loaded.engine->parameters(), engine->parameters()));
    }
}

BOOST_AUTO_TEST_CASE(a_folder_name_that_is_not_utf8_does_not_stop_saving) {
    const Scratch scratch("duet-saved-model");
    ModelFacts facts = some_facts();
    facts.data = "odd\xFF";
    BOOST_TEST(load_model(saved(scratch, facts)).facts.data == "odd\xEF\xBF\xBD"); // the replacement character
}

BOOST_AUTO_TEST_CASE(metadata_that_is_missing_or_wrong_is_named) {
    const Scratch scratch("duet-saved-model");
    const auto good = duet::io::SafeTensors::read(saved(scratch));
    const fs::path file = scratch.folder / "bad.safetensors";
    std::string long_list;
    for (std::size_t j = 0; j <= image_size; ++j) long_list += "1 "; // one more than there are columns
    struct Mistake {
        const char* key;
        std::string value; // "-": taken away
    };
    std::vector<Mistake> mistakes{{"seed", "-1"},           {"seed", "1.5"},         {"seed", ""},
                                  {"seed", "1 "},           {"limit", "-1"},         {"limit", "99999999999999999999"},
                                  {"image.clip", "nan"},    {"image.clip", "0"},     {"audio.clip", "-10"},
                                  {"audio.mean", ""},       {"audio.mean", "1 2 3"}, {"audio.deviation", "nan"},
                                  {"image.mean", long_list}};
    for (const char* value : {"0", "1", "-0.2", "nan", "inf", "half"}) mistakes.push_back({"validation_fraction", value});
    for (const auto& [key, value] : good.metadata()) mistakes.push_back({key.c_str(), "-"});
    std::string negative = good.metadata().at("image.deviation");
    mistakes.push_back({"image.deviation", "-" + negative.replace(0, negative.find(' '), "1")});
    for (const Mistake& mistake : mistakes) {
        duet::io::Metadata metadata = good.metadata();
        if (mistake.value == "-") {
            metadata.erase(mistake.key);
        } else {
            metadata[mistake.key] = mistake.value;
        }
        duet::io::write_safetensors(file, good.tensors(), metadata);
        const std::string message = complaint(file);
        BOOST_TEST(message.starts_with(file.string() + ": "), mistake.key << "=" << mistake.value << ": " << message);
        BOOST_TEST(message.find("'" + std::string(mistake.key) + "'") != message.npos, message);
        BOOST_TEST(message.find("; expected ") != message.npos, message);
    }
}

BOOST_AUTO_TEST_CASE(parameters_that_are_not_finite_are_named) {
    const Scratch scratch("duet-saved-model");
    const auto engine = find_model("twin39").make();
    engine->parameters()[engine->parameter_table()[1].offset + 2] = std::numeric_limits<float>::quiet_NaN();
    save_model(scratch.folder / "model.safetensors", *engine, some_facts());
    const std::string message = complaint(scratch.folder);
    BOOST_TEST(message.find("parameter 'cnn.conv1.bias' holds NaN or infinity") != message.npos, message);
}

BOOST_AUTO_TEST_CASE(saving_replaces_a_file_whole_or_not_at_all) {
    const Scratch scratch("duet-saved-model");
    const fs::path file = saved(scratch);
    const std::string before = read(file);
    ModelFacts facts = some_facts();
    facts.seed = 2;
    saved(scratch, facts);
    BOOST_TEST((read(file) != before));
    BOOST_TEST(std::distance(fs::directory_iterator(scratch.folder), {}) == 1); // no remains of the writing
}
