// The program's `predict`, `evaluate` and `embed`, on a model that it trained.
#define BOOST_TEST_MODULE program_predict
#include "digits/metrics.hpp"
#include "digits/plot/gnuplot.hpp"
#include "duet/data/npy.hpp"
#include "trained.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

namespace {

std::vector<float> logits_of(const fs::path& data) {
    const Scratch scratch("duet-program-logits");
    const fs::path file = scratch.folder / "logits.npy";
    const Outcome outcome = run_digits({"predict", "--model", trained().run.string(), "--data", data.string(), "--out",
                                        (scratch.folder / "p.csv").string(), "--logits", file.string(), "--threads", "1"});
    BOOST_REQUIRE_MESSAGE(outcome.code == 0, outcome.err);
    return duet::data::read_npy(file, digits::class_count).values;
}

float largest_difference(const std::vector<float>& a, const std::vector<float>& b) {
    BOOST_REQUIRE(a.size() == b.size());
    float largest = 0;
    for (std::size_t i = 0; i < a.size(); ++i) largest = std::max(largest, std::abs(a[i] - b[i]));
    return largest;
}

nlohmann::json evaluation_of(const fs::path& data) {
    const Outcome outcome = run_digits({"evaluate", "--model", trained().run.string(), "--data", data.string(), "--json"});
    BOOST_REQUIRE_MESSAGE(outcome.code == 0, outcome.err);
    return nlohmann::json::parse(outcome.out);
}

} // namespace

BOOST_AUTO_TEST_CASE(predictions_are_a_row_each_and_those_of_the_largest_logit) {
    const Scratch scratch("duet-program-predict");
    const fs::path csv = scratch.folder / "it's \"here\", $(x).csv";
    const fs::path npy = scratch.folder / "logits.npy";
    const Outcome outcome = run_digits({"predict", "--model", (trained().run / "model.safetensors").string(), "--data", trained().data.string(),
                                        "--out", csv.string(), "--logits", npy.string()});
    BOOST_TEST(outcome.code == 0);
    BOOST_TEST(outcome.err == "");
    const duet::data::Matrix logits = duet::data::read_npy(npy, digits::class_count);
    BOOST_REQUIRE(logits.rows == 20U);
    std::string expected = "row_id,label\n";
    for (std::size_t i = 0; i < logits.rows; ++i) {
        const auto row = logits.row(i);
        expected += std::to_string(i) + "," + std::to_string(std::max_element(row.begin(), row.end()) - row.begin()) + "\n";
    }
    BOOST_TEST(read(csv) == expected);
}

BOOST_AUTO_TEST_CASE(values_far_outside_the_training_range_are_reported) {
    const Scratch scratch("duet-program-far");
    tiny::Rows rows = tiny::make_rows(20, 2);
    for (float& value : rows.images) value *= 1e6F;
    tiny::write_features(scratch.folder, "test", rows);
    duet::data::write_labels(scratch.folder / "y_test.csv", rows.labels);
    for (const char* command : {"predict", "evaluate"}) {
        std::vector<std::string> arguments{command, "--model", trained().run.string(), "--data", scratch.folder.string()};
        if (command == std::string("predict")) arguments.insert(arguments.end(), {"--out", (scratch.folder / "p.csv").string()});
        const Outcome outcome = run_digits(arguments);
        BOOST_TEST(outcome.code == 0, outcome.err);
        BOOST_TEST((outcome.err.starts_with("digits: ") && outcome.err.find(" % of the values of the images are far outside") != std::string::npos),
                   outcome.err);
        BOOST_TEST(outcome.err.find("recordings") == std::string::npos, outcome.err);
    }
}

BOOST_AUTO_TEST_CASE(predicting_needs_no_labels_and_no_training_rows) {
    const Scratch scratch("duet-program-unlabelled");
    tiny::write_features(scratch.folder, "test", tiny::make_rows(20, 2));
    BOOST_TEST((logits_of(scratch.folder) == logits_of(trained().data)));
}

BOOST_AUTO_TEST_CASE(test_rows_are_standardised_by_the_training_rows) {
    const std::vector<float> all = logits_of(trained().data);
    const Scratch scratch("duet-program-statistics");
    const tiny::Rows test = tiny::make_rows(20, 2);

    // A single row standardised by its own statistics would be all zeros; it must be answered as it is among others.
    constexpr std::size_t row = 7;
    const auto part = [](const std::vector<float>& values, std::size_t width) {
        const std::span<const float> those = std::span(values).subspan(row * width, width);
        return std::vector<float>(those.begin(), those.end());
    };
    tiny::write_features(scratch.folder, "test", {part(test.images, digits::image_size), part(test.audio, digits::audio_size), {7}});
    const std::vector<float> alone = logits_of(scratch.folder);
    BOOST_TEST(largest_difference(alone, part(all, digits::class_count)) < 1e-4F); // sums of one row round otherwise than sums of 16

    // A constant added to every value would vanish from a set standardised by itself.
    tiny::Rows shifted = test;
    for (float& value : shifted.audio) value += 2;
    tiny::write_features(scratch.folder, "test", shifted);
    const std::vector<float> moved = logits_of(scratch.folder);
    BOOST_TEST(largest_difference(moved, all) > 0.1F);
}

