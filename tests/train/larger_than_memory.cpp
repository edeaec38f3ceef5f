#define BOOST_TEST_MODULE larger_than_memory
// Training on a file of which only a window stands in memory. DUET_LARGE_GB=10 makes the file 10 GB (the test train/larger_than_memory_10_gb).
#include "duet/compose/sequential.hpp"
#include "duet/data/batches.hpp"
#include "duet/data/mapped_npy.hpp"
#include "duet/data/npy_writer.hpp"
#include "duet/data/shuffled_windows.hpp"
#include "duet/layers/linear.hpp"
#include "duet/layers/relu.hpp"
#include "duet/model/model.hpp"
#include "duet/train/cross_entropy.hpp"
#include "duet/train/sgd.hpp"
#include "duet/train/trainer.hpp"

#include "data/fixture.hpp"

#include <chrono>
#include <cstdio>

using namespace duet;

#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
#define DUET_SHADOW_MEMORY
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer) || __has_feature(address_sanitizer)
#define DUET_SHADOW_MEMORY // of the sanitizer, for what is read and allocated; not given back
#endif
#endif

namespace {

constexpr std::size_t columns = 250; // rows of 1,000 bytes
constexpr std::size_t batch = 256;
constexpr std::size_t rows_at_once = 1024; // of writing

using Net = Model<Sequential<Linear<16>, ReLU, Linear<10>>, Shape<columns>>;
using Learner = Trainer<Net, CrossEntropy, SGD>;

/// The class of a row, and its values: noise in -1 to 1, and 1 more where the number of the column ends as the class.
std::uint8_t class_of(std::size_t row) { return static_cast<std::uint8_t>(mix(1, row) % 10); }
float value_of(std::size_t row, std::size_t column) {
    std::uint32_t bits = static_cast<std::uint32_t>(row * columns + column) * 0x9E3779B9U;
    bits = (bits ^ bits >> 15) * 0x85EBCA6BU;
    bits ^= bits >> 13;
    const float noise = static_cast<float>(static_cast<std::int32_t>(bits)) * 0x1p-31F;
    return column % 10 == class_of(row) ? noise + 1 : noise;
}

struct Files {
    std::filesystem::path x, labels;

    Files(const fixture::Folder& folder, std::size_t rows) : x(folder / "x.npy"), labels(folder / "labels.npy") {
        data::NpyWriter<float> values(x, std::vector{rows, columns});
        data::NpyWriter<std::uint8_t> classes(labels, std::vector{rows});
        std::vector<float> block;
        std::vector<std::uint8_t> block_classes;
        for (std::size_t first = 0; first < rows; first += rows_at_once) {
            block.clear();
            block_classes.clear();
            for (std::size_t row = first; row < std::min(first + rows_at_once, rows); ++row) {
                for (std::size_t column = 0; column < columns; ++column) block.push_back(value_of(row, column));
                block_classes.push_back(class_of(row));
            }
            values.write(block);
            classes.write(block_classes);
        }
        values.commit();
        classes.commit();
    }
};

/// One epoch, a window after the other; the share of rows that the last window's steps knew before they learnt from them.
template <class Gather>
double train(Learner& learner, data::ShuffledWindows& windows, const Gather& gather) {
    std::vector<float> x(batch * columns), classes(batch);
    std::vector<int> labels(batch);
    std::size_t known = 0, seen = 0;
    for (std::size_t window = 0; window < windows.count(); ++window) {
        windows.enter(window);
        gather.enter(windows.ranges());
        known = seen = 0;
        for (std::size_t begin = 0; begin < windows.order().size(); begin += batch) {
            const auto rows = windows.order().subspan(begin, std::min(batch, windows.order().size() - begin));
            gather(rows, std::span(x).first(rows.size() * columns), std::span(classes).first(rows.size()));
            for (std::size_t i = 0; i < rows.size(); ++i) labels[i] = static_cast<int>(classes[i]);
            learner.step({x.data(), rows.size()}, std::span<const int>(labels).first(rows.size()));
            for (std::size_t i = 0; i < rows.size(); ++i) {
                const float* logits = learner.output(rows.size())[i];
                known += std::max_element(logits, logits + 10) - logits == labels[i] ? 1U : 0U;
            }
            seen += rows.size();
        }
    }
    return static_cast<double>(known) / static_cast<double>(seen);
}

struct FromFile {
    data::MappedNpy x, labels;

