// A state_dict of the published program becomes a run, and what is exported of a run is a file. (That others agree, tests/peers says.)
#define BOOST_TEST_MODULE program_import
#include "program.hpp"

#include "digits/engine/zoo.hpp"
#include "digits/original_names.hpp"
#include "digits/saved_model.hpp"
#include "duet/io/model_file.hpp"
#include "tiny_data.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

using namespace digits;
namespace fs = std::filesystem;

namespace {

constexpr const char* name = "cnn-rnn-attention";

/// An untrained model's parameters under the original's names.
struct Ground {
    Scratch scratch{"duet-program-import"};
    std::unique_ptr<Engine> engine = find_model(name).make();
    std::string state_dict = (scratch.folder / "original.safetensors").string();
    std::string data = tiny::write_folder(scratch.folder / "data", 30, 12).string();
    std::string run = (scratch.folder / "run").string();

    Ground() {
        const auto table = original_table(engine->parameter_table());
        duet::io::write_parameters<float>(state_dict, table, engine->parameters(), {});
    }
};

} // namespace

BOOST_AUTO_TEST_CASE(a_state_dict_becomes_a_run) {
    const Ground ground;
    const Outcome outcome =
        run_digits({"import", "--state-dict", ground.state_dict, "--model", name, "--statistics-from", ground.data, "--out", ground.run});
    BOOST_REQUIRE_MESSAGE(outcome.code == 0, outcome.err);
    BOOST_TEST(outcome.out.find("1,746,826 parameters of 30 tensors; inputs are standardised as in " + ground.data) != outcome.out.npos);
    const SavedModel loaded = load_model(ground.run);
    BOOST_TEST(std::ranges::equal(loaded.engine->parameters(), ground.engine->parameters()));
    BOOST_TEST(std::isinf(loaded.facts.audio_statistics.clip)); // the original clips nothing
    BOOST_TEST(loaded.facts.image_statistics.mean[0] > 0);
    const Outcome judged = run_digits({"evaluate", "--model", ground.run, "--data", ground.data});
    BOOST_TEST(judged.code == 0, judged.err);
}

BOOST_AUTO_TEST_CASE(without_statistics_inputs_stay_as_they_are) {
    const Ground ground;
    const Outcome outcome = run_digits({"import", "--state-dict", ground.state_dict, "--model", name, "--out", ground.run});
    BOOST_REQUIRE_MESSAGE(outcome.code == 0, outcome.err);
    const SavedModel loaded = load_model(ground.run);
    std::vector<float> row(image_size, 123.25F);
    loaded.facts.image_statistics.transform(row);
    BOOST_TEST(row[5] == 123.25F);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_imported_is_refused) {
    const Ground ground;
    const auto refused = [&](const std::vector<std::string>& arguments, const std::string& part) {
        const Outcome outcome = run_digits(arguments);
        BOOST_TEST(outcome.code == 2);
        BOOST_TEST(std::count(outcome.err.begin(), outcome.err.end(), '\n') == 1);
        BOOST_TEST(outcome.err.find(part) != outcome.err.npos, outcome.err);
        BOOST_TEST(!fs::exists(ground.run));
    };
    refused({"import", "--state-dict", ground.state_dict, "--model", "duet", "--out", ground.run}, "the original program has no model 'duet'");
    refused({"import", "--state-dict", ground.state_dict, "--model", "lenet", "--out", ground.run}, "unknown model 'lenet'");
    refused({"import", "--state-dict", ground.state_dict, "--model", "cnn-rnn-linear", "--out", ground.run},
            "'rnn.lstm.weight_ih_l2' is missing; 'rnn.lstm.weight_hh_l2' is missing");
    refused({"import", "--state-dict", ground.state_dict, "--model", name, "--statistics-from", ground.data + "x", "--out", ground.run},
            ground.data + "x");
    refused({"import", "--state-dict", ground.run, "--model", name, "--out", ground.run}, ground.run);
    for (const std::string start : {"PK\x03\x04", "\x80\x02\x8A\n"}) {
        const fs::path checkpoint = ground.scratch.folder / "model.pth";
        write(checkpoint, start + std::string(100, 'x'));
        refused({"import", "--state-dict", checkpoint.string(), "--model", name, "--out", ground.run},
                "model.pth: is what torch.save wrote; expected safetensors: examples/digits/pth_to_safetensors.py");
    }
    const std::string itself = (ground.scratch.folder / "model.safetensors").string();
    fs::copy_file(ground.state_dict, itself);
    refused({"import", "--state-dict", itself, "--model", name, "--out", ground.scratch.folder.string()},
            itself + ": is the file of both --state-dict and --out");
}

BOOST_AUTO_TEST_CASE(a_run_is_exported) {
    const Ground ground;
    run_digits({"import", "--state-dict", ground.state_dict, "--model", name, "--out", ground.run});
    const std::string twin = ground.run + "/twin.py";
    const Outcome outcome = run_digits({"export", "--model", ground.run, "--pytorch", twin});
    BOOST_REQUIRE_MESSAGE(outcome.code == 0, outcome.err);
    BOOST_TEST(read(twin).starts_with("# The network of a model of digits, 'cnn-rnn-attention', as a PyTorch module."));
    BOOST_TEST(read(twin).find("def forward(self, image, audio):") != std::string::npos);
}
