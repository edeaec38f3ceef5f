#include "digits/commands/commands.hpp"

#include "digits/engine/engine.hpp"
#include "digits/new_folder.hpp"
#include "digits/pairing.hpp"
#include "digits/recordings.hpp"
#include "digits/terminal/format.hpp"
#include "digits/terminal/json.hpp"

#include "duet/core/error.hpp"
#include "duet/core/random.hpp"
#include "duet/data/atomic_file.hpp"
#include "duet/data/batches.hpp"
#include "duet/data/csv.hpp"
#include "duet/data/idx.hpp"
#include "duet/data/npy_writer.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <numeric>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace digits {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t pair_stream = 0x70616972; // "pair": apart from every other use of the seed

struct Images {
    duet::data::Matrix pixels; // (rows, 784)
    std::vector<int> labels;
};

/// The file itself, or compressed; nothing if there is neither.
std::optional<fs::path> idx_file(const fs::path& folder, const std::string& name) {
    std::error_code ignored;
    for (const fs::path& file : {folder / name, folder / (name + ".gz")}) {
        if (fs::exists(file, ignored)) return file;
    }
    return {};
}

/// Nothing if the folder has no such part: "train" or "t10k".
std::optional<Images> read_images(const fs::path& folder, const std::string& part) {
    const std::optional<fs::path> pixel_file = idx_file(folder, part + "-images-idx3-ubyte");
    if (!pixel_file) return {};
    const std::optional<fs::path> label_file = idx_file(folder, part + "-labels-idx1-ubyte");
    if (!label_file) throw duet::Error((folder / (part + "-labels-idx1-ubyte")).string() + ": no such file, nor one with .gz; expected the labels");
    Images images{duet::data::read_idx(*pixel_file, image_size), {}};
    const duet::data::Matrix labels = duet::data::read_idx(*label_file, 1);
    if (labels.rows != images.pixels.rows) {
        throw duet::Error(label_file->string() + ": has " + std::to_string(labels.rows) + " labels; expected " + std::to_string(images.pixels.rows) +
                          ", as many as " + pixel_file->string() + " has images");
    }
    for (std::size_t i = 0; i < labels.rows; ++i) {
        const int label = static_cast<int>(labels.values[i]);
        if (label > 9)
            throw duet::Error(label_file->string() + ": label " + std::to_string(i) + " is " + std::to_string(label) + "; expected 0 to 9");
        images.labels.push_back(label);
    }
    return images;
}

/// All positions of the images, in an order that the seed decides.
std::vector<std::size_t> shuffled(const Images& images, duet::RandomStream random) {
    std::vector<std::size_t> order(images.labels.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    duet::Random(random).shuffle(std::span(order));
    return order;
}

/// Recordings as the table of pairs calls them.
struct Recordings {
    std::vector<fs::path> files;
    std::vector<RecordingName> names;
    duet::data::Matrix features; // (files, 507)
};

/// Without their features yet. The table of pairs knows a recording by its name alone, so no two may share one.
Recordings named_recordings(const std::vector<std::string>& paths) {
    Recordings recordings{find_recordings(paths), {}, {}};
    std::set<fs::path> known;
    for (const fs::path& file : recordings.files) {
        recordings.names.push_back(recording_name(file));
        if (!known.insert(file.filename()).second) throw duet::Error(file.string() + ": a second recording of this name; expected names that differ");
    }
    return recordings;
}

/// The four files of one part, "train" or "test".
void write_part(const fs::path& folder, const std::string& part, const std::vector<Pair>& pairs, const Images& images, const Recordings& recordings) {
    std::vector<std::uint8_t> pixels;
    std::vector<std::size_t> rows;
    std::vector<int> labels;
    std::string table = "row_id,image,wav,speaker\n";
    pixels.reserve(pairs.size() * image_size);
    for (const auto& [image, recording] : pairs) {
        for (const float pixel : images.pixels.row(image)) pixels.push_back(static_cast<std::uint8_t>(pixel));
        table += std::to_string(rows.size()) + ',' + std::to_string(image) + ',' +
                 duet::data::csv_field(recordings.files[recording].filename().string()) + ',' +
                 duet::data::csv_field(recordings.names[recording].speaker) + '\n';
        rows.push_back(recording);
        labels.push_back(images.labels[image]);
    }
    std::vector<float> audio(pairs.size() * audio_size);
    duet::data::gather(recordings.features, rows, audio);
    duet::data::write_npy(folder / ("x_" + part + "_wr.npy"), pixels, {pairs.size(), image_size});
    duet::data::write_npy(folder / ("x_" + part + "_sp.npy"), audio, {pairs.size(), audio_size});
    duet::data::write_labels(folder / ("y_" + part + ".csv"), labels);
    duet::data::write_file_atomically(folder / ("pairs_" + part + ".csv"), table);
}

std::size_t recordings_in(const std::vector<Pair>& pairs) {
    std::set<std::size_t> distinct;
    for (const Pair& pair : pairs) distinct.insert(pair.recording);
    return distinct.size();
}

} // namespace

