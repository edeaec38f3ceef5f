#include "digits/report/report_page.hpp"

#include "digits/report/page_template.hpp"
#include "digits/report/picture_text.hpp"

#include <array>
#include <cmath>
#include <span>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace digits {

namespace {

using Json = nlohmann::ordered_json;

/// So many digits after the point: a page is no place for more.
double rounded(double value, double steps) { return std::round(steps * value) / steps; }

Json json_of(const ReportRow& row, std::span<const AudioScale, 13> scales) {
    std::array<double, 507> voice{};
    for (std::size_t i = 0; i < voice.size(); ++i) voice[i] = 0.5 + 0.5 * scales[i % 13].deviation(row.seen.audio[i]);
    return {{"row", row.row},
            {"recording", row.recording},
            {"truth", row.seen.truth},
            {"answer", row.seen.predicted},
            {"confidence", rounded(row.confidence, 1e4)},
            {"image", picture_text(ink_of(row.seen))},
            {"audio", picture_text(voice)}};
}

Json json_of(const Machine& machine) {
    return {{"processor", machine.processor}, {"threads", machine.threads},   {"memory", machine.memory},
            {"system", machine.system},       {"compiler", machine.compiler}, {"blas", machine.blas}};
}

Json json_of(const EpochRecord& record) {
    return {{"epoch", record.epoch},       {"train_loss", record.train_loss}, {"train_acc", record.train_acc},
            {"val_loss", record.val_loss}, {"val_acc", record.val_acc},       {"seconds", rounded(record.seconds, 1e3)}};
}

Json json_of(const ClassFigures& figures) {
    return {{"precision", figures.precision}, {"recall", figures.recall}, {"f1", figures.f1}, {"samples", figures.support}};
}

/// One scale for all pictures of the page, so that they can be compared.
std::array<AudioScale, 13> scales_of(const ReportData& data) {
    std::vector<Prediction> shown;
    for (const ReportRow& row : data.mistakes) shown.push_back(row.seen);
    for (const EmbeddedRow& point : data.embedded) shown.push_back(point.row.seen);
    return audio_scales(shown);
}

Json json_of(const ReportData& data) {
    Json json{{"model", data.model},
              {"parameters", data.parameters},
              {"data", data.data},
              {"split", data.split},
              {"date", data.date},
              {"command", data.command},
              {"resumed", data.resumed},
              {"machine", json_of(data.machine)},
              {"best", data.epochs.empty() ? 0 : best_epoch(data.epochs).epoch},
              {"epochs", Json::array()},
              {"confusion", Json::array()},
              {"classes", Json::array()},
              {"mistakes", Json::array()},
              {"embedded", Json::array()},
              {"no_embeddings", data.no_embeddings},
              {"summary", data.summary},
              {"letters", picture_letters}};
    for (const EpochRecord& record : data.epochs) json["epochs"].push_back(json_of(record));
    for (std::size_t digit = 0; digit < class_count; ++digit) {
        const std::size_t* row = data.confusion.data() + digit * class_count;
        json["confusion"].push_back(std::vector<std::size_t>(row, row + class_count));
        json["classes"].push_back(json_of(figures_of(data.confusion, digit)));
    }
    const auto scales = scales_of(data);
    for (const ReportRow& row : data.mistakes) json["mistakes"].push_back(json_of(row, scales));
    for (const EmbeddedRow& point : data.embedded) {
        Json row = json_of(point.row, scales);
        row["in_image_plane"] = {rounded(point.image[0], 100), rounded(point.image[1], 100)};
        row["in_audio_plane"] = {rounded(point.audio[0], 100), rounded(point.audio[1], 100)};
        json["embedded"].push_back(std::move(row));
    }
    return json;
}

/// JSON that cannot end the script that it stands in, whatever its texts hold.
std::string island(const Json& json) {
    const std::string text = json.dump(-1, ' ', true, Json::error_handler_t::replace);
    std::string safe;
    safe.reserve(text.size());
    for (const char letter : text) {
        if (letter == '<') { // only ever in a text
            safe += "\\u003c";
        } else {
            safe += letter;
        }
    }
    return safe;
}

} // namespace

std::string report_page(const ReportData& data) {
    std::string page(page_template);
    page.replace(page.find(data_place), data_place.size(), island(json_of(data)));
    return page;
}

} // namespace digits
