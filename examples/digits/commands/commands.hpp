// What the program does: one function a command. Each throws duet::Error for bad input, before anything is written.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace digits {

inline constexpr int most_epochs = 100'000;
inline constexpr std::size_t most_batch = 4096;
inline constexpr double most_learning_rate = 1e3;

/// What training does about a step whose loss or gradients are not finite.
enum class OnNan { stop, skip, rollback };

struct TrainArguments {
    std::string data = "builtin"; // empty, where resumed: where it was
    std::string recordings;       // folder of the sound files that pairs_train.csv names; empty: none
    std::string voices;           // folder of further voices, which may be heard in place of a row's own; empty: none
    std::string model;
    int epochs = 10;
    std::size_t batch = 128;
    double learning_rate = 1e-3;
    std::uint64_t seed = 1;
    int threads = 1;
    std::size_t limit = 0; // 0: all rows
    double validation_fraction = 0.2;
    std::string out = "run";
    bool resume = false;              // go on with the run in `out`, with its own options; `data` and `recordings` may have moved
    std::size_t keep = 2;             // checkpoints
    std::size_t checkpoint_every = 0; // steps; 0: after each epoch only
    OnNan on_nan = OnNan::stop;
    bool reproducible = false; // whether no bit depends on the number of ranks
    int patience = 300;        // seconds that a rank waits for the others
    bool json = false;         // the run's figures at its end, instead of lines while it goes on
};
void train(const TrainArguments& arguments);

struct PredictArguments {
    std::string model;
    std::string data = "builtin";
    std::string out = "prediction.csv";
    std::string logits; // empty: not written
    std::string modality = "both";
    bool json = false;
    int threads = 1;
};
void predict(const PredictArguments& arguments);

struct EvaluateArguments {
    std::string model;
    std::string data = "builtin";
    std::string modality = "both";
    bool json = false;
    int threads = 1;
};
void evaluate(const EvaluateArguments& arguments);

/// Rows that `embed` needs: scores of 10 clusters want one row more.
inline constexpr std::size_t least_embedded = 11;

struct EmbedArguments {
    std::string model;
    std::string data = "builtin";
    std::string out = "embedding";
    std::size_t limit = 2000;
    bool json = false;
    int threads = 1;
};
void embed(const EmbedArguments& arguments);

struct ExportArguments {
    std::string model;
    std::string onnx;    // empty: not written
    std::string pytorch; // likewise
    bool json = false;
};
void export_model(const ExportArguments& arguments);

struct ImportArguments {
    std::string state_dict;
    std::string model;
    std::string statistics_from; // empty: inputs are standardised already
    std::string out;
    bool json = false;
};
void import_model(const ImportArguments& arguments);

struct FeaturesArguments {
    std::vector<std::string> recordings; // files or folders
    std::string out = "features.npy";
    bool trim = false;
    bool json = false;
    int threads = 1;
};
void write_features(const FeaturesArguments& arguments);

struct PairArguments {
    std::string images;
    std::vector<std::string> recordings; // files or folders
    std::string out;
    std::uint64_t seed = 1;
    std::size_t pairs = 0; // 0: every image that is not tested on
    std::size_t test_pairs = 1000;
    std::vector<std::string> test_speakers; // none: a tenth of each digit's recordings
    bool trim = false;
    bool json = false;
    int threads = 1;
};
void write_pairs(const PairArguments& arguments);

struct VoicesArguments {
    std::string out;
    std::size_t voices = 100;
    std::uint64_t seed = 1;
    bool json = false;
    int threads = 1;
};
void write_voices(const VoicesArguments& arguments);

struct StudyArguments {
    std::string data;
    std::string recordings; // folder of the sound files; empty: none, and no noise
    std::string voices;     // as in training
    std::vector<std::string> models{"duet"};
    std::string out = "study";
    int epochs = 40;
    std::size_t batch = 64;
    double learning_rate = 2e-3;
    std::uint64_t seeds = 1; // 1, 2, ... so many
    std::size_t limit = 0;   // 0: all rows
    bool json = false;
    int threads = 1;
};
void study(const StudyArguments& arguments);

struct ServeArguments {
    std::string model;
    std::uint16_t port = 8017; // 0: any that is free
    bool json = false;
};
void serve(const ServeArguments& arguments);

void print_summary(const std::string& model, bool json);
void print_models(bool json);

} // namespace digits
