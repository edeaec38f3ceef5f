#define BOOST_TEST_MODULE sample
#include "digits/sample.hpp"

#include "digits/engine/zoo.hpp"
#include "digits/saved_model.hpp"
#include "duet/core/error.hpp"
#include "duet/io/safetensors.hpp"
#include "scratch.hpp"

#include <cmath>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

using namespace digits;

namespace {

ModelFacts facts_of(const Engine& engine, const std::string& name) {
    ModelFacts facts;
    facts.name = name;
    facts.front_end = engine.front_end();
    facts.image_statistics = {std::vector<float>(image_size), std::vector<float>(image_size, 1)};
    facts.audio_statistics = {std::vector<float>(facts.front_end.size()), std::vector<float>(facts.front_end.size(), 1)};
    return facts;
}

/// What is said of a file of twin39 that `change` has changed.
std::string complaint(const std::function<void(std::vector<float>&, duet::io::Metadata&)>& change) {
    const Scratch scratch("duet-sample");
    const auto path = scratch.folder / "model.safetensors";
    const auto engine = find_model("twin39").make();
    save_model(path, *engine, facts_of(*engine, "twin39"));
    const auto good = duet::io::SafeTensors::read(path);
    std::vector<duet::io::TensorView> tensors(good.tensors().begin(), good.tensors().end());
    std::vector<float> bias = good.at("fc.bias").to_floats();
    duet::io::Metadata metadata = good.metadata();
    change(bias, metadata);
    for (duet::io::TensorView& tensor : tensors) {
        if (tensor.name == "fc.bias") tensor = duet::io::tensor_view("fc.bias", {class_count}, bias);
    }
    const auto changed = scratch.folder / "changed.safetensors";
    duet::io::write_safetensors(changed, tensors, metadata);
    try {
        load_model(changed);
    } catch (const duet::Error& error) {
        const std::string what = error.what();
        return what.starts_with(changed.string() + ": ") ? what.substr(changed.string().size() + 2) : "another file: " + what;
    }
    return "none";
}

} // namespace

BOOST_AUTO_TEST_CASE(a_model_knows_its_own_sample) {
    for (const std::string name : {"twin39", "duet"}) {
        const auto engine = find_model(name).make();
        const Sample sample = make_sample(*engine);
        BOOST_TEST(sample.logits.size() == class_count);
        BOOST_CHECK_NO_THROW(check_sample(*engine, sample, name));
        engine->parameters()[0] += 0.5F;
        BOOST_CHECK_THROW(check_sample(*engine, sample, name), duet::Error);
    }
}

BOOST_AUTO_TEST_CASE(a_file_that_gives_something_else_is_refused) {
    BOOST_TEST(complaint([](auto&, auto&) {}) == "none");
    BOOST_TEST(complaint([](auto& bias, auto&) { bias[3] += 1e-4F; }) == "none"); // another processor rounds otherwise
    const std::string said = complaint([](auto& bias, auto&) { bias[3] += 0.1F; });
    BOOST_TEST(said.starts_with("its parameters give "), said);
    BOOST_TEST(said.find("for digit 3 of the sample in it; expected ") != said.npos);
    BOOST_TEST(
        complaint([](auto&, auto& facts) { facts["sample.logits"] = "1 2 3"; }).starts_with("metadata 'sample.logits' is not 10 finite numbers"));
    BOOST_TEST(complaint([](auto&, auto& facts) { facts.erase("sample.image"); }).starts_with("has no 'sample.image'"));
}

BOOST_AUTO_TEST_CASE(a_file_without_a_sample_is_loaded) {
    const auto remove = [](auto& bias, auto& facts) {
        bias[3] += 0.1F;
        for (const char* key : {"sample.image", "sample.audio", "sample.logits"}) facts.erase(key);
    };
    BOOST_TEST(complaint(remove) == "none");
}
