// Once started, training and prediction of the program's models allocate nothing, whatever the size of the batch.
#define BOOST_TEST_MODULE allocations
#include "counting.hpp"

#include "digits/engine/zoo.hpp"

#include "duet/core/random.hpp"

#include <array>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

using namespace digits;

namespace {

constexpr std::size_t most = 128;

class Samples {
public:
    explicit Samples(std::size_t voice) : images_(most * image_size), audio_(most * voice), labels_(most), voice_(voice) {
        duet::Random random(1);
        for (float& v : images_) v = static_cast<float>(random.normal());
        for (float& v : audio_) v = static_cast<float>(random.normal());
        for (int& label : labels_) label = static_cast<int>(random.below(class_count));
    }
    [[nodiscard]] Inputs first(std::size_t count) const {
        return {std::span(images_).first(count * image_size), std::span(audio_).first(count * voice_), count};
    }
    [[nodiscard]] std::span<const int> labels(std::size_t count) const { return std::span(labels_).first(count); }

private:
    std::vector<float> images_, audio_;
    std::vector<int> labels_;
    std::size_t voice_; // values
};

} // namespace

BOOST_TEST_DECORATOR(*boost::unit_test::precondition(allocations::counting))
BOOST_AUTO_TEST_CASE(steps_and_predictions_of_every_model) {
    for (const ZooEntry& entry : zoo) {
        const bool recurrent = std::string(entry.name).find("rnn") != std::string::npos; // 507 steps of a recurrence take seconds
        const std::vector<std::size_t> counts = recurrent ? std::vector<std::size_t>{1, 16} : std::vector<std::size_t>{1, 2, 16, 31, 64, most};
        for (const int threads : {1, 2}) {
            if (recurrent && threads == 1) continue;
            const std::unique_ptr<Engine> engine = entry.make();
            const Samples samples(engine->front_end().size());
            engine->start_training({.batch = counts.back(), .threads = threads, .learning_rate = 1e-4});
            std::vector<float> logits(most * class_count);
            const auto step = [&](std::size_t count) { engine->train_step(samples.first(count), samples.labels(count), count); };
            const auto predict = [&](std::size_t count) {
                engine->predict(samples.first(count), std::span(logits).first(count * class_count), threads);
            };
            step(counts.back());
            predict(counts.back());
            for (const std::size_t count : counts) {
                BOOST_TEST(allocations::count([&] { step(count); }) == 0U, entry.name << ": a step of " << count << " on " << threads);
                BOOST_TEST(allocations::count([&] { predict(count); }) == 0U, entry.name << ": a prediction of " << count << " on " << threads);
            }
        }
    }
}
