// What training does about steps that are not finite, with an engine that makes them to order.
#define BOOST_TEST_MODULE training
#include "digits/training.hpp"

#include "digits/engine/zoo.hpp"
#include "digits/rows_for.hpp"
#include "duet/core/error.hpp"
#include "duet/distributed/one_process.hpp"
#include "duet/io/safetensors.hpp"
#include "scratch.hpp"
#include "tiny_data.hpp"

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

using namespace digits;

namespace {

/// A real engine behind one whose steps fail where `fails` says: of (attempts so far, learning rate's factor).
class Faulty final : public Engine {
public:
    Faulty(std::unique_ptr<Engine> inner, std::function<bool(std::size_t, double)> fails) : inner_(std::move(inner)), fails_(std::move(fails)) {}
    [[nodiscard]] duet::Range rows_of_step(std::size_t batch) const override { return inner_->rows_of_step(batch); }
    StepResult train_step(const Inputs& inputs, std::span<const int> labels, std::size_t batch) override {
        ++attempts;
        if (fails_(attempts, factor)) return {.finite = false};
        return inner_->train_step(inputs, labels, batch);
    }
    void scale_learning_rate(double f) override {
        factor = f;
        inner_->scale_learning_rate(f);
    }
    std::string where_not_finite(const Inputs&, std::span<const int>, std::size_t) override { return "layer 'fc' (Linear)"; }

    [[nodiscard]] duet::ModelSummary summary() const override { return inner_->summary(); }
    [[nodiscard]] std::size_t parameter_count() const override { return inner_->parameter_count(); }
    [[nodiscard]] std::span<const duet::ParameterEntry> parameter_table() const override { return inner_->parameter_table(); }
    [[nodiscard]] std::span<float> parameters() override { return inner_->parameters(); }
    [[nodiscard]] duet::data::FrontEnd front_end() const override { return inner_->front_end(); }
    [[nodiscard]] bool augments() const override { return false; }
    [[nodiscard]] bool calibrates() const override { return false; }
    void start_training(const TrainingOptions& options) override { inner_->start_training(options); }
    duet::TrainerState<float> training_state() override { return inner_->training_state(); }
    void predict(const Inputs& inputs, std::span<float> logits, int threads) override { inner_->predict(inputs, logits, threads); }
    [[nodiscard]] bool does_with_one() const override { return false; }
    void sum_opinions(double, double) override {}
    void trust(const Inputs&, std::span<float>, int) override {}
    [[nodiscard]] std::size_t image_embedding_size() const override { return inner_->image_embedding_size(); }
    [[nodiscard]] std::size_t audio_embedding_size() const override { return inner_->audio_embedding_size(); }
    void embed(const Inputs& inputs, std::span<float> image, std::span<float> audio, int threads) override {
        inner_->embed(inputs, image, audio, threads);
    }
    [[nodiscard]] std::string pytorch_module() const override { return inner_->pytorch_module(); }
    duet::io::onnx::Graph onnx_graph(const duet::data::Standardiser& image, const duet::data::Standardiser& audio) override {
        return inner_->onnx_graph(image, audio);
    }

    std::size_t attempts = 0;
    double factor = 1;

private:
    std::unique_ptr<Engine> inner_;
    std::function<bool(std::size_t, double)> fails_;
};

/// Three epochs of four steps: twin39 on 40 rows, 32 of which train, with a checkpoint after every second step.
struct Run {
    Run(OnNan on_nan, std::function<bool(std::size_t, double)> fails) {
        const tiny::Rows made = tiny::make_rows(40, 1);
        rows.images = duet::data::Matrix{40, image_size, made.images};
        rows.audio = duet::data::Matrix{40, audio_size, made.audio};
        rows.labels = made.labels;
        split = split_rows(rows, 0.2, 1);
        arguments.model = "twin39";
        arguments.epochs = 3;
        arguments.batch = 8;
        arguments.out = (scratch.folder / "run").string();
        arguments.checkpoint_every = 2;
        arguments.keep = 100;
        arguments.on_nan = on_nan;
        auto engine = std::make_unique<Faulty>(find_model("twin39").make(), std::move(fails));
        faulty = engine.get();
        model.facts.name = "twin39";
        model.facts.front_end = engine->front_end();
        model.facts.image_statistics = duet::data::Standardiser::fit(rows.images.matrix(), split.train);
        model.facts.audio_statistics = duet::data::Standardiser::fit(rows.audio.matrix(), split.train);
        model.engine = std::move(engine);
        std::filesystem::create_directories(arguments.out);
        training = std::make_unique<Training>(alone, arguments, model, rows, split, 7);
    }
    [[nodiscard]] std::filesystem::path newest() const { return *checkpoints_of(arguments).newest(); }
    [[nodiscard]] std::string noted(const std::string& key) const {
        return duet::io::SafeTensors::read(newest() / "trainer.safetensors").metadata().at(key);
    }
    /// The message with which it ends.
    std::string failure() {
        try {
            training->run();
        } catch (const duet::Error& error) {
            return error.what();
        }
        return "";
    }

