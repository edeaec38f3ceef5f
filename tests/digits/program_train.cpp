// The program's `train`: what it says, writes and draws.
#define BOOST_TEST_MODULE program_train
#include "digits/models/twin39.hpp"
#include "digits/plot/gnuplot.hpp"
#include "duet/io/safetensors.hpp"
#include "report_island.hpp"
#include "trained.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_CASE(training_reports_each_epoch_and_names_what_it_wrote) {
    const Outcome& outcome = trained().outcome;
    BOOST_REQUIRE_MESSAGE(outcome.code == 0, outcome.err);
    for (const std::string part : {"model: twin39, 1,031,946 parameters\n", "48 rows to train on, 12 to validate on, split by row",
                                   "\nepoch 1/2  train loss ", "\nepoch 2/2  train loss ", "\nbest: epoch "}) {
        BOOST_TEST(outcome.out.find(part) != outcome.out.npos, "'" << part << "' is not in\n" << outcome.out);
    }
    for (const char* name : {"model.safetensors", "metrics.csv", "report.html"}) {
        BOOST_TEST(outcome.out.find("wrote " + (trained().run / name).string() + "\n") != outcome.out.npos);
    }
}

BOOST_AUTO_TEST_CASE(without_gnuplot_training_goes_on_says_so_and_keeps_the_figures) {
    BOOST_TEST(trained().outcome.err.find("gnuplot is not installed: loss_acc.png was not drawn") != std::string::npos);
    BOOST_TEST(trained().outcome.out.find("loss_acc.png") == std::string::npos);
    std::set<std::string> names;
    for (const auto& entry : fs::directory_iterator(trained().run)) names.insert(entry.path().filename());
    BOOST_TEST((names == std::set<std::string>{"checkpoints", "metrics.csv", "model.safetensors", "report.html"}));
}

BOOST_AUTO_TEST_CASE(the_report_shows_the_run) {
    const nlohmann::json report = report_island(read(trained().run / "report.html"));
    BOOST_TEST(report.at("model") == "twin39");
    BOOST_TEST(report.at("parameters") == digits::Twin39::parameter_count);
    BOOST_TEST(report.at("data") == trained().data.string());
    BOOST_TEST(report.at("command") == "digits train --data " + trained().data.string() +
                                           " --model twin39 --epochs 2 --batch 16 --lr 0.001 --seed 1 --threads 1 --out " + trained().run.string());
    BOOST_TEST(report.at("resumed") == false);
    const std::string summary = report.at("summary");
    BOOST_TEST(summary.find("Conv2d+ReLU+MaxPool2d 'conv1'") != summary.npos);
    BOOST_TEST(report.at("epochs").size() == 2U);
    for (std::size_t i = 0; i < 2; ++i) BOOST_TEST(report.at("epochs")[i].at("val_loss") == column(trained().run / "metrics.csv", "val_loss")[i]);

    std::size_t rows = 0;
    std::size_t wrong = 0;
    for (std::size_t truth = 0; truth < 10; ++truth) {
        for (std::size_t answer = 0; answer < 10; ++answer) {
            const std::size_t count = report.at("confusion")[truth][answer];
            rows += count;
            if (truth != answer) wrong += count;
        }
    }
    BOOST_TEST(rows == 12U);
    BOOST_TEST(report.at("mistakes").size() == wrong);
    double surest = 1;
    for (const nlohmann::json& mistake : report.at("mistakes")) {
        BOOST_TEST(mistake.at("truth") != mistake.at("answer"));
        BOOST_TEST(mistake.at("truth") == mistake.at("row").get<int>() % 10); // as tiny data is
        BOOST_TEST(mistake.at("confidence") <= surest);
        surest = mistake.at("confidence");
    }
    BOOST_TEST(report.at("embedded").size() == 12U);
    BOOST_TEST(report.at("no_embeddings") == "");
}

BOOST_AUTO_TEST_CASE(a_validation_part_too_small_for_a_plane_and_a_folder_that_looks_like_html_are_reported) {
    const WithoutPath no_gnuplot;
    const fs::path data = tiny::write_folder(trained().scratch.folder / "<script> \"it's\" & \xff", 20);
    const fs::path out = trained().scratch.folder / "small";
    const Outcome outcome = run_digits(training(data, out));
    BOOST_REQUIRE_MESSAGE(outcome.code == 0, outcome.err);
    const nlohmann::json report = report_island(read(out / "report.html"));
    BOOST_TEST(report.at("embedded").empty());
    BOOST_TEST(report.at("no_embeddings") == "the validation part has 4 rows; a layout wants at least 11");
    const std::string shown = report.at("data");
    BOOST_TEST(shown.ends_with("<script> \"it's\" & \uFFFD"), shown);
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
