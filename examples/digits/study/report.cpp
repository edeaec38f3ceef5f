#include "digits/study/report.hpp"

#include "digits/plot/study.hpp"
#include "digits/terminal/format.hpp"

#include "duet/data/csv.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <functional>
#include <limits>
#include <utility>

namespace digits {

namespace {

using Seeds = std::vector<std::vector<FoldFigures>>; // a seed's folds, the speakers' first and the recordings' last
using Cells = std::vector<std::string>;
using Figure = std::function<double(const FoldFigures&)>;

/// A figure of each fold as a column; `factor` 100 for per cent.
struct Column {
    std::string name;
    Figure figure;
    double factor = 100;
    int digits = 2;
};

/// Mean and standard deviation over the seeds; nothing where there is no figure.
std::string cell(const std::vector<double>& of_seeds, double factor, int digits) {
    double mean = 0;
    for (const double v : of_seeds) mean += factor * v / static_cast<double>(of_seeds.size());
    if (!std::isfinite(mean)) return "";
    if (of_seeds.size() == 1) return fixed(mean, digits);
    double squares = 0;
    for (const double v : of_seeds) squares += (factor * v - mean) * (factor * v - mean);
    return fixed(mean, digits) + " ± " + fixed(std::sqrt(squares / static_cast<double>(of_seeds.size() - 1)), digits);
}

std::vector<double> of_fold(const Seeds& seeds, std::size_t fold, const Figure& figure) {
    std::vector<double> values;
    for (const auto& folds : seeds) values.push_back(figure(folds[fold]));
    return values;
}

std::size_t speakers(const Seeds& seeds) { return seeds.front().size() - 1; }

/// Over the left-out speakers: the mean, or what `join` makes of them.
std::vector<double> of_speakers(const Seeds& seeds, const Figure& figure) {
    std::vector<double> values;
    for (const auto& folds : seeds) {
        double sum = 0;
        for (std::size_t f = 0; f < speakers(seeds); ++f) sum += figure(folds[f]);
        values.push_back(sum / static_cast<double>(speakers(seeds)));
    }
    return values;
}

std::vector<double> least_of_speakers(const Seeds& seeds, const Figure& figure) {
    std::vector<double> values;
    for (const auto& folds : seeds) {
        double least = std::numeric_limits<double>::infinity();
        for (std::size_t f = 0; f < speakers(seeds); ++f) least = std::isnan(figure(folds[f])) ? figure(folds[f]) : std::min(least, figure(folds[f]));
        values.push_back(least);
    }
    return values;
}

/// Tables as CSV, in Markdown, and for whoever shows them.
class Tables {
public:
    Tables(std::filesystem::path folder, std::string model, std::string& markdown)
        : folder_(std::move(folder)), model_(std::move(model)), markdown_(markdown) {}

    void write(const std::string& name, const Cells& header, const std::vector<Cells>& rows) {
        std::string file = model_ + "-" + name + ".csv";
        std::ranges::replace(file, ' ', '-');
        duet::data::write_csv(folder_ / file, header, rows);
        written_.push_back({name, folder_ / file, header, rows});
        markdown_ += "\n## " + model_ + ": " + name + "\n\n";
        line(header);
        line(Cells(header.size(), "---"));
        for (const Cells& row : rows) line(row);
    }

    /// A row for each fold, and the mean of the speakers above that of the recordings.
    void write_folds(const std::string& name, const Seeds& seeds, const std::vector<Column>& columns) {
        Cells header{"left out"};
        for (const Column& column : columns) header.push_back(column.name);
        std::vector<Cells> rows;
        for (std::size_t f = 0; f <= speakers(seeds); ++f) {
            if (f == speakers(seeds)) {
                rows.push_back({"mean of speakers"});
                for (const Column& c : columns) rows.back().push_back(cell(of_speakers(seeds, c.figure), c.factor, c.digits));
            }
            rows.push_back({seeds.front()[f].name});
            for (const Column& c : columns) rows.back().push_back(cell(of_fold(seeds, f, c.figure), c.factor, c.digits));
        }
        write(name, header, rows);
    }

    [[nodiscard]] std::vector<StudyTable> written() && { return std::move(written_); }

private:
    void line(const Cells& cells) {
        for (const std::string& text : cells) markdown_ += "| " + text + " ";
        markdown_ += "|\n";
    }