    Scratch scratch{"duet-training"};
    duet::OneProcess alone;
    DigitRows rows;
    duet::data::Split split;
    TrainArguments arguments;
    SavedModel model;
    Faulty* faulty = nullptr;
    std::unique_ptr<Training> training;
};

void check_contains(const std::string& text, const std::string& part) {
    BOOST_TEST(text.find(part) != text.npos, "'" << part << "' is not in\n" << text);
}

} // namespace

BOOST_AUTO_TEST_CASE(stop_names_the_batch_and_the_layer_and_keeps_the_last_checkpoint) {
    Run run(OnNan::stop, [](std::size_t attempt, double) { return attempt == 8; });
    const std::string failure = run.failure();
    check_contains(failure, "training diverged: epoch 2, step 4 (rows ");
    check_contains(failure, " and 2 more): NaN or infinity, first in layer 'fc' (Linear); try a smaller --lr, or go on from the last checkpoint: "
                            "digits train --resume --out ");
    BOOST_TEST(run.newest().filename() == "step-000000000006");
    BOOST_TEST(read_checkpoint(run.newest()).state.step == 2U);
}

BOOST_AUTO_TEST_CASE(skip_leaves_the_batch_out) {
    Run run(OnNan::skip, [](std::size_t attempt, double) { return attempt == 2 || attempt == 8; });
    BOOST_TEST(run.failure() == "");
    BOOST_TEST(run.faulty->attempts == 12U);
    BOOST_TEST(run.noted("steps") == "10"); // of the optimiser
    BOOST_TEST(run.noted("epoch") == "4");
    BOOST_TEST(run.noted("skipped") == "0");
}

BOOST_AUTO_TEST_CASE(skip_gives_up_after_too_many_in_a_row) {
    Run run(OnNan::skip, [](std::size_t attempt, double) { return attempt > 4; });
    check_contains(run.failure(), "epoch 2: none of its steps was finite");
    Run all(OnNan::skip, [](std::size_t, double) { return true; });
    check_contains(all.failure(), "epoch 1: none of its steps was finite");
    all.arguments.batch = 2;
    Training longer(all.alone, all.arguments, all.model, all.rows, all.split, 7);
    BOOST_CHECK_EXCEPTION(longer.run(), duet::Error, [](const duet::Error& error) {
        check_contains(error.what(), "epoch 1, step 11 (rows ");
        check_contains(error.what(), "the last of more than 10 in a row");
        return true;
    });
}

BOOST_AUTO_TEST_CASE(rollback_goes_back_to_the_checkpoint_and_halves_the_rate) {
    Run run(OnNan::rollback, [](std::size_t attempt, double factor) { return attempt >= 8 && factor > 0.25; });
    BOOST_TEST(run.failure() == "");
    // 7 good steps, the 8th fails; from step 6 on, the 7th fails at half the rate; at a quarter the last six go well.
    BOOST_TEST(run.faulty->attempts == 8U + 1U + 6U);
    BOOST_TEST(run.faulty->factor == 0.25);
    BOOST_TEST(run.noted("rollbacks") == "2");
    BOOST_TEST(run.noted("steps") == "12");
}

BOOST_AUTO_TEST_CASE(rollback_gives_up) {
    Run run(OnNan::rollback, [](std::size_t attempt, double) { return attempt >= 8; });
    check_contains(run.failure(), "epoch 2, step 3 (rows ");
    BOOST_TEST(run.faulty->attempts == 8U + 10U);
    BOOST_TEST(run.newest().filename() == "step-000000000006");
}

BOOST_AUTO_TEST_CASE(resumed_after_rollbacks_the_rate_stays_halved) {
    Run run(OnNan::rollback, [](std::size_t attempt, double factor) { return attempt == 8 || (attempt == 11 && factor == 0.5); });
    run.arguments.on_nan = OnNan::rollback;
    BOOST_TEST(run.failure() == "");
    const Checkpoint checkpoint = read_checkpoint(run.newest());
    Run again(OnNan::stop, [](std::size_t, double) { return false; });
    again.training->resume(checkpoint);
    BOOST_TEST(again.faulty->factor == 0.25);
}

BOOST_AUTO_TEST_CASE(other_data_is_refused_and_nothing_is_changed) {
    Run run(OnNan::stop, [](std::size_t attempt, double) { return attempt == 8; });
    BOOST_TEST(run.failure() != "");
    const Checkpoint checkpoint = read_checkpoint(run.newest());
    Run other(OnNan::stop, [](std::size_t, double) { return false; });
    const std::vector<float> before(other.model.engine->parameters().begin(), other.model.engine->parameters().end());
    Training elsewhere(other.alone, other.arguments, other.model, other.rows, other.split, 8);
    BOOST_CHECK_THROW(elsewhere.resume(checkpoint), duet::Error);
    BOOST_TEST(std::ranges::equal(other.model.engine->parameters(), before));
}