BOOST_AUTO_TEST_CASE(evaluation_counts_what_predictions_say) {
    const nlohmann::json report = evaluation_of(trained().data);
    const std::vector<float> logits = logits_of(trained().data);
    std::vector<std::vector<int>> confusion(10, std::vector<int>(10, 0));
    double loss = 0;
    int correct = 0;
    for (std::size_t i = 0; i < 20; ++i) {
        const float* row = logits.data() + i * 10;
        const std::size_t truth = i % 10;
        const auto predicted = static_cast<std::size_t>(std::max_element(row, row + 10) - row);
        ++confusion[truth][predicted];
        correct += predicted == truth ? 1 : 0;
        double sum = 0;
        for (std::size_t c = 0; c < 10; ++c) sum += std::exp(static_cast<double>(row[c]));
        loss += (std::log(sum) - static_cast<double>(row[truth])) / 20;
    }
    BOOST_TEST(report["model"] == "twin39");
    BOOST_TEST(report["rows"] == 20);
    BOOST_TEST(report["data"] == "test rows of " + trained().data.string());
    BOOST_TEST((report["confusion"] == nlohmann::json(confusion)));
    BOOST_TEST(report["accuracy"].get<double>() == correct / 20.0);
    BOOST_TEST(std::abs(report["loss"].get<double>() - loss) < 1e-5);
    BOOST_REQUIRE(report["classes"].size() == 10U);
    for (std::size_t digit = 0; digit < 10; ++digit) {
        BOOST_TEST(report["classes"][digit]["digit"] == digit);
        BOOST_TEST(report["classes"][digit]["samples"] == 2);
        BOOST_TEST(report["classes"][digit]["recall"].get<double>() == confusion[digit][digit] / 2.0);
    }
}

BOOST_AUTO_TEST_CASE(evaluation_as_text_has_the_same_figures) {
    const Outcome outcome = run_digits({"evaluate", "--model", trained().run.string(), "--data", trained().data.string()});
    BOOST_TEST(outcome.code == 0);
    BOOST_TEST(outcome.err == "");
    const nlohmann::json report = evaluation_of(trained().data);
    char accuracy[100];
    std::snprintf(accuracy, sizeof accuracy, "\naccuracy %.2f %%, loss %.4f, calibration error %.2f points\n", 100 * report["accuracy"].get<double>(),
                  report["loss"].get<double>(), 100 * report["calibration_error"].get<double>());
    for (const std::string& part :
         {std::string("twin39 on 20 test rows of "), std::string(accuracy), std::string("precision"), std::string("true \\ predicted")}) {
        BOOST_TEST(outcome.out.find(part) != outcome.out.npos, "'" << part << "' is not in\n" << outcome.out);
    }
}

BOOST_AUTO_TEST_CASE(without_test_labels_the_validation_rows_of_training_are_judged_to_the_bit) {
    const Scratch scratch("duet-program-validation");
    const fs::path data = tiny::write_folder(scratch.folder / "data");
    const std::vector<double> losses = column(trained().run / "metrics.csv", "val_loss");
    const double best = *std::min_element(losses.begin(), losses.end());
    for (const char* missing : {"y_test.csv", "x_test_wr.npy"}) { // no labels; then no test rows at all
        fs::remove(data / missing);
        const nlohmann::json report = evaluation_of(data);
        BOOST_TEST(report["rows"] == 12);
        BOOST_TEST(report["loss"].get<double>() == best);
        BOOST_TEST(report["data"].get<std::string>().starts_with("validation rows of " + data.string()));
    }
}

BOOST_AUTO_TEST_CASE(embedding_writes_both_branches_and_their_scores) {
    const fs::path out = trained().scratch.folder / "embedding";
    const Outcome outcome =
        run_digits({"embed", "--model", trained().run.string(), "--data", trained().data.string(), "--out", out.string(), "--limit", "15"});
    BOOST_REQUIRE_MESSAGE(outcome.code == 0, outcome.err);
    for (const char* which : {"image", "audio"}) {
        const duet::data::Matrix layout = duet::data::read_npy(out / (std::string(which) + ".npy"), 2);
        BOOST_TEST(layout.rows == 15U);
        if (digits::gnuplot_available()) BOOST_TEST(png_size(out / (std::string(which) + ".png")) != "no PNG");
    }
    const fs::path scores = out / "scores.csv";
    BOOST_TEST(read(scores).starts_with("embedding,purity,nmi,ari,silhouette\nimage,"));
    BOOST_TEST((duet::data::read_column(scores, "embedding") == std::vector<std::string>{"image", "audio"}));
    for (const char* name : {"purity", "nmi"}) {
        for (const double value : column(scores, name)) BOOST_TEST((value >= 0 && value <= 1));
    }
    for (const double value : column(scores, "silhouette")) BOOST_TEST(std::abs(value) <= 1);
    BOOST_TEST(outcome.out.find("embeddings of 15 test rows of ") != outcome.out.npos);
}
