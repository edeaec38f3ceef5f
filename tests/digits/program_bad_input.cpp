// Every way to use the program wrongly that its documentation names: one line on standard error, exit code 2, and no file made or changed.
#define BOOST_TEST_MODULE program_bad_input
#include "bad_input.hpp"

#include "duet/io/safetensors.hpp"

#include <filesystem>
#include <limits>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

namespace {

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
