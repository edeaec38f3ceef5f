// The way from files to answers: load a model, load data, predict. The first byte says which file the others spoil; the rest of them are good.

#include "digits/digit_data.hpp"
#include "digits/engine/zoo.hpp"
#include "digits/inference.hpp"
#include "digits/saved_model.hpp"

#include "duet/data/csv.hpp"
#include "duet/data/npy_writer.hpp"

#include "fuzz_file.hpp"

#include <array>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <vector>

namespace {

namespace fs = std::filesystem;
constexpr std::size_t rows = 2;
constexpr std::array data_files{"x_test_wr.npy", "x_test_sp.npy", "y_test.csv"};

/// A folder of two test rows with a model beside them.
class Ground {
public:
    Ground() {
        fs::create_directories(folder);
        duet::data::write_npy(data(0), std::vector<float>(rows * digits::image_size, 1), {rows, digits::image_size});
        duet::data::write_npy(data(1), std::vector<float>(rows * digits::audio_size, 1), {rows, digits::audio_size});
        duet::data::write_labels(data(2), std::array{3, 9});
        for (std::size_t i = 0; i < data_files.size(); ++i) data_bytes[i] = duet::data::read_text(data(i));
        digits::SavedModel model;
        model.facts.name = "twin39";
        model.engine = digits::find_model("twin39").make();
        model.engine->start_training({.batch = 1});
        model.facts.front_end = model.engine->front_end();
        for (auto [statistics, size] :
             {std::pair(&model.facts.image_statistics, digits::image_size), {&model.facts.audio_statistics, digits::audio_size}}) {
            statistics->mean.assign(size, 0);
            statistics->deviation.assign(size, 1);
        }
        digits::save_model(model_file, *model.engine, model.facts);
        model_bytes = duet::data::read_text(model_file);
        good = digits::load_model(model_file);
    }
    Ground(const Ground&) = delete;
    Ground& operator=(const Ground&) = delete;
    ~Ground() { fs::remove_all(folder); }

    [[nodiscard]] fs::path data(std::size_t file) const { return folder / data_files[file]; }

    fs::path folder = fs::temp_directory_path() / ("duet-fuzz-" + std::to_string(::getpid()));
    fs::path model_file = folder / "model.safetensors";
    std::array<std::string, data_files.size()> data_bytes;
    std::string model_bytes;
    digits::SavedModel good;
};

void write(const fs::path& file, std::string_view bytes) {
    std::ofstream(file, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

void overwrite(const fs::path& file, std::size_t offset, std::string_view bytes) {
    std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekp(static_cast<std::streamoff>(offset)).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

std::vector<float> answers(const digits::SavedModel& model, const fs::path& folder) {
    const digits::DigitRows read = digits::load_test_rows({folder.string(), 1, 1});
    const std::vector<float> logits = digits::predict_rows(model, read, digits::all_rows(read.count()), 1);
    if (logits.size() != read.count() * digits::class_count || digits::classes_of(logits).size() != read.count()) std::abort();
    return logits;
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    static const Ground ground;
    if (size < 1) return 0;
    const std::size_t kind = bytes[0] % (data_files.size() + 1);
    std::string_view rest(reinterpret_cast<const char*>(bytes) + 1, size - 1);
    if (kind < data_files.size()) {
        write(ground.data(kind), rest);
        fuzz::allowed(ground.folder.string(), [&] {
            for (const float logit : answers(ground.good, ground.folder)) {
                if (!std::isfinite(logit)) std::abort();
            }
        });
        write(ground.data(kind), ground.data_bytes[kind]);
        return 0;
    }
    // Two bytes say where in the model's file, which is too large to be an input, the others stand.
    if (rest.size() < 3) return 0;
    const std::size_t offset = std::size_t{bytes[1]} << 8 | bytes[2];
    rest = rest.substr(2, ground.model_bytes.size() - offset);
    overwrite(ground.model_file, offset, rest);
    fuzz::allowed(ground.folder.string(), [&] { answers(digits::load_model(ground.model_file), ground.folder); });
    overwrite(ground.model_file, offset, std::string_view(ground.model_bytes).substr(offset, rest.size()));
    return 0;
}
