// Every way to use the program wrongly that its documentation names: one line on standard error, exit code 2, and no file made or changed.
#define BOOST_TEST_MODULE program_bad_input
#include "program.hpp"

#include "duet/io/safetensors.hpp"
#include "tiny_data.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <functional>
#include <initializer_list>
#include <limits>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

namespace fs = std::filesystem;

namespace {

/// A data folder `data` and a training run on it, `run`, which also holds outputs of earlier commands.
struct Ground {
    Scratch scratch{"duet-program-bad"};
    fs::path folder = scratch.folder;
    fs::path data = tiny::write_folder(folder / "data", 30, 12);
    fs::path run = folder / "run";

    Ground() {
        const WithoutPath no_gnuplot;
        const Outcome outcome = run_digits(
            {"train", "--model", "twin39", "--data", data.string(), "--out", run.string(), "--epochs", "1", "--batch", "8", "--threads", "1"});
        BOOST_REQUIRE_MESSAGE(outcome.code == 0, outcome.err);
        for (const char* name : {"prediction.csv", "logits.npy", "image.npy", "scores.csv"}) write(run / name, "from before");
    }
};
Ground& ground() {
    static Ground once;
    return once;
}

void refused(const std::vector<std::string>& arguments, std::initializer_list<std::string> parts, const std::string& out = "") {
    std::string command = "digits";
    for (const std::string& argument : arguments) command += " " + argument;
    BOOST_TEST_CONTEXT(command) {
        const auto before = snapshot(ground().folder);
        const Outcome outcome = run_digits(arguments, out);
        BOOST_TEST(outcome.code == 2);
        BOOST_TEST(outcome.err.starts_with("digits: "));
        BOOST_TEST(std::count(outcome.err.begin(), outcome.err.end(), '\n') == 1, outcome.err);
        BOOST_TEST(outcome.err.ends_with("\n"));
        for (const std::string& part : parts) BOOST_TEST(outcome.err.find(part) != std::string::npos, "'" << part << "' is not in " << outcome.err);
        BOOST_TEST((snapshot(ground().folder) == before), "a file was made or changed");
    }
}

// A good command line of each command, to which a test adds its mistake.
std::vector<std::string> with(std::vector<std::string> command, const std::vector<std::string>& more) {
    command.insert(command.end(), more.begin(), more.end());
    return command;
}
std::vector<std::string> train(const std::vector<std::string>& more) {
    return with({"train", "--data", ground().data.string(), "--threads", "1"}, more);
}
std::vector<std::string> train_on(const fs::path& data) {
    return {"train", "--model", "twin39", "--data", data.string(), "--out", ground().run.string(), "--epochs", "1", "--threads", "1"};
}
std::vector<std::string> evaluate(const fs::path& model) { return {"evaluate", "--model", model.string(), "--data", ground().data.string()}; }
std::vector<std::string> predict(const std::vector<std::string>& more) {
    return with({"predict", "--model", ground().run.string(), "--data", ground().data.string()}, more);
}
std::vector<std::string> embed(const std::vector<std::string>& more) { return with({"embed", "--model", ground().run.string()}, more); }

/// A copy of the good data folder in which one file is spoiled.
fs::path spoiled(const std::function<void(const fs::path&)>& spoil) {
    const fs::path folder = ground().folder / "spoiled";
    fs::remove_all(folder);
    fs::copy(ground().data, folder);
    spoil(folder);
    return folder;
}
fs::path without(const std::string& file) {
    return spoiled([&](const fs::path& folder) { fs::remove(folder / file); });
}
fs::path with_text(const std::string& file, const std::string& text) {
    return spoiled([&](const fs::path& folder) { write(folder / file, text); });
}
fs::path with_values(const std::string& file, std::size_t rows, std::size_t columns, float first = 0) {
    return spoiled([&](const fs::path& folder) {
        std::vector<float> values(rows * columns);
        values[1] = first;
        duet::data::write_npy(folder / file, values, {rows, columns});
    });
}
std::string labels(const std::string& last) {
    std::string text = "row_id,label\n";
    for (int i = 0; i < 29; ++i) text += std::to_string(i) + "," + std::to_string(i % 10) + "\n";
    return text + last;
}

/// The good model with another value in its metadata, and its parameters multiplied by `factor`.
fs::path model_with(const std::string& key, const std::string& value, float factor = 1) {
    const auto good = duet::io::SafeTensors::read(ground().run / "model.safetensors");
    duet::io::Metadata metadata = good.metadata();
    metadata[key] = value;
    std::vector<std::vector<float>> values;
    std::vector<duet::io::TensorView> tensors;
    for (const duet::io::TensorView& tensor : good.tensors()) {
        values.push_back(tensor.to_floats());
        for (float& v : values.back()) v *= factor;
        tensors.push_back(duet::io::tensor_view(tensor.name, tensor.shape, values.back()));
    }
    fs::path file = ground().folder / "other.safetensors";
    duet::io::write_safetensors(file, tensors, metadata);
    return file;
}

} // namespace

