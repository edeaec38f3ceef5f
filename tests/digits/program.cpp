// The program's commands from training to embeddings, on a folder of 60 rows that the test makes.
#define BOOST_TEST_MODULE program
#include "program.hpp"

#include "digits/metrics.hpp"
#include "digits/models/twin39.hpp"
#include "digits/plot/gnuplot.hpp"
#include "duet/data/csv.hpp"
#include "duet/data/npy.hpp"
#include "duet/io/safetensors.hpp"
#include "tiny_data.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

namespace fs = std::filesystem;

namespace {

std::vector<std::string> training(const fs::path& data, const fs::path& out, const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments{"train", "--data", data.string(), "--out", out.string(), "--epochs", "2", "--batch", "16"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
}

/// Trained once, for all tests that need a model. Nothing is drawn: of plots there is a test of its own.
struct Trained {
    Scratch scratch{"duet-program-run"};
    fs::path data = tiny::write_folder(scratch.folder / "data");
    fs::path run = scratch.folder / "new" / "run"; // to be made, with the folder above it
    Outcome outcome;

    Trained() {
        const WithoutPath no_gnuplot;
        outcome = run_digits(training(data, run, {"--threads", "1"}));
    }
};
const Trained& trained() {
    static const Trained once;
    return once;
}

std::vector<float> logits_of(const fs::path& data) {
    const Scratch scratch("duet-program-logits");
    const fs::path file = scratch.folder / "logits.npy";
    const Outcome outcome = run_digits({"predict", "--model", trained().run.string(), "--data", data.string(), "--out",
                                        (scratch.folder / "p.csv").string(), "--logits", file.string(), "--threads", "1"});
    BOOST_REQUIRE_MESSAGE(outcome.code == 0, outcome.err);
    return duet::data::read_npy(file, digits::class_count).values;
}

float largest_difference(const std::vector<float>& a, const std::vector<float>& b) {
    BOOST_REQUIRE(a.size() == b.size());
    float largest = 0;
    for (std::size_t i = 0; i < a.size(); ++i) largest = std::max(largest, std::abs(a[i] - b[i]));
    return largest;
}

nlohmann::json evaluation_of(const fs::path& data) {
    const Outcome outcome = run_digits({"evaluate", "--model", trained().run.string(), "--data", data.string(), "--json"});
    BOOST_REQUIRE_MESSAGE(outcome.code == 0, outcome.err);
    return nlohmann::json::parse(outcome.out);
}

std::vector<double> column(const fs::path& file, const std::string& name) {
    std::vector<double> values;
    for (const std::string& text : duet::data::read_column(file, name)) values.push_back(std::stod(text));
    return values;
}

} // namespace

BOOST_AUTO_TEST_CASE(training_reports_each_epoch_and_names_what_it_wrote) {
    const Outcome& outcome = trained().outcome;
    BOOST_REQUIRE_MESSAGE(outcome.code == 0, outcome.err);
    for (const std::string part : {"model: twin39, 1,031,946 parameters\n", "48 rows to train on, 12 to validate on, split by row",
                                   "\nepoch 1/2  train loss ", "\nepoch 2/2  train loss ", "\nbest: epoch "}) {
        BOOST_TEST(outcome.out.find(part) != outcome.out.npos, "'" << part << "' is not in\n" << outcome.out);
    }
    for (const char* name : {"model.safetensors", "metrics.csv"}) {
        BOOST_TEST(outcome.out.find("wrote " + (trained().run / name).string() + "\n") != outcome.out.npos);
    }
}

BOOST_AUTO_TEST_CASE(without_gnuplot_training_goes_on_says_so_and_keeps_the_figures) {
    BOOST_TEST(trained().outcome.err.find("gnuplot is not installed: loss_acc.png was not drawn") != std::string::npos);
    BOOST_TEST(trained().outcome.out.find("loss_acc.png") == std::string::npos);
    BOOST_TEST(snapshot(trained().run).size() == 2U); // model.safetensors, metrics.csv
}

BOOST_AUTO_TEST_CASE(metrics_have_a_header_and_a_row_an_epoch) {
    const fs::path file = trained().run / "metrics.csv";
    const std::string text = read(file);
    BOOST_TEST(text.starts_with("epoch,train_loss,train_acc,val_loss,val_acc,seconds\n1,"));
    BOOST_TEST(std::count(text.begin(), text.end(), '\n') == 3);
    for (const char* name : {"train_loss", "val_loss", "seconds"}) {
        for (const double value : column(file, name)) BOOST_TEST((value > 0 && std::isfinite(value)));
    }
    for (const char* name : {"train_acc", "val_acc"}) {
        for (const double value : column(file, name)) BOOST_TEST((value >= 0 && value <= 1));
    }
    BOOST_TEST(column(file, "train_loss")[1] < column(file, "train_loss")[0]); // it learns
}

BOOST_AUTO_TEST_CASE(the_model_file_holds_every_parameter_and_how_it_was_trained) {
    const auto file = duet::io::SafeTensors::read(trained().run / "model.safetensors");
    std::size_t values = 0;
    for (const duet::io::TensorView& tensor : file.tensors()) values += tensor.size();
    BOOST_TEST(values == digits::Twin39::parameter_count);
    for (const char* name :
         {"cnn.conv1.weight", "cnn.fc2.bias", "trans.embed.weight", "trans.norm.weight", "fusion.attention.in_proj_weight", "fc.weight"}) {
        BOOST_TEST((file.find(name) != nullptr), name << " is missing");
    }
    BOOST_TEST((file.at("fc.weight").shape == std::vector<std::size_t>{10, 128})); // (out, in), as PyTorch has it
    BOOST_TEST(file.metadata().at("model") == "twin39");
    BOOST_TEST(file.metadata().at("seed") == "1");
    BOOST_TEST(file.metadata().at("data") == trained().data.string());
    const std::string& mean = file.metadata().at("image.mean");
    BOOST_TEST(std::count(mean.begin(), mean.end(), ' ') == 783);
}

BOOST_AUTO_TEST_CASE(the_seed_decides_the_model_to_the_bit_and_the_threads_do_not) {
    const WithoutPath no_gnuplot;
    const auto model = [](const std::vector<std::string>& more) {
        const fs::path out = trained().scratch.folder / "again";
        const Outcome outcome = run_digits(training(trained().data, out, more));
        BOOST_REQUIRE_MESSAGE(outcome.code == 0, outcome.err);
        return read(out / "model.safetensors");
    };
    const std::string first = read(trained().run / "model.safetensors");
    BOOST_TEST((model({"--threads", "1"}) == first), "a second run differs");
    BOOST_TEST((model({"--threads", "3"}) == first), "three threads differ from one");
    BOOST_TEST((model({"--threads", "1", "--seed", "2"}) != first), "another seed gives the same model");
}

BOOST_AUTO_TEST_CASE(predictions_are_a_row_each_and_those_of_the_largest_logit) {
    const Scratch scratch("duet-program-predict");
    const fs::path csv = scratch.folder / "it's \"here\", $(x).csv";
    const fs::path npy = scratch.folder / "logits.npy";
    const Outcome outcome = run_digits({"predict", "--model", (trained().run / "model.safetensors").string(), "--data", trained().data.string(),
                                        "--out", csv.string(), "--logits", npy.string()});
    BOOST_TEST(outcome.code == 0);
    BOOST_TEST(outcome.err == "");
    const duet::data::Matrix logits = duet::data::read_npy(npy, digits::class_count);
    BOOST_REQUIRE(logits.rows == 20U);
    std::string expected = "row_id,label\n";
    for (std::size_t i = 0; i < logits.rows; ++i) {
        const auto row = logits.row(i);
        expected += std::to_string(i) + "," + std::to_string(std::max_element(row.begin(), row.end()) - row.begin()) + "\n";
    }
    BOOST_TEST(read(csv) == expected);
}

BOOST_AUTO_TEST_CASE(predicting_needs_no_labels_and_no_training_rows) {
    const Scratch scratch("duet-program-unlabelled");
    tiny::write_features(scratch.folder, "test", tiny::make_rows(20, 2));
    BOOST_TEST((logits_of(scratch.folder) == logits_of(trained().data)));
}

BOOST_AUTO_TEST_CASE(test_rows_are_standardised_by_the_training_rows) {
    const std::vector<float> all = logits_of(trained().data);
    const Scratch scratch("duet-program-statistics");
    const tiny::Rows test = tiny::make_rows(20, 2);

    // A single row standardised by its own statistics would be all zeros; it must be answered as it is among others.
    constexpr std::size_t row = 7;
    const auto part = [](const std::vector<float>& values, std::size_t width) {
        const std::span<const float> those = std::span(values).subspan(row * width, width);
        return std::vector<float>(those.begin(), those.end());
    };
    tiny::write_features(scratch.folder, "test", {part(test.images, digits::image_size), part(test.audio, digits::audio_size), {7}});
    const std::vector<float> alone = logits_of(scratch.folder);
    BOOST_TEST(largest_difference(alone, part(all, digits::class_count)) < 1e-4F); // sums of one row round otherwise than sums of 16

    // A constant added to every value would vanish from a set standardised by itself.
    tiny::Rows shifted = test;
    for (float& value : shifted.audio) value += 2;
    tiny::write_features(scratch.folder, "test", shifted);
    const std::vector<float> moved = logits_of(scratch.folder);
    BOOST_TEST(largest_difference(moved, all) > 0.1F);
}

BOOST_AUTO_TEST_CASE(evaluation_counts_what_predictions_say) {
    const nlohmann::json report = evaluation_of(trained().data);
    const std::vector<float> logits = logits_of(trained().data);
    std::vector<std::vector<int>> confusion(10, std::vector<int>(10, 0));
    double loss = 0;
    int correct = 0;
    for (std::size_t i = 0; i < 20; ++i) {
        const float* row = logits.data() + i * 10;
        const std::size_t truth = i % 10;
        const auto predicted = static_cast<std::size_t>(std::max_element(row, row + 10) - row);
        ++confusion[truth][predicted];
        correct += predicted == truth ? 1 : 0;
        double sum = 0;
        for (std::size_t c = 0; c < 10; ++c) sum += std::exp(static_cast<double>(row[c]));
        loss += (std::log(sum) - static_cast<double>(row[truth])) / 20;
    }
    BOOST_TEST(report["model"] == "twin39");
    BOOST_TEST(report["rows"] == 20);
    BOOST_TEST(report["data"] == "test rows of " + trained().data.string());
    BOOST_TEST((report["confusion"] == nlohmann::json(confusion)));
    BOOST_TEST(report["accuracy"].get<double>() == correct / 20.0);
    BOOST_TEST(std::abs(report["loss"].get<double>() - loss) < 1e-5);
    BOOST_REQUIRE(report["classes"].size() == 10U);
    for (std::size_t digit = 0; digit < 10; ++digit) {
        BOOST_TEST(report["classes"][digit]["digit"] == digit);
        BOOST_TEST(report["classes"][digit]["samples"] == 2);
        BOOST_TEST(report["classes"][digit]["recall"].get<double>() == confusion[digit][digit] / 2.0);
    }
}

BOOST_AUTO_TEST_CASE(evaluation_as_text_has_the_same_figures) {
    const Outcome outcome = run_digits({"evaluate", "--model", trained().run.string(), "--data", trained().data.string()});
    BOOST_TEST(outcome.code == 0);
    BOOST_TEST(outcome.err == "");
    const nlohmann::json report = evaluation_of(trained().data);
    char accuracy[64];
    std::snprintf(accuracy, sizeof accuracy, "\naccuracy %.2f %%, loss %.4f\n", 100 * report["accuracy"].get<double>(), report["loss"].get<double>());
    for (const std::string& part :
         {std::string("twin39 on 20 test rows of "), std::string(accuracy), std::string("precision"), std::string("true \\ predicted")}) {
        BOOST_TEST(outcome.out.find(part) != outcome.out.npos, "'" << part << "' is not in\n" << outcome.out);
    }
}

BOOST_AUTO_TEST_CASE(without_test_labels_the_validation_rows_of_training_are_judged_to_the_bit) {
    const Scratch scratch("duet-program-validation");
    const fs::path data = tiny::write_folder(scratch.folder / "data");
    const std::vector<double> losses = column(trained().run / "metrics.csv", "val_loss");
    const double best = *std::min_element(losses.begin(), losses.end());
    for (const char* missing : {"y_test.csv", "x_test_wr.npy"}) { // no labels; then no test rows at all
        fs::remove(data / missing);
        const nlohmann::json report = evaluation_of(data);
        BOOST_TEST(report["rows"] == 12);
        BOOST_TEST(report["loss"].get<double>() == best);
        BOOST_TEST(report["data"].get<std::string>().starts_with("validation rows of " + data.string()));
    }
}

BOOST_AUTO_TEST_CASE(embedding_writes_both_branches_and_their_scores) {
    const fs::path out = trained().scratch.folder / "embedding";
    const Outcome outcome =
        run_digits({"embed", "--model", trained().run.string(), "--data", trained().data.string(), "--out", out.string(), "--limit", "15"});
    BOOST_REQUIRE_MESSAGE(outcome.code == 0, outcome.err);
    for (const char* which : {"image", "audio"}) {
        const duet::data::Matrix layout = duet::data::read_npy(out / (std::string(which) + ".npy"), 2);
        BOOST_TEST(layout.rows == 15U);
        if (digits::gnuplot_available()) BOOST_TEST(png_size(out / (std::string(which) + ".png")) != "no PNG");
    }
    const fs::path scores = out / "scores.csv";
    BOOST_TEST(read(scores).starts_with("embedding,purity,nmi,ari,silhouette\nimage,"));
    BOOST_TEST((duet::data::read_column(scores, "embedding") == std::vector<std::string>{"image", "audio"}));
    for (const char* name : {"purity", "nmi"}) {
        for (const double value : column(scores, name)) BOOST_TEST((value >= 0 && value <= 1));
    }
    for (const double value : column(scores, "silhouette")) BOOST_TEST(std::abs(value) <= 1);
    BOOST_TEST(outcome.out.find("embeddings of 15 test rows of ") != outcome.out.npos);
}

BOOST_AUTO_TEST_CASE(training_draws_its_plots) {
    if (!digits::gnuplot_available()) {
        BOOST_TEST_MESSAGE("skipped: gnuplot is absent");
        return;
    }
    const fs::path out = trained().scratch.folder / "drawn";
    const Outcome outcome = run_digits(training(trained().data, out, {"--limit", "20"}));
    BOOST_TEST(outcome.code == 0);
    BOOST_TEST(outcome.err == "");
    for (const char* name : {"loss_acc.png", "confusion.png", "predictions.png"}) BOOST_TEST(png_size(out / name) != "no PNG", name);
}

BOOST_AUTO_TEST_CASE(the_split_is_by_recording_where_a_table_says_and_the_program_says_which) {
    const WithoutPath no_gnuplot;
    const Scratch scratch("duet-program-pairs");
    const fs::path data = tiny::write_folder(scratch.folder / "data");
    const auto said = [&](const std::string& column) {
        std::string pairs = "row_id," + column + "\n";
        for (int i = 0; i < 60; ++i) pairs += std::to_string(i) + ",take" + std::to_string(i / 3) + ".wav\n";
        write(data / "pairs_train.csv", pairs);
        return run_digits({"train", "--data", data.string(), "--out", (scratch.folder / "run").string(), "--epochs", "1"}).out;
    };
    const std::string by_recording = said("wav");
    BOOST_TEST(by_recording.find("48 rows to train on, 12 to validate on, split by recording (20 recordings") != by_recording.npos);
    const std::string by_row = said("speaker");
    BOOST_TEST(by_row.find("split by row (no pairs_train.csv with a 'wav' column") != by_row.npos);
}

BOOST_AUTO_TEST_CASE(models_and_summary_know_every_model) {
    const Outcome models = run_digits({"models"});
    BOOST_TEST(models.code == 0);
    for (const std::string name : {"cnn-rnn-linear", "cnn-rnn-attention", "cnn-transformer-linear", "cnn-transformer-attention", "twin39"}) {
        BOOST_TEST(("\n" + models.out).find("\n" + name + " ") != std::string::npos, name);
        BOOST_TEST(run_digits({"summary", "--model", name}).code == 0);
    }
    BOOST_TEST(models.out.find("16,579,091") != models.out.npos);
    const Outcome summary = run_digits({"summary", "--model", "twin39"});
    for (const std::string part : {"Conv2d 'conv1'", "(32, 28, 28)", "1,031,946"}) {
        BOOST_TEST(summary.out.find(part) != summary.out.npos, part << " is not in\n" << summary.out);
    }
}

BOOST_AUTO_TEST_CASE(help_is_there_for_everything) {
    const Outcome all = run_digits({"--help"});
    BOOST_TEST(all.code == 0);
    for (const std::string command : {"train", "predict", "evaluate", "embed", "summary", "models"}) {
        BOOST_TEST(all.out.find("\n  " + command + " ") != all.out.npos, command);
        const Outcome help = run_digits({command, "--help"});
        BOOST_TEST(help.code == 0);
        BOOST_TEST(help.err == "");
        BOOST_TEST(help.out.find("Usage: digits " + command) != help.out.npos);
    }
    const Outcome train = run_digits({"train", "-h"});
    for (const std::string part : {"--data DIR|builtin", "(default: builtin)", "--epochs N", "--lr X", "(default: 0.001)", "--val-fraction X",
                                   "--out DIR", "x_train_wr.npy"}) {
        BOOST_TEST(train.out.find(part) != train.out.npos, part);
    }
}
