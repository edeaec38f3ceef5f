// Loading a data set of 60,000 pairs, as large as the public one, from the system's temporary folder: its pages are in memory.
#include "measure.hpp"

#include "duet/core/random.hpp"
#include "duet/data/csv.hpp"
#include "duet/data/npy.hpp"
#include "duet/data/npy_writer.hpp"

#include <filesystem>
#include <vector>

#include <unistd.h>

namespace {

namespace fs = std::filesystem;

constexpr std::size_t rows = 60'000;
constexpr std::size_t image_columns = 784;
constexpr std::size_t audio_columns = 507;

/// The three files, for as long as the object lives.
class DataSet {
public:
    DataSet() {
        fs::create_directories(folder_);
        duet::Random random(1);
        const auto write = [&](const fs::path& file, std::size_t columns) {
            std::vector<float> values(rows * columns);
            for (float& v : values) v = static_cast<float>(random() >> 24);
            duet::data::write_npy(file, values, {rows, columns});
        };
        write(images, image_columns);
        write(audio, audio_columns);
        std::vector<int> classes(rows);
        for (int& c : classes) c = static_cast<int>(random.below(10));
        duet::data::write_labels(labels, classes);
    }
    DataSet(const DataSet&) = delete;
    DataSet& operator=(const DataSet&) = delete;
    ~DataSet() {
        std::error_code ignored;
        fs::remove_all(folder_, ignored);
    }

private:
    fs::path folder_ = fs::temp_directory_path() / ("duet-bench-" + std::to_string(getpid()));

public:
    fs::path images = folder_ / "x_train_wr.npy";
    fs::path audio = folder_ / "x_train_sp.npy";
    fs::path labels = folder_ / "y_train.csv";
};

void load(benchmark::State& state) {
    try {
        const DataSet set;
        bench::measure(state, {.bytes = bench::float_bytes(rows * (image_columns + audio_columns)), .items = rows, .item = "rows"}, [&] {
            benchmark::DoNotOptimize(duet::data::read_npy(set.images, image_columns));
            benchmark::DoNotOptimize(duet::data::read_npy(set.audio, audio_columns));
            benchmark::DoNotOptimize(duet::data::read_labels(set.labels));
        });
    } catch (const duet::Error& e) {
        state.SkipWithError(e.what());
    }
}
BENCHMARK(load)->Name("load/rows:60000")->Unit(benchmark::kMillisecond);

} // namespace
