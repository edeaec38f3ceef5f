// digits: recognises a digit that is both written and spoken.

#include "digits/builtin/voices.hpp"
#include "digits/commands/commands.hpp"
#include "digits/engine/zoo.hpp"
#include "digits/failure.hpp"
#include "digits/options.hpp"
#include "digits/stop_signals.hpp"
#include "digits/terminal/completion.hpp"

#include "duet/core/error.hpp"
#include "duet/core/parallel.hpp"

#include <algorithm>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fcntl.h>
#include <unistd.h>

namespace {

constexpr int bad_input = 2;
constexpr int most_threads = 256;

constexpr const char* about_data =
    R"(A data folder holds x_train_wr.npy (rows, 784), x_train_sp.npy (rows, 507), y_train.csv (row_id,label), x_test_wr.npy, x_test_sp.npy and,
to evaluate, y_test.csv; or the public set's data_wr_train.npy, data_sp_train.npy, labels_train.npy and data_wr_test.npy and so on;
or train.npz and test.npz, each with arrays images, audio and labels.
With a pairs_train.csv that has a 'wav' column beside them, rows of one recording stay on one side of the validation split.)";

constexpr const char* first_steps = R"(First steps:
  digits train --out run           train on built-in data; ./dev data fetches the real set, then --data data
  digits evaluate --model run      how good it is
  digits embed --model run         what its two branches see
  digits train --help              the options of a command)";

CLI::Option* add_data(CLI::App& command, std::string& data) {
    command.footer(about_data);
    return digits::add_name(command, "--data", data, "DIR|builtin", "data folder, or the synthetic data that the program makes");
}
void add_modality(CLI::App& command, std::string& modality) {
    digits::add_choice(command, "--modality", modality, "both|image|audio", "what the model is given; one of both only where it does with one: duet");
}
void add_threads(CLI::App& command, int& threads) {
    threads = std::clamp(duet::default_threads(), 1, most_threads);
    digits::add_number(command, "--threads", threads, 1, most_threads, "the results do not depend on it");
}
void add_saved_model(CLI::App& command, std::string& model) {
    digits::add_name(command, "--model", model, "DIR|FILE", "folder of a training run, or its model.safetensors")->required();
}

CLI::Option* add_seed(CLI::App& command, std::uint64_t& seed, const std::string& of) {
    return digits::add_number(command, "--seed", seed, 0, std::numeric_limits<std::uint64_t>::max(), of);
}
void add_json(CLI::App& command, bool& json) { command.add_flag("--json", json, "print JSON"); }
void add_trim(CLI::App& command, bool& trim) { command.add_flag("--trim", trim, "cut silence off both ends of each recording first"); }

