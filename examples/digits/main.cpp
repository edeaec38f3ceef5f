// digits: recognises a digit that is both written and spoken.

#include "digits/commands/commands.hpp"
#include "digits/engine/zoo.hpp"

#include "duet/core/error.hpp"
#include "duet/core/parallel.hpp"

#include <cstdio>
#include <exception>
#include <limits>
#include <new>
#include <string>

#include <CLI/CLI.hpp>

namespace {

constexpr int bad_input = 2;

void add_data(CLI::App& command, std::string& data) {
    command.add_option("--data", data, "folder with x_train_wr.npy, x_train_sp.npy, y_train.csv, x_test_*.npy (or the public set's names), or 'builtin'")
        ->capture_default_str();
}
void add_threads(CLI::App& command, int& threads) {
    threads = duet::default_threads();
    command.add_option("--threads", threads, "threads; the results do not depend on them")->capture_default_str()->check(CLI::Range(1, 256));
}
void add_saved_model(CLI::App& command, std::string& model) {
    command.add_option("--model", model, "folder of a training run, or a model.safetensors")->required();
}

int run(int argc, char** argv) {
    CLI::App app("Recognises a digit that is both written (28x28 image) and spoken (39 frames x 13 MFCC).", "digits");
    app.require_subcommand(1);

    digits::TrainArguments training;
    training.model = digits::default_model;
    CLI::App& train = *app.add_subcommand("train", "train a model and write it with its curves and predictions");
    add_data(train, training.data);
    train.add_option("--model", training.model, "which model: see 'digits models'")->capture_default_str();
    train.add_option("--epochs", training.epochs, "passes over the training rows")->capture_default_str()->check(CLI::Range(1, 100000));
    train.add_option("--batch", training.batch, "samples a step")->capture_default_str()->check(CLI::Range(1, 4096));
    train.add_option("--lr", training.learning_rate, "learning rate of Adam")->capture_default_str()->check(CLI::Range(1e-12, 1e3));
    train.add_option("--seed", training.seed, "of parameters, split, order, dropout and built-in data")->capture_default_str();
    add_threads(train, training.threads);
    train.add_option("--limit", training.limit, "use only the first so many rows (0: all)")->capture_default_str();
    train.add_option("--val-fraction", training.validation_fraction, "share of the rows held out to validate on")
        ->capture_default_str()
        ->check(CLI::Range(0.0001, 0.9999));
    train.add_option("--out", training.out, "folder to write to")->capture_default_str();

    digits::PredictArguments prediction;
    CLI::App& predict = *app.add_subcommand("predict", "write the predicted digit of each test row");
    add_saved_model(predict, prediction.model);
    add_data(predict, prediction.data);
    predict.add_option("--out", prediction.out, "CSV file to write: row_id,label")->capture_default_str();
    predict.add_option("--logits", prediction.logits, "npy file to write the logits to, (rows, 10)");
    add_threads(predict, prediction.threads);

    digits::EvaluateArguments evaluation;
    CLI::App& evaluate = *app.add_subcommand("evaluate", "accuracy, per-class figures and confusion matrix on labelled rows");
    add_saved_model(evaluate, evaluation.model);
    add_data(evaluate, evaluation.data);
    evaluate.add_flag("--json", evaluation.json, "print JSON");
    add_threads(evaluate, evaluation.threads);

    digits::EmbedArguments embedding;
    CLI::App& embed = *app.add_subcommand("embed", "t-SNE and k-means of what each branch hands to the fusion");
    add_saved_model(embed, embedding.model);
    add_data(embed, embedding.data);
    embed.add_option("--out", embedding.out, "folder to write to")->capture_default_str();
    embed.add_option("--limit", embedding.limit, "samples at most")->capture_default_str()->check(CLI::Range(10, 50000));
    add_threads(embed, embedding.threads);

    std::string summarised{digits::default_model};
    CLI::App& summary = *app.add_subcommand("summary", "layers, shapes, parameters and memory of a model");
    summary.add_option("--model", summarised, "which model: see 'digits models'")->capture_default_str();

    CLI::App& models = *app.add_subcommand("models", "the models and their sizes");

    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() == 0) return app.exit(error); // --help
        std::fprintf(stderr, "digits: %s (see digits --help)\n", error.what());
        return bad_input;
    }
    if (train.parsed()) digits::train(training);
    if (predict.parsed()) digits::predict(prediction);
    if (evaluate.parsed()) digits::evaluate(evaluation);
    if (embed.parsed()) digits::embed(embedding);
    if (summary.parsed()) digits::print_summary(summarised);
    if (models.parsed()) digits::print_models();
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    try {
        return run(argc, argv);
    } catch (const duet::Error& error) {
        std::fprintf(stderr, "digits: %s\n", error.what());
    } catch (const std::bad_alloc&) {
        std::fprintf(stderr, "digits: out of memory; try fewer rows (--limit) or a smaller --batch\n");
    } catch (const std::exception& error) {
        std::fprintf(stderr, "digits: %s\n", error.what());
    }
    return bad_input;
}