void write_pairs(const PairArguments& arguments) {
    require_new_folder(arguments.out);
    if (arguments.test_pairs == 0 && !arguments.test_speakers.empty()) {
        throw duet::Error("--test-speaker: without test pairs there is nothing that a speaker could be kept for; expected --test-pairs of 1 or more");
    }
    Recordings recordings = named_recordings(arguments.recordings);
    const std::optional<Images> train = read_images(arguments.images, "train");
    if (!train)
        throw duet::Error((fs::path(arguments.images) / "train-images-idx3-ubyte").string() + ": no such file, nor one with .gz; expected MNIST's");
    const std::optional<Images> separate = arguments.test_pairs > 0 ? read_images(arguments.images, "t10k") : std::nullopt;
    const Images& test = separate ? *separate : *train;

    // Each image at most once. Without test images of their own, the test rows take the first of the shuffled ones.
    const duet::RandomStream random{arguments.seed, pair_stream};
    const std::vector<std::size_t> order = shuffled(*train, random.child(0));
    const std::vector<std::size_t> test_order = separate ? shuffled(test, random.child(1)) : order;
    const std::size_t taken = separate ? 0 : arguments.test_pairs;
    if (arguments.test_pairs > test_order.size() || arguments.pairs > order.size() - taken || taken >= order.size()) {
        throw duet::Error(arguments.images + ": has " + std::to_string(order.size()) + " images to train on" +
                          (separate ? " and " + std::to_string(test_order.size()) + " to test on" : ", from which those to test on are taken too") +
                          ", each of which is used once; expected fewer --pairs or --test-pairs");
    }
    const std::size_t pairs = arguments.pairs == 0 ? order.size() - taken : arguments.pairs;
    const RecordingSplit split = arguments.test_pairs == 0         ? all_to_train(recordings.names)
                                 : arguments.test_speakers.empty() ? hold_out_recordings(recordings.names, arguments.seed)
                                                                   : hold_out_speakers(recordings.names, arguments.test_speakers);
    const std::vector<Pair> train_pairs =
        pair_images(std::span(order).subspan(taken, pairs), train->labels, split.train, random.child(2), "train on");
    const std::vector<Pair> test_pairs =
        pair_images(std::span(test_order).first(arguments.test_pairs), test.labels, split.test, random.child(3), "test on");
    recordings.features = features_of(recordings.files, arguments.trim, arguments.threads);

    NewFolder folder(arguments.out);
    write_part(folder.path(), "train", train_pairs, *train, recordings);
    if (!test_pairs.empty()) write_part(folder.path(), "test", test_pairs, test, recordings);
    folder.commit();
    if (arguments.json) {
        print_json({{"folder", arguments.out},
                    {"train", {{"rows", train_pairs.size()}, {"recordings", recordings_in(train_pairs)}}},
                    {"test", {{"rows", test_pairs.size()}, {"recordings", recordings_in(test_pairs)}}}});
        return;
    }
    std::printf("wrote %s: %s training pairs of %s recordings, %s test pairs of %s other recordings\n", arguments.out.c_str(),
                grouped(train_pairs.size()).c_str(), grouped(recordings_in(train_pairs)).c_str(), grouped(test_pairs.size()).c_str(),
                grouped(recordings_in(test_pairs)).c_str());
}

} // namespace digits