BOOST_AUTO_TEST_CASE(commands_and_options) {
    refused({}, {"no command", "train, predict, evaluate, embed, study, summary, models, features, pair, voices, serve, export, import, completion"});
    refused({"trian"}, {"unknown command 'trian'"});
    refused({"--verbose"}, {"unknown option '--verbose'"});
    refused({"train", "--epoch", "3"}, {"'--epoch' is not an option of digits train", "digits train --help"});
    refused({"models", "twin39"}, {"'twin39' is not an option of digits models"});
    refused(train({"--epochs"}), {"--epochs: has no value behind it", "digits train --help"});
    refused(train({"--epochs", "1", "--epochs", "2"}), {"--epochs: is given more than once"});
    for (const std::string word : {"sound", "", "both|image"}) {
        refused(predict({"--modality", word}), {"--modality: '" + word + "'; expected both|image|audio"});
    }
    refused(train({"--on-nan", "go on"}), {"--on-nan: 'go on'; expected stop|skip|rollback"});
    refused({"evaluate"}, {"--model is required"});
    refused({"summary", "--model", "lenet"}, {"unknown model 'lenet'", "cnn-rnn-linear", "twin39"});
    refused(train({"--model", "lenet"}), {"unknown model 'lenet'"});
    refused(train({"--model", "two\nlines"}), {"unknown model 'two?lines'"});
}

BOOST_AUTO_TEST_CASE(exports) {
    const std::string run = ground().run.string();
    refused({"export", "--model", run}, {"nothing to export to", "--onnx FILE or --pytorch FILE"});
    refused({"export", "--onnx", (ground().folder / "m.onnx").string()}, {"--model is required"});
    refused({"export", "--model", run, "--onnx", (ground().folder / "none" / "m.onnx").string()}, {"m.onnx: cannot be written"});
    refused({"export", "--model", run, "--onnx", run}, {"run: is a folder"});
    for (const std::string& file :
         {(ground().run / "model.safetensors").string(), (ground().run / "twin.py").string()}) { // the model itself, or twice
        const std::string first = file.ends_with(".py") ? "--onnx" : "--model";
        refused({"export", "--model", run, "--onnx", file, "--pytorch", file}, {file + ": is the file of both " + first + " and --"});
    }
    refused({"export", "--model", (ground().folder / "none").string(), "--onnx", (ground().folder / "m.onnx").string()}, {"no such model"});
}

BOOST_AUTO_TEST_CASE(numbers) {
    for (const std::string value : {"0", "-1", "1.5", "1e3", "ten", "", "99999999999999999999"}) {
        refused(train({"--epochs", value}), {"--epochs: '" + value + "'; expected a whole number from 1 to 100000"});
        refused(train({"--batch", value}), {"--batch", "1 to 4096"});
    }
    refused(train({"--threads", "1000000"}), {"--threads", "1 to 256"});
    refused(train({"--threads", "0"}), {"--threads"});
    for (const std::string value : {"-1", "1.5", "18446744073709551616"}) refused(train({"--seed", value}), {"--seed", "0 to 18446744073709551615"});
    refused(train({"--limit", "-1"}), {"--limit"});
    refused(train({"--limit", "1"}), {ground().data.string(), "1 training row", "at least 2"});
    for (const std::string value : {"nan", "0", "-1", "inf", "fast"}) refused(train({"--lr", value}), {"--lr: '" + value + "'; expected a number"});
    for (const std::string value : {"0", "1", "-0.5", "nan"}) refused(train({"--val-fraction", value}), {"--val-fraction"});
    refused(embed({"--data", ground().data.string(), "--limit", "10"}), {"--limit", "11 to 50000"});
}

BOOST_AUTO_TEST_CASE(empty_names) {
    for (const char* option : {"--data", "--model", "--out"}) refused({"train", option, ""}, {std::string(option) + ": is empty; expected "});
    refused(predict({"--logits", ""}), {"--logits: is empty"});
    refused(evaluate(""), {"--model: is empty"});
}

