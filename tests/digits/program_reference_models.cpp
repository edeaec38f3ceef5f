// Each of the four published models trains through the program: a few rows, one epoch.
#define BOOST_TEST_MODULE program_reference_models
#include "program.hpp"

#include "duet/data/csv.hpp"
#include "duet/io/safetensors.hpp"
#include "tiny_data.hpp"

#include <cmath>
#include <string>

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

namespace {

void check_training(const std::string& name, std::size_t parameters) {
    const WithoutPath no_gnuplot;
    const Scratch scratch("duet-program-reference");
    const std::string data = tiny::write_folder(scratch.folder / "data", 12, 3).string();
    const std::string run = (scratch.folder / "run").string();
    const Outcome outcome = run_digits({"train", "--model", name, "--data", data, "--out", run, "--epochs", "1", "--batch", "4", "--limit", "10"});
    BOOST_REQUIRE_MESSAGE(outcome.code == 0, outcome.err);
    BOOST_TEST(outcome.out.find("8 rows to train on, 2 to validate on") != outcome.out.npos);
    for (const char* column : {"train_loss", "val_loss"}) {
        const auto losses = duet::data::read_column(run + "/metrics.csv", column);
        BOOST_REQUIRE(losses.size() == 1U);
        BOOST_TEST((std::isfinite(std::stod(losses[0])) && std::stod(losses[0]) > 0));
    }
    const auto file = duet::io::SafeTensors::read(run + "/model.safetensors");
    BOOST_TEST(file.metadata().at("model") == name);
    std::size_t values = 0;
    for (const duet::io::TensorView& tensor : file.tensors()) values += tensor.size();
    BOOST_TEST(values == parameters);

    const Outcome judged = run_digits({"evaluate", "--model", run, "--data", data, "--json"});
    BOOST_REQUIRE_MESSAGE(judged.code == 0, judged.err);
    const auto report = nlohmann::json::parse(judged.out);
    BOOST_TEST(report["rows"] == 3);
    BOOST_TEST(std::isfinite(report["loss"].get<double>()));
}

} // namespace

BOOST_AUTO_TEST_CASE(cnn_rnn_linear) { check_training("cnn-rnn-linear", 2'145'126); }
BOOST_AUTO_TEST_CASE(cnn_rnn_attention) { check_training("cnn-rnn-attention", 1'746'826); }
BOOST_AUTO_TEST_CASE(cnn_transformer_linear) { check_training("cnn-transformer-linear", 16'923'549); }
BOOST_AUTO_TEST_CASE(cnn_transformer_attention) { check_training("cnn-transformer-attention", 16'579'091); }