int run(int argc, char** argv) {
    using digits::add_name;
    using digits::add_number;
    CLI::App app("Recognises a digit that is both written (28x28 image) and spoken (39 frames x 13 MFCC).", "digits");
    app.formatter(std::make_shared<digits::HelpFormatter>());
    app.set_help_flag("-h,--help", "print this help");
    app.set_version_flag("--version", "digits of duet " DUET_VERSION, "print which version this is");
    app.require_subcommand(1);
    app.footer(first_steps);

    digits::TrainArguments training;
    training.model = digits::default_model;
    CLI::App& train = *app.add_subcommand("train", "train a model; write it with its curves and predictions");
    CLI::Option* data = add_data(train, training.data);
    add_name(train, "--recordings", training.recordings, "DIR",
             "the sound files that the data's pairs_train.csv names: duet is trained on them, varied");
    add_name(train, "--voices", training.voices, "DIR", "further recordings, as of digits voices: three rows in ten speak with one of them");
    const std::vector<CLI::Option*> decided{
        add_name(train, "--model", training.model, "NAME", "which model: see digits models"),
        add_number(train, "--epochs", training.epochs, 1, digits::most_epochs, "passes over the training rows"),
        add_number(train, "--batch", training.batch, 1, digits::most_batch, "samples a step"),
        add_number(train, "--lr", training.learning_rate, 1e-12, digits::most_learning_rate, "learning rate of Adam"),
        add_seed(train, training.seed, "of parameters, split, order, dropout and built-in data"),
        add_number(train, "--limit", training.limit, 0, 1'000'000'000, "use only the first N rows; 0: all"),
        add_number(train, "--val-fraction", training.validation_fraction, 0.0001, 0.9999, "share of the rows held out to validate on"),
        train.add_flag("--reproducible", training.reproducible, "the same bits on 1, 2, 4, 8 or 16 ranks of an MPI job (mpirun -n N digits train)")};
    add_threads(train, training.threads);
    add_name(train, "--out", training.out, "DIR", "folder to write to");
    train.add_flag("--resume", training.resume, "go on with the run in --out where it stopped, with its own options");
    add_number(train, "--patience", training.patience, 1, 1'000'000, "of a job: seconds that a rank waits for the others");
    add_number(train, "--checkpoint-every", training.checkpoint_every, 0, 1'000'000'000, "steps between checkpoints; 0: one after each epoch only");
    add_number(train, "--keep", training.keep, 1, 1'000'000, "how many checkpoints stay, the newest");
    std::string on_nan = "stop";
    digits::add_choice(train, "--on-nan", on_nan, "stop|skip|rollback",
                       "a step that gives NaN or infinity: stop; skip its batch; or rollback to the last checkpoint, then half the rate");
    add_json(train, training.json);

    digits::PredictArguments prediction;
    CLI::App& predict = *app.add_subcommand("predict", "write the predicted digit of each test row");
    add_saved_model(predict, prediction.model);
    add_data(predict, prediction.data);
    add_name(predict, "--out", prediction.out, "FILE", "CSV file to write: row_id,label");
    add_modality(predict, prediction.modality);
    add_name(predict, "--logits", prediction.logits, "FILE", "npy file to write the logits to, (rows, 10); none unless given");
    add_json(predict, prediction.json);
    add_threads(predict, prediction.threads);

    digits::EvaluateArguments evaluation;
    CLI::App& evaluate = *app.add_subcommand("evaluate", "accuracy, per-class figures and confusion matrix on labelled rows");
    add_saved_model(evaluate, evaluation.model);
    add_data(evaluate, evaluation.data);
    add_modality(evaluate, evaluation.modality);
    add_json(evaluate, evaluation.json);
    add_threads(evaluate, evaluation.threads);

    digits::EmbedArguments embedding;
    CLI::App& embed = *app.add_subcommand("embed", "t-SNE and k-means of what each branch hands to the fusion");
    add_saved_model(embed, embedding.model);
    add_data(embed, embedding.data);
    add_name(embed, "--out", embedding.out, "DIR", "folder to write to");
    add_number(embed, "--limit", embedding.limit, digits::least_embedded, 50'000, "samples at most");
    add_json(embed, embedding.json);
    add_threads(embed, embedding.threads);

    digits::StudyArguments studied;
    CLI::App& study = *app.add_subcommand("study", "leave one speaker out after another: what is seen, heard and fused, also in noise and conflict");
    add_name(study, "--data", studied.data, "DIR", "data folder with a pairs_train.csv that names each row's recording")->required();
    add_name(study, "--recordings", studied.recordings, "DIR",
             "the sound files that it names, as {digit}_{speaker}_{index}.wav: to vary in training, and to ask about in noise");
    add_name(study, "--voices", studied.voices, "DIR",
             "further recordings, as of digits voices: in training three rows in ten speak with one of them");
    study.add_option("--models", studied.models, "which models: see digits models")->type_name("NAME...")->capture_default_str();
    add_name(study, "--out", studied.out, "DIR", "folder to write to; folds that stand in it already are not trained again");
    add_number(study, "--epochs", studied.epochs, 1, 100'000, "passes over the training rows");
    add_number(study, "--batch", studied.batch, 1, 4096, "samples a step");
    add_number(study, "--lr", studied.learning_rate, 1e-12, 1e3, "learning rate");
    add_number(study, "--seeds", studied.seeds, 1, 1000, "trainings of each fold, with the seeds 1, 2, ...");
    add_number(study, "--limit", studied.limit, 0, 1'000'000'000, "use only the first N rows; 0: all");
    add_json(study, studied.json);
    add_threads(study, studied.threads);

    std::string summarised{digits::default_model};
    CLI::App& summary = *app.add_subcommand("summary", "layers, shapes, parameters and memory of a model");
    add_name(summary, "--model", summarised, "NAME", "which model: see digits models");

    bool as_json = false;
    add_json(summary, as_json);

    CLI::App& models = *app.add_subcommand("models", "the models and their sizes");
    add_json(models, as_json);

    constexpr std::size_t most_pairs = 10'000'000;
    digits::FeaturesArguments listening;
    CLI::App& features = *app.add_subcommand("features", "coefficients of recordings, as a model takes them");
    digits::add_names(features, "wav", listening.recordings, "WAV|DIR...", "sound files, or folders that hold them")->required();
    add_name(features, "--out", listening.out, "FILE", "npy file to write, (recordings, 507); beside it a .csv: row_id,wav");
    add_trim(features, listening.trim);
    add_json(features, listening.json);
    add_threads(features, listening.threads);

    digits::PairArguments pairing;
    CLI::App& pair = *app.add_subcommand("pair", "make a data folder of images and recordings");
    add_name(pair, "--images", pairing.images, "DIR", "folder of MNIST's files: train-images-idx3-ubyte[.gz] and so on")->required();
    digits::add_names(pair, "--recordings", pairing.recordings, "DIR...", "folders of {digit}_{speaker}_{index}.wav")->required();
    add_name(pair, "--out", pairing.out, "DIR", "folder to write, new or empty")->required();
    add_seed(pair, pairing.seed, "of the choice of images and recordings");
    add_number(pair, "--pairs", pairing.pairs, 0, most_pairs, "training rows; 0: every image that is not tested on");
    add_number(pair, "--test-pairs", pairing.test_pairs, 0, most_pairs, "test rows, of other images and recordings; 0: none");
    digits::add_names(pair, "--test-speaker", pairing.test_speakers, "NAME...", "test on these speakers' recordings; else on a tenth of all");
    add_trim(pair, pairing.trim);
    add_json(pair, pairing.json);
    add_threads(pair, pairing.threads);

    digits::VoicesArguments speaking;
    CLI::App& voices = *app.add_subcommand("voices", "have espeak-ng speak the digits in many voices");
    add_name(voices, "--out", speaking.out, "DIR", "folder to write, new or empty: {digit}_{voice}_0.wav")->required();
    add_number(voices, "--voices", speaking.voices, 1, digits::most_voices, "how many voices, each of ten words");
    add_seed(voices, speaking.seed, "of the choice of voices");
    add_json(voices, speaking.json);
    add_threads(voices, speaking.threads);

    digits::ServeArguments served;
    CLI::App& serving = *app.add_subcommand("serve", "a page on this machine: draw a digit, say it, see what the model makes of both");
    add_saved_model(serving, served.model);
    add_number(serving, "--port", served.port, 0, std::numeric_limits<std::uint16_t>::max(), "of 127.0.0.1; 0: any that is free");
    add_json(serving, served.json);

    digits::ExportArguments exported;
    CLI::App& exporting = *app.add_subcommand("export", "write a trained model for other programs");
    add_saved_model(exporting, exported.model);
    add_name(exporting, "--onnx", exported.onnx, "FILE", "ONNX file to write, for ONNX Runtime");
    add_name(exporting, "--pytorch", exported.pytorch, "FILE", "Python file to write: a module that model.safetensors loads into");
    add_json(exporting, exported.json);

    digits::ImportArguments imported;
    CLI::App& importing = *app.add_subcommand("import", "make a model of what the published PyTorch program trained");
    add_name(importing, "--state-dict", imported.state_dict, "FILE", "its state_dict as safetensors; pth_to_safetensors.py makes one of a .pth")
        ->required();
    add_name(importing, "--model", imported.model, "NAME", "which of the published models")->required();
    add_name(importing, "--statistics-from", imported.statistics_from, "DIR",
             "data folder whose training rows standardise the inputs; without it they must be standardised already");
    add_name(importing, "--out", imported.out, "DIR", "folder to write to")->required();
    add_json(importing, imported.json);

    std::string shell;
    CLI::App& completing = *app.add_subcommand("completion", "a script that completes commands and options in a shell");
    add_name(completing, "shell", shell, "bash|zsh", "for bash: source <(digits completion bash); zsh likewise")->required();

    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() == 0) return app.exit(error); // --help, --version
        throw duet::Error(digits::complaint(app, error));
    }
    training.on_nan = on_nan == "skip" ? digits::OnNan::skip : on_nan == "rollback" ? digits::OnNan::rollback : digits::OnNan::stop;
    if (training.resume) {
        for (const CLI::Option* option : decided) {
            if (option->count() > 0) throw duet::Error("--resume goes on with the run's own options; leave out " + option->get_name());
        }
        if (data->count() == 0) training.data.clear();
    }
    if (train.parsed()) digits::train(training);
    if (predict.parsed()) digits::predict(prediction);
    if (evaluate.parsed()) digits::evaluate(evaluation);
    if (embed.parsed()) digits::embed(embedding);
    if (study.parsed()) digits::study(studied);
    if (summary.parsed()) digits::print_summary(summarised, as_json);
    if (models.parsed()) digits::print_models(as_json);
    if (features.parsed()) digits::write_features(listening);
    if (pair.parsed()) digits::write_pairs(pairing);
    if (voices.parsed()) digits::write_voices(speaking);
    if (serving.parsed()) digits::serve(served);
    if (completing.parsed()) std::fputs(digits::completion(app, shell).c_str(), stdout);
    if (exporting.parsed()) digits::export_model(exported);
    if (importing.parsed()) digits::import_model(imported);
    return 0;
}

/// Without this, a closed standard output would hand its number, and then its text, to the next file that the program opens; and a limit on
/// the size of files would end the program in the middle of one instead of failing the write.
void prepare_process() {
    int descriptor = 0;
    while (descriptor >= 0 && descriptor <= STDERR_FILENO) descriptor = ::open("/dev/null", O_RDWR);
    if (descriptor > STDERR_FILENO) ::close(descriptor);
    std::signal(SIGXFSZ, SIG_IGN);
}

int report(const std::string& line) {
    std::fprintf(stderr, "digits: %s\n", line.c_str());
    return bad_input;
}

} // namespace

int main(int argc, char** argv) {
    prepare_process();
    try {
        const int code = run(argc, argv);
        if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return code;
        return report("standard output: cannot be written; expected room for the program's report (is the disk full?)");
    } catch (const digits::Interrupted& stop) {
        report(digits::one_line(stop.what()));
        std::fflush(stdout);
        std::signal(stop.signal(), SIG_DFL);
        std::raise(stop.signal()); // whoever started the program sees by what it ended
        return bad_input;
    } catch (...) {
        return report(digits::failure_line());
    }
}