    explicit FromFile(const Files& files) : x(files.x, columns), labels(files.labels, 1) {}
    void enter(std::span<const data::RowRange> ranges) const {
        x.keep(ranges);
        labels.keep(ranges);
    }
    void operator()(std::span<const std::size_t> rows, std::span<float> to_x, std::span<float> to_labels) const {
        x.gather(rows, to_x);
        labels.gather(rows, to_labels);
    }
};

struct FromMemory {
    data::Matrix x, labels;

    explicit FromMemory(const Files& files) : x(data::read_npy(files.x, columns)), labels(data::read_npy(files.labels, 1)) {}
    void enter(std::span<const data::RowRange>) const {}
    void operator()(std::span<const std::size_t> rows, std::span<float> to_x, std::span<float> to_labels) const {
        data::gather(x, rows, to_x);
        data::gather(labels, rows, to_labels);
    }
};

/// A figure of /proc/self/status, in bytes: VmRSS is what stands in memory now, pages of mapped files included, VmHWM the most that ever did.
std::size_t resident(const std::string& name) {
    std::ifstream status("/proc/self/status");
    std::size_t kilobytes = 0;
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with(name + ":")) kilobytes = std::stoul(line.substr(name.size() + 1));
    }
    BOOST_REQUIRE(kilobytes > 0);
    return kilobytes * 1024;
}

std::size_t gigabytes() {
    const char* text = std::getenv("DUET_LARGE_GB");
    return text == nullptr ? 0 : std::stoul(text);
}

} // namespace

BOOST_AUTO_TEST_CASE(only_a_window_stands_in_memory) {
    const std::size_t large = gigabytes();
    const std::size_t rows = large > 0 ? large * 1'000'000 : 100'000;
    const data::WindowOptions options = large > 0 ? data::WindowOptions{.block = 4096, .blocks = 32} : data::WindowOptions{.block = 512, .blocks = 8};
    const auto start = std::chrono::steady_clock::now();
    const fixture::Folder folder;
    const Files files(folder, rows);
    const FromFile from(files);
    std::filesystem::remove(files.x); // its room is free again when the program ends, however it does

    Net model(1);
    Learner learner(model, {.learning_rate = 0.05F}, {.batch = batch, .threads = 2});
    data::ShuffledWindows windows(rows, options);
    const std::size_t before = resident("VmRSS");
    const auto made = std::chrono::steady_clock::now();
    const double accuracy = train(learner, windows, from);
    const std::size_t most = resident("VmHWM");
    const auto seconds = [](auto from_time, auto to_time) { return std::chrono::duration<double>(to_time - from_time).count(); };
    std::printf("%zu MB: made in %.1f s, trained on in %.1f s, %.1f %% known at the end; at most %.1f MB in memory, %.1f before training\n",
                rows * columns * sizeof(float) / 1'000'000, seconds(start, made), seconds(made, std::chrono::steady_clock::now()), 100 * accuracy,
                static_cast<double>(most) / 1e6, static_cast<double>(before) / 1e6);
    BOOST_TEST(accuracy > 0.95);
#ifndef DUET_SHADOW_MEMORY
    BOOST_TEST(most < before + 3 * options.block * options.blocks * columns * sizeof(float)); // the file is 24 or more windows long
    if (large > 0) BOOST_TEST(most < 1'000'000'000U);
#endif
}

BOOST_AUTO_TEST_CASE(a_file_gives_the_bits_that_memory_gives) {
    const fixture::Folder folder;
    const Files files(folder, 3001);
    const auto trained_on = [](const auto& from) {
        Net model(1);
        Learner learner(model, {.learning_rate = 0.05F}, {.batch = batch, .threads = 2});
        data::ShuffledWindows windows(3001, {.block = 100, .blocks = 7, .seed = 9});
        for (const std::uint64_t epoch : {0U, 1U}) {
            windows.start(epoch);
            train(learner, windows, from);
        }
        return std::vector<float>(model.parameters().begin(), model.parameters().end());
    };
    BOOST_TEST((trained_on(FromFile(files)) == trained_on(FromMemory(files))));
}
