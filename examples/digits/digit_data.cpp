#include "digits/digit_data.hpp"

#include "digits/builtin/builtin_data.hpp"
#include "digits/engine/engine.hpp"

#include "duet/core/error.hpp"
#include "duet/data/csv.hpp"
#include "duet/data/npy.hpp"

#include <algorithm>
#include <cstdlib>
#include <iostream>

namespace digits {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t builtin_training_rows = 8000;
constexpr std::size_t builtin_test_rows = 1000;

/// Names of the reference layout and of the public data set (Zenodo record 4452953), for one part of the data.
struct PartNames {
    const char* images;
    const char* audio;
    const char* labels;
    const char* zenodo_images;
    const char* zenodo_audio;
    const char* zenodo_labels;
};
constexpr PartNames training_names{"x_train_wr.npy",    "x_train_sp.npy",    "y_train.csv",
                                   "data_wr_train.npy", "data_sp_train.npy", "labels_train.npy"};
constexpr PartNames test_names{"x_test_wr.npy", "x_test_sp.npy", "y_test.csv", "data_wr_test.npy", "data_sp_test.npy", "labels_test.npy"};

void require_rows(const fs::path& file, std::size_t rows, const fs::path& other, std::size_t other_rows) {
    if (rows == other_rows) return;
    throw duet::Error(file.string() + " has " + std::to_string(rows) + " rows and " + other.string() + " has " + std::to_string(other_rows) +
                      "; expected as many in both");
}

void keep_first(DigitRows& rows, std::size_t limit) {
    if (limit == 0 || limit >= rows.count()) return;
    for (duet::data::Matrix* matrix : {&rows.images, &rows.audio}) {
        matrix->rows = limit;
        matrix->values.resize(limit * matrix->columns);
    }
    if (!rows.labels.empty()) rows.labels.resize(limit);
    if (!rows.groups.empty()) rows.groups.resize(limit);
}

DigitRows load_part(const fs::path& folder, const PartNames& names, bool labels_required) {
    if (!fs::is_directory(folder)) {
        throw duet::Error(folder.string() + ": no such data folder; expected one with " + names.images + ", " + names.audio +
                          " and so on, or --data builtin");
    }
    const bool zenodo = !fs::exists(folder / names.images) && fs::exists(folder / names.zenodo_images);
    const fs::path image_file = folder / (zenodo ? names.zenodo_images : names.images);
    const fs::path audio_file = folder / (zenodo ? names.zenodo_audio : names.audio);
    const fs::path label_file = folder / (zenodo ? names.zenodo_labels : names.labels);

    DigitRows rows;
    rows.images = duet::data::read_npy(image_file, image_size);
    rows.audio = duet::data::read_npy(audio_file, audio_size);
    require_rows(audio_file, rows.audio.rows, image_file, rows.images.rows);
    if (rows.count() == 0) throw duet::Error(image_file.string() + ": has no rows");
    if (labels_required || fs::exists(label_file)) {
        const int classes = static_cast<int>(class_count);
        rows.labels = zenodo ? duet::data::read_labels_npy(label_file, classes) : duet::data::read_labels(label_file, classes);
        require_rows(label_file, rows.labels.size(), image_file, rows.count());
    }
    return rows;
}

BuiltinOptions builtin_options(const DataSource& source) {
    // Beside the build, wherever that is: the folder above bin/.
    const fs::path program = fs::read_symlink("/proc/self/exe");
    const char* chosen = std::getenv("DUET_CACHE");
    BuiltinOptions options;
    options.train_rows = builtin_training_rows;
    options.test_rows = builtin_test_rows;
    options.seed = source.seed;
    options.cache_dir = chosen != nullptr && *chosen != '\0' ? fs::path(chosen) : program.parent_path().parent_path() / "builtin-data";
    options.threads = source.threads;
    return options;
}

DigitRows from_builtin(BuiltinRows&& made) { return {std::move(made.images), std::move(made.audio), std::move(made.labels), std::move(made.groups)}; }

} // namespace

DigitRows load_training_rows(const DataSource& source, std::size_t limit) {
    DigitRows rows;
    if (source.builtin()) {
        rows = from_builtin(make_builtin_data(builtin_options(source)).train);
    } else {
        rows = load_part(source.name, training_names, true);
        const fs::path pairs = fs::path(source.name) / "pairs_train.csv";
        if (fs::exists(pairs)) {
            rows.groups = duet::data::read_column(pairs, "wav");
            require_rows(pairs, rows.groups.size(), fs::path(source.name) / training_names.images, rows.count());
        }
    }
    keep_first(rows, limit);
    return rows;
}

DigitRows load_test_rows(const DataSource& source) {
    if (source.builtin()) return from_builtin(make_builtin_data(builtin_options(source)).test);
    return load_part(source.name, test_names, false);
}

} // namespace digits
