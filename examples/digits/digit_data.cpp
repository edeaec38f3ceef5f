#include "digits/digit_data.hpp"

#include "digits/builtin/builtin_data.hpp"
#include "digits/engine/engine.hpp"

#include "duet/core/error.hpp"
#include "duet/data/csv.hpp"
#include "duet/data/npy.hpp"
#include "duet/data/npz.hpp"

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

namespace digits {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t builtin_training_rows = 8000;
constexpr std::size_t builtin_test_rows = 1000;

/// Names of the reference layout, of the public data set (Zenodo record 4452953) and of an archive of everything, for one part of the data.
struct PartNames {
    const char* images;
    const char* audio;
    const char* labels;
    const char* zenodo_images;
    const char* zenodo_audio;
    const char* zenodo_labels;
    const char* archive; // of arrays `images`, `audio` and `labels`
};
constexpr PartNames training_names{"x_train_wr.npy",    "x_train_sp.npy",    "y_train.csv", //
                                   "data_wr_train.npy", "data_sp_train.npy", "labels_train.npy", "train.npz"};
constexpr PartNames test_names{"x_test_wr.npy",    "x_test_sp.npy",    "y_test.csv", //
                               "data_wr_test.npy", "data_sp_test.npy", "labels_test.npy", "test.npz"};

void require_rows(const fs::path& file, std::size_t rows, const fs::path& other, std::size_t other_rows) {
    if (rows == other_rows) return;
    throw duet::Error(file.string() + ": has " + std::to_string(rows) + " rows; expected " + std::to_string(other_rows) + ", as in " +
                      other.string());
}

void keep_first(DigitRows& rows, std::size_t limit) {
    if (limit == 0 || limit >= rows.count()) return;
    rows.images.keep_first(limit);
    rows.audio.keep_first(limit);
    if (!rows.labels.empty()) rows.labels.resize(limit);
    if (!rows.groups.empty()) rows.groups.resize(limit);
    if (!rows.recordings.empty()) rows.recordings.of_row.resize(limit);
}

/// The files of one part of the data, under whichever names the folder uses: an archive is all three.
struct PartFiles {
    fs::path images;
    fs::path audio;
    fs::path labels;
    enum class Layout { reference, zenodo, archive } layout = Layout::reference;
};

bool present(const fs::path& file) {
    std::error_code error;
    return fs::status(file, error).type() != fs::file_type::not_found;
}

PartFiles files_of(const fs::path& folder, const PartNames& names) {
    using enum PartFiles::Layout;
    if (!present(folder / names.images)) {
        if (present(folder / names.zenodo_images)) {
            return {folder / names.zenodo_images, folder / names.zenodo_audio, folder / names.zenodo_labels, zenodo};
        }
        const fs::path archive = folder / names.archive;
        if (present(archive)) return {archive, archive, archive, PartFiles::Layout::archive};
    }
    return {folder / names.images, folder / names.audio, folder / names.labels, reference};
}

void require_folder(const fs::path& folder) {
    std::error_code error;
    if (fs::is_directory(folder, error)) return;
    throw duet::Error(folder.string() + (present(folder) ? ": is not a data folder" : ": no such data folder") + "; expected one with " +
                      training_names.images + ", " + training_names.audio + " and so on, or --data builtin");
}

void require_present(const fs::path& file, const std::string& expected) {
    if (!present(file)) throw duet::Error(file.string() + ": no such file; expected " + expected);
}

DigitRows load_archive(const fs::path& path, bool labels_required) {
    const duet::data::NpzFile file(path);
    DigitRows rows;
    rows.images = file.read("images", image_size);
    rows.audio = file.read("audio", audio_size);
    require_rows(path.string() + ": audio.npy", rows.audio.rows(), "images.npy", rows.count());
    if (labels_required || file.contains("labels")) {
        const std::string name = path.string() + ": labels.npy";
        rows.labels = duet::data::labels_of(file.read("labels", 1), name, static_cast<int>(class_count));
        require_rows(name, rows.labels.size(), "images.npy", rows.count());
    }
    return rows;
}

RowSource load_rows(const fs::path& file, std::size_t columns, bool in_place) {
    if (in_place) return RowSource(std::make_shared<const duet::data::MappedNpy>(file, columns));
    return duet::data::read_npy(file, columns);
}

DigitRows load_part(const DataSource& source, const PartNames& names, bool labels_required) {
    const fs::path folder = source.name;
    require_folder(folder);
    const PartFiles files = files_of(folder, names);
    if (files.layout == PartFiles::Layout::archive) return load_archive(files.images, labels_required);
    require_present(files.images, std::string("the images, (rows, 784), under this name or ") + names.zenodo_images + ", or all in " + names.archive);
    require_present(files.audio, "the recordings of " + files.images.filename().string() + ", (rows, 507)");
    if (labels_required) require_present(files.labels, "the labels of " + files.images.filename().string());

    DigitRows rows;
    rows.images = load_rows(files.images, image_size, source.in_place);
    rows.audio = load_rows(files.audio, audio_size, source.in_place);
    require_rows(files.audio, rows.audio.rows(), files.images, rows.count());
    if (present(files.labels)) {
        const int classes = static_cast<int>(class_count);
        const bool csv = files.layout == PartFiles::Layout::reference;
        rows.labels = csv ? duet::data::read_labels(files.labels, classes) : duet::data::read_labels_npy(files.labels, classes);
        require_rows(files.labels, rows.labels.size(), files.images, rows.count());
    }
    return rows;
}

/// The recording of each training row, if the folder says.
std::vector<std::string> load_recordings(const fs::path& folder, std::size_t rows) {
    const fs::path pairs = folder / "pairs_train.csv";
    if (!present(pairs)) return {};
    const std::vector<std::string> columns = duet::data::CsvReader(pairs).columns();
    if (std::find(columns.begin(), columns.end(), "wav") == columns.end()) return {};
    std::vector<std::string> recordings = duet::data::read_column(pairs, "wav");
    require_rows(pairs, recordings.size(), files_of(folder, training_names).images, rows);
    return recordings;
}

void require_two_sides(const DigitRows& rows, const std::string& source) {
    const std::string remedy = "; expected at least 2, some to train on and some to validate on (is --limit too small?)";
    if (rows.count() < 2) throw duet::Error(source + ": has 1 training row" + remedy);
    const auto other = std::find_if(rows.groups.begin(), rows.groups.end(), [&](const std::string& group) { return group != rows.groups.front(); });
    if (!rows.groups.empty() && other == rows.groups.end()) {
        throw duet::Error(source + ": all " + std::to_string(rows.count()) + " training rows are of one recording, '" + rows.groups.front() + "'" +
                          remedy);
    }
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

DigitRows from_builtin(BuiltinRows&& made) {
    return {std::move(made.images), std::move(made.audio), std::move(made.labels), std::move(made.groups), std::move(made.recordings)};
}

} // namespace

DigitRows load_training_rows(const DataSource& source, std::size_t limit) {
    DigitRows rows;
    if (source.builtin()) {
        rows = from_builtin(make_builtin_data(builtin_options(source)).train);
    } else {
        rows = load_part(source, training_names, true);
        rows.groups = load_recordings(source.name, rows.count());
    }
    keep_first(rows, limit);
    require_two_sides(rows, source.name);
    return rows;
}

DigitRows load_test_rows(const DataSource& source) {
    if (source.builtin()) return from_builtin(make_builtin_data(builtin_options(source)).test);
    return load_part(source, test_names, false);
}

bool has_test_labels(const DataSource& source) {
    if (source.builtin()) return true;
    require_folder(source.name);
    const PartFiles files = files_of(source.name, test_names);
    if (files.layout == PartFiles::Layout::archive) return duet::data::NpzFile(files.labels).contains("labels");
    return present(files.labels);
}

bool has_training_rows(const DataSource& source) { return source.builtin() || present(files_of(source.name, training_names).images); }

} // namespace digits