BOOST_AUTO_TEST_CASE(data_folders) {
    const fs::path file = ground().data / "y_train.csv";
    refused(train_on(ground().folder / "nowhere"), {"nowhere: no such data folder; expected one with x_train_wr.npy"});
    refused(train_on(file), {file.string() + ": is not a data folder"});
    refused(train_on(std::string(5000, 'x')), {"xxx: is not a data folder"});
    const fs::path empty = ground().folder / "empty";
    fs::create_directories(empty);
    refused(train_on(empty), {(empty / "x_train_wr.npy").string() + ": no such file; expected the images"});
    for (const char* name : {"x_train_wr.npy", "x_train_sp.npy", "y_train.csv"}) {
        refused(train_on(without(name)), {std::string("spoiled/") + name + ": no such file; expected "});
        refused(train_on(spoiled([&](const fs::path& folder) {
                    fs::remove(folder / name);
                    fs::create_directory(folder / name);
                })),
                {std::string("spoiled/") + name + ": is not a regular file"});
    }
    refused({"predict", "--model", ground().run.string(), "--data", without("x_test_wr.npy").string()}, {"x_test_wr.npy: no such file"});
    refused({"evaluate", "--model", ground().run.string(), "--data", empty.string()}, {empty.string() + ": has no labelled rows"});
    refused({"evaluate", "--model", ground().run.string(), "--data", (ground().folder / "nowhere").string()}, {"no such data folder"});
}

BOOST_AUTO_TEST_CASE(features) {
    const std::string whole = read(ground().data / "x_train_wr.npy");
    for (const char* name : {"x_train_wr.npy", "x_train_sp.npy"}) {
        refused(train_on(with_text(name, "")), {name, "is not an .npy file"});
        refused(train_on(with_text(name, "row_id,label\n0,1\n")), {name, "is not an .npy file"});
        refused(train_on(with_text(name, whole.substr(0, 40))), {name, "truncated"});
        refused(train_on(with_text(name, whole.substr(0, 2000))), {name, "truncated"});
        refused(train_on(with_values(name, 30, 100)), {name, "has 100 columns; expected "});
    }
    std::string complex = whole;
    complex.replace(complex.find("<f4"), 3, "<c8");
    refused(train_on(with_text("x_train_wr.npy", complex)), {"x_train_wr.npy: dtype '<c8' is not supported; expected float"});
    refused(train_on(with_values("x_train_sp.npy", 29, 507)), {"x_train_sp.npy: has 29 rows; expected 30, as in ", "x_train_wr.npy"});
    for (const float value : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
        refused(train_on(with_values("x_train_sp.npy", 30, 507, value)), {"x_train_sp.npy: row 0, column 1 is NaN or infinite", "expected finite"});
    }
    const fs::path data = with_values("x_test_sp.npy", 12, 507, std::numeric_limits<float>::quiet_NaN());
    const std::string model = ground().run.string();
    refused({"predict", "--model", model, "--data", data.string(), "--out", model + "/prediction.csv"}, {"x_test_sp.npy: row 0, column 1 is NaN"});
    refused({"evaluate", "--model", model, "--data", data.string()}, {"x_test_sp.npy: row 0, column 1 is NaN"});
    refused(embed({"--data", data.string(), "--out", model}), {"x_test_sp.npy: row 0, column 1 is NaN"});
}

BOOST_AUTO_TEST_CASE(labels_and_recordings) {
    for (const std::string label : {"10", "-1", "7.5", "seven", ""}) {
        refused(train_on(with_text("y_train.csv", labels("29," + label + "\n"))), {"y_train.csv: line 31 has the label '" + label + "'", "0 to 9"});
    }
    refused(train_on(with_text("y_train.csv", "")), {"y_train.csv: is empty"});
    refused(train_on(with_text("y_train.csv", "row_id,digit\n0,1\n")), {"y_train.csv: has no column 'label'"});
    refused(train_on(with_text("y_train.csv", labels(""))), {"y_train.csv: has 29 rows; expected 30, as in "});
    refused({"evaluate", "--model", ground().run.string(), "--data", with_text("y_test.csv", "row_id,label\n0,11\n").string()},
            {"y_test.csv: line 2"});
    refused({"evaluate", "--model", ground().run.string(), "--data", with_text("y_test.csv", "row_id,label\n0,1\n").string()},
            {"y_test.csv: has 1 rows; expected 12"});

    std::string same = "wav\n";
    for (int i = 0; i < 30; ++i) same += "a.wav\n";
    refused(train_on(with_text("pairs_train.csv", same)), {"all 30 training rows are of one recording, 'a.wav'", "at least 2"});
    refused(train_on(with_text("pairs_train.csv", same + "b.wav\n")), {"pairs_train.csv: has 31 rows; expected 30"});
}