    std::filesystem::path folder_;
    std::string model_;
    std::string& markdown_;
    std::vector<StudyTable> written_;
};

std::vector<Column> under_each_condition(std::array<double, conditions.size()> FoldFigures::* part) {
    std::vector<Column> columns;
    columns.reserve(conditions.size());
    for (std::size_t c = 0; c < conditions.size(); ++c) {
        columns.push_back({std::string(conditions[c].name) + " %", [=](const FoldFigures& f) { return (f.*part)[c]; }});
    }
    return columns;
}

/// How much better both are than the better of the two alone.
double gain(const FoldFigures& f, std::size_t condition) { return f.both[condition] - std::max(f.image, f.audio[condition]); }
double gain_over_sum(const FoldFigures& f, std::size_t condition) { return f.learned[condition] - f.sum[condition]; }

std::vector<Cells> summary(const Seeds& seeds) {
    const std::size_t recordings = speakers(seeds);
    const auto of_rest = [&](const Figure& figure, double factor = 100, int digits = 2) {
        return cell(of_fold(seeds, recordings, figure), factor, digits);
    };
    const auto mean = [&](const Figure& figure, double factor = 100, int digits = 2) { return cell(of_speakers(seeds, figure), factor, digits); };
    const auto least = [&](const Figure& figure) { return cell(least_of_speakers(seeds, figure), 100, 2); };
    using F = FoldFigures;
    return {
        {"image alone, %", mean([](const F& f) { return f.image; }), of_rest([](const F& f) { return f.image; })},
        {"audio alone, %", mean([](const F& f) { return f.audio[clean]; }), of_rest([](const F& f) { return f.audio[clean]; })},
        {"audio alone at 10 dB, %", mean([](const F& f) { return f.audio[at_10_db]; }), of_rest([](const F& f) { return f.audio[at_10_db]; })},
        {"fused, %", mean([](const F& f) { return f.both[clean]; }), of_rest([](const F& f) { return f.both[clean]; })},
        {"fused at 0 dB, %", mean([](const F& f) { return f.both[at_0_db]; }), of_rest([](const F& f) { return f.both[at_0_db]; })},
        {"fused less the better alone, points, least", least([](const F& f) { return gain(f, clean); }),
         of_rest([](const F& f) { return gain(f, clean); })},
        {"the same at 0 dB", least([](const F& f) { return gain(f, at_0_db); }), of_rest([](const F& f) { return gain(f, at_0_db); })},
        {"learned fusion less the calibrated sum, points", mean([](const F& f) { return gain_over_sum(f, clean); }),
         of_rest([](const F& f) { return gain_over_sum(f, clean); })},
        {"the same at 0 dB", mean([](const F& f) { return gain_over_sum(f, at_0_db); }),
         of_rest([](const F& f) { return gain_over_sum(f, at_0_db); })},
        {"fused by the calibrated sum, % of models", mean([](const F& f) { return f.sums ? 1.0 : 0.0; }, 100, 0),
         of_rest([](const F& f) { return f.sums ? 1.0 : 0.0; }, 100, 0)},
        {"audio embeddings in the plane, NMI", mean([](const F& f) { return f.audio_scores.plane_nmi; }, 1, 3),
         of_rest([](const F& f) { return f.audio_scores.plane_nmi; }, 1, 3)},
        {"audio embeddings in the plane, purity", mean([](const F& f) { return f.audio_scores.plane_purity; }, 1, 3),
         of_rest([](const F& f) { return f.audio_scores.plane_purity; }, 1, 3)},
        {"calibration error of image, points", mean([](const F& f) { return f.image_error; }), of_rest([](const F& f) { return f.image_error; })},
        {"calibration error of audio, points", mean([](const F& f) { return f.audio_error; }), of_rest([](const F& f) { return f.audio_error; })},
        {"the same, by chance alone", mean([](const F& f) { return f.audio_error_by_chance; }),
         of_rest([](const F& f) { return f.audio_error_by_chance; })},
        {"the same, all speakers' rows as one", mean([](const F& f) { return f.audio_error_together; }), ""},
        {"calibration error of fused, points", mean([](const F& f) { return f.both_error; }), of_rest([](const F& f) { return f.both_error; })},
        {"confidence, %", mean([](const F& f) { return f.sure; }), of_rest([](const F& f) { return f.sure; })},
        {"confidence in conflict, %", mean([](const F& f) { return f.sure_in_conflict; }), of_rest([](const F& f) { return f.sure_in_conflict; })},
        {"training, minutes", mean([](const F& f) { return f.seconds / 60; }, 1, 1), of_rest([](const F& f) { return f.seconds / 60; }, 1, 1)},
    };
}

} // namespace

std::vector<StudyTable> report_model(const std::filesystem::path& folder, const std::string& model, const Seeds& seeds, std::string& markdown) {
    using F = FoldFigures;
    Tables tables(folder, model, markdown);
    tables.write_folds("clean", seeds,
                       {{"image alone %", [](const F& f) { return f.image; }},
                        {"audio alone %", [](const F& f) { return f.audio[clean]; }},
                        {"learned fusion %", [](const F& f) { return f.learned[clean]; }},
                        {"calibrated sum %", [](const F& f) { return f.sum[clean]; }},
                        {"fused %", [](const F& f) { return f.both[clean]; }}});
    tables.write_folds("audio alone", seeds, under_each_condition(&F::audio));
    tables.write_folds("learned fusion", seeds, under_each_condition(&F::learned));
    tables.write_folds("calibrated sum", seeds, under_each_condition(&F::sum));
    tables.write_folds("fused", seeds, under_each_condition(&F::both));
    tables.write_folds("confidence", seeds,
                       {{"error of image", [](const F& f) { return f.image_error; }},
                        {"error of audio", [](const F& f) { return f.audio_error; }},
                        {"error of audio by chance", [](const F& f) { return f.audio_error_by_chance; }},
                        {"error of fused", [](const F& f) { return f.both_error; }},
                        {"sure %", [](const F& f) { return f.sure; }},
                        {"sure in conflict %", [](const F& f) { return f.sure_in_conflict; }},
                        {"picture wins %", [](const F& f) { return f.image_wins; }}});
    const auto scores = [](EmbeddingScores F::* which, double EmbeddingScores::* score) { return [=](const F& f) { return f.*which.*score; }; };
    tables.write_folds("embeddings", seeds,
                       {{"image purity", scores(&F::image_scores, &EmbeddingScores::purity), 1, 3},
                        {"NMI", scores(&F::image_scores, &EmbeddingScores::nmi), 1, 3},
                        {"plane: purity", scores(&F::image_scores, &EmbeddingScores::plane_purity), 1, 3},
                        {"NMI", scores(&F::image_scores, &EmbeddingScores::plane_nmi), 1, 3},
                        {"audio purity", scores(&F::audio_scores, &EmbeddingScores::purity), 1, 3},
                        {"NMI", scores(&F::audio_scores, &EmbeddingScores::nmi), 1, 3},
                        {"plane: purity", scores(&F::audio_scores, &EmbeddingScores::plane_purity), 1, 3},
                        {"NMI", scores(&F::audio_scores, &EmbeddingScores::plane_nmi), 1, 3}});
    tables.write("summary", {"figure", "a speaker left out", "recordings left out"}, summary(seeds));

    const auto means = [&](std::array<double, conditions.size()> F::* part) {
        std::vector<double> values;
        for (std::size_t c = 0; c < conflict; ++c) {
            double sum = 0;
            for (const double v : of_speakers(seeds, [=](const F& f) { return (f.*part)[c]; })) sum += v / static_cast<double>(seeds.size());
            values.push_back(sum);
        }
        return values;
    };
    std::vector<double> images;
    for (std::size_t c = 0; c < conflict; ++c) {
        double sum = 0;
        for (const double v : of_speakers(seeds, [](const F& f) { return f.image; })) sum += v / static_cast<double>(seeds.size());
        images.push_back(sum);
    }
    Cells names;
    for (std::size_t c = 0; c < conflict; ++c) names.emplace_back(conditions[c].name);
    const PlotResult drawn = draw_study(
        folder / (model + ".png"), model, names,
        {{"image alone", images}, {"audio alone", means(&F::audio)}, {"learned fusion", means(&F::learned)}, {"calibrated sum", means(&F::sum)}});
    if (!drawn) std::fprintf(stderr, "digits: %s\n", drawn.problem.c_str());
    return std::move(tables).written();
}

} // namespace digits
