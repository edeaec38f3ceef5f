#include "digits/study/folds.hpp"

#include "digits/recordings.hpp"
#include "digits/rows_for.hpp"

#include "duet/core/error.hpp"

#include <map>
#include <utility>

namespace digits {

std::vector<Fold> make_folds(const DigitRows& rows, std::uint64_t seed) {
    std::map<std::string, Fold> of_speaker;
    for (const std::string& name : rows.groups) of_speaker[recording_name(name).speaker];
    if (of_speaker.size() < 2) {
        throw duet::Error("a study leaves one speaker out after another; expected a pairs_train.csv beside the data whose column 'wav' names " +
                          std::string("recordings of at least 2 speakers"));
    }
    for (std::size_t row = 0; row < rows.count(); ++row) {
        const std::string speaker = recording_name(rows.groups[row]).speaker;
        for (auto& [name, fold] : of_speaker) (name == speaker ? fold.test : fold.train).push_back(row);
    }
    std::vector<Fold> folds;
    for (auto& [name, fold] : of_speaker) {
        fold.name = name;
        folds.push_back(std::move(fold));
    }
    duet::data::Split split = split_rows(rows, 0.2, seed);
    folds.push_back({"recordings", std::move(split.train), std::move(split.validation)});
    return folds;
}

} // namespace digits