BOOST_AUTO_TEST_CASE(model_files) {
    const std::string whole = read(ground().run / "model.safetensors");
    const fs::path file = ground().folder / "other.safetensors";
    refused(evaluate(ground().folder / "nowhere"), {"nowhere: no such model; expected the folder of a training run"});
    refused(evaluate(ground().data), {ground().data.string() + ": holds no model.safetensors"});
    refused(evaluate(ground().data / "y_train.csv"), {"y_train.csv", "not a safetensors file"});
    refused(evaluate(ground().data / "x_train_wr.npy"), {"x_train_wr.npy", "not a safetensors file"});
    refused(evaluate(std::string(5000, 'x')), {"cannot be opened"});
    for (const std::size_t size : {std::size_t{0}, std::size_t{7}, std::size_t{100}, whole.size() - 1}) {
        write(file, whole.substr(0, size));
        refused(evaluate(file), {file.string() + ": "});
    }
    refused(evaluate(model_with("model", "cnn-rnn-linear")),
            {"is not a file of this model", "'cnn.conv1.weight' has shape (32, 1, 5, 5), expected (32, 1, 3, 3)"});
    refused(evaluate(model_with("model", "lenet")), {file.string() + ": is of an unknown model 'lenet'"});
    refused(evaluate(model_with("image.clip", "nan")), {file.string() + ": metadata 'image.clip' is not a number above 0"});
    refused(evaluate(model_with("seed", "1", std::numeric_limits<float>::infinity())), {file.string() + ": parameter '", "NaN or infinity"});
    refused({"predict", "--model", file.string(), "--data", ground().data.string(), "--out", (ground().run / "prediction.csv").string()},
            {"NaN or infinity"});
    refused({"embed", "--model", file.string(), "--data", ground().data.string(), "--out", ground().run.string()}, {"NaN or infinity"});
}

// Rights do not bind the superuser, so what cannot be written here is below a file, in /proc, or a folder.
BOOST_AUTO_TEST_CASE(outputs) {
    const std::string file = (ground().data / "y_train.csv").string();
    for (const std::string& folder : {file, file + "/x", std::string("/proc/x"), std::string(300, 'x')}) {
        refused(train({"--epochs", "1", "--out", folder}), {folder + ": "});
        refused(embed({"--data", ground().data.string(), "--out", folder}), {folder + ": "});
    }
    refused(train({"--epochs", "1", "--out", "/proc"}), {"/proc/model.safetensors: cannot be written"});
    const fs::path taken = ground().folder / "taken";
    for (const char* name : {"model.safetensors", "metrics.csv"}) { // noticed before a long training, not after
        fs::remove_all(taken);
        fs::create_directories(taken / name);
        refused(train({"--epochs", "1", "--out", taken.string()}), {(taken / name).string() + ": is a folder"});
    }
    for (const std::string& path :
         {file + "/x", std::string("/proc/x"), (ground().folder / "nowhere/x").string(), (ground().folder / std::string(300, 'x')).string()}) {
        refused(predict({"--out", path}), {path + ": cannot be written"});
        refused(predict({"--out", (ground().run / "prediction.csv").string(), "--logits", path}), {path + ": cannot be written"});
    }
    refused(predict({"--out", ground().run.string()}), {ground().run.string() + ": is a folder"});
    const std::string both = (ground().run / "prediction.csv").string();
    refused(predict({"--out", both, "--logits", (ground().run / "../run/prediction.csv").string()}),
            {both + ": is the file of both --out and --logits"});
    const std::string model = (ground().run / "model.safetensors").string();
    for (const char* option : {"--out", "--logits"}) {
        refused(predict({option, model}), {model + ": is the file of both --model and " + option});
    }
}

BOOST_AUTO_TEST_CASE(a_full_standard_output_is_an_error) {
    for (const auto& arguments :
         {std::vector<std::string>{"models"}, {"--help"}, {"summary"}, evaluate(ground().run), with(evaluate(ground().run), {"--json"})}) {
        refused(arguments, {"standard output: cannot be written"}, "/dev/full");
    }
}

BOOST_AUTO_TEST_CASE(too_few_rows_to_embed) {
    const fs::path few = tiny::write_folder(ground().folder / "few", 30, 10);
    refused(embed({"--data", few.string(), "--out", ground().run.string()}), {few.string() + ": has 10 rows to embed; expected at least 11"});
}

BOOST_AUTO_TEST_CASE(a_training_that_diverges_at_once_leaves_the_earlier_model) {
    const fs::path run = ground().run;
    const std::string model = read(run / "model.safetensors");
    const std::string metrics = read(run / "metrics.csv");
    const Outcome outcome = run_digits(train({"--model", "twin39", "--out", run.string(), "--epochs", "1", "--batch", "8", "--lr", "1000"}));
    BOOST_TEST(outcome.code == 2);
    for (const char* part : {"training diverged", "try a smaller --lr"}) BOOST_TEST(outcome.err.find(part) != outcome.err.npos, outcome.err);
    BOOST_TEST((read(run / "model.safetensors") == model));
    BOOST_TEST(read(run / "metrics.csv") == metrics);
}
