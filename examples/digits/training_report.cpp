// What is left of a run that has come to its end: page, plots, and what is said of it.
#include "digits/evaluation.hpp"
#include "digits/plot/confusion.hpp"
#include "digits/plot/loss_accuracy.hpp"
#include "digits/plot/predictions.hpp"
#include "digits/report/run_report.hpp"
#include "digits/terminal/json.hpp"
#include "digits/training.hpp"

#include <cstdio>

namespace digits {

void Training::report() {
    const EpochRecord& best = best_epoch(state_.records);
    const SavedModel kept = load_model(arguments_.out);
    if (best_logits_.empty()) best_logits_ = predict_rows(kept, rows_, split_.validation, arguments_.threads);
    if (talks()) std::printf("best: epoch %d, validation loss %.4f, accuracy %.2f %%\n", best.epoch, best.val_loss, 100 * best.val_acc);
    put_on_disk([&] { write_report(file("report.html"), {arguments_, kept, rows_, split_, state_.records, best_logits_}); });
    std::vector<std::string> written{"model.safetensors", "metrics.csv", "report.html"};
    const auto drawn = [&](const char* name, const PlotResult& result) {
        if (result) {
            written.emplace_back(name);
        } else {
            std::fprintf(stderr, "digits: %s\n", result.problem.c_str());
        }
    };
    drawn("loss_acc.png", draw_loss_accuracy(file("loss_acc.png"), state_.records, arguments_.model));
    drawn("confusion.png", draw_confusion(file("confusion.png"), confusion_of(validation_labels_, classes_of(best_logits_)), arguments_.model));
    drawn("predictions.png", draw_sheet());
    if (talks()) {
        for (const std::string& name : written) std::printf("wrote %s\n", file(name.c_str()).c_str());
        return;
    }
    const auto figures = [](const EpochRecord& r) {
        return nlohmann::ordered_json{{"epoch", r.epoch},       {"train_loss", r.train_loss}, {"train_accuracy", r.train_acc},
                                      {"val_loss", r.val_loss}, {"val_accuracy", r.val_acc},  {"seconds", r.seconds}};
    };
    nlohmann::ordered_json json{{"model", arguments_.model}, {"parameters", model_.engine->parameter_count()},
                                {"folder", arguments_.out},  {"rows", {{"train", split_.train.size()}, {"validation", split_.validation.size()}}},
                                {"ranks", ranks_.size()},    {"epochs", nlohmann::ordered_json::array()},
                                {"best", figures(best)},     {"files", written}};
    for (const EpochRecord& record : state_.records) json["epochs"].push_back(figures(record));
    print_json(json);
}

PlotResult Training::draw_sheet() const {
    constexpr std::size_t shown = 32;
    const std::vector<int> predicted = classes_of(best_logits_);
    std::vector<Prediction> sheet;
    for (const bool mistakes : {true, false}) {
        const std::size_t most = mistakes ? shown / 2 : shown;
        for (std::size_t i = 0; i < predicted.size() && sheet.size() < most; ++i) {
            if ((predicted[i] != validation_labels_[i]) != mistakes) continue;
            const std::size_t row = split_.validation[i];
            sheet.push_back({rows_.images.row(row), rows_.audio.row(row), predicted[i], validation_labels_[i]});
        }
    }
    return draw_predictions(file("predictions.png"), sheet, arguments_.model + " on validation rows, mistakes first");
}

} // namespace digits
