#include "digits/study/conditions.hpp"

#include "digits/engine/engine.hpp"
#include "digits/inference.hpp"

#include "duet/core/parallel.hpp"
#include "duet/core/random.hpp"
#include "duet/data/augment/noise.hpp"
#include "duet/data/augment/place.hpp"
#include "duet/data/mfcc.hpp"

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

namespace digits {

namespace {

void add_noise(DigitRows& chosen, double ratio, const RowRecordings& recordings, const Fold& fold, std::uint64_t seed, int threads) {
    duet::for_slots(fold.test.size(), threads, [&](std::size_t, std::size_t begin, std::size_t end) {
        duet::data::Mfcc mfcc;
        duet::data::Speech speech;
        for (std::size_t i = begin; i < end; ++i) {
            duet::Random random(duet::RandomStream{seed, 0x6e6f697365}.child(fold.test[i]));
            speech.assign(recordings.words[recordings.of_row[fold.test[i]]]);
            duet::data::PlaceInSecond{0}(speech, random);
            duet::data::Noise{ratio, ratio, 0}(speech, random);
            std::ranges::copy(mfcc(speech.samples), chosen.audio.matrix().row(i).begin());
        }
    });
}

/// Each row gets the voice of a random row of the fold whose digit is another.
void swap_voices(DigitRows& chosen, const DigitRows& rows, const Fold& fold, std::uint64_t seed) {
    duet::Random random(seed, 0x636f6e66);
    for (std::size_t i = 0; i < fold.test.size(); ++i) {
        std::vector<std::size_t> others;
        std::ranges::copy_if(fold.test, std::back_inserter(others), [&](std::size_t row) { return rows.labels[row] != chosen.labels[i]; });
        if (others.empty()) continue; // all rows are of one digit
        std::ranges::copy(rows.audio.row(others[random.below(others.size())]), chosen.audio.matrix().row(i).begin());
    }
}

RowSource chosen_of(const RowSource& source, std::span<const std::size_t> rows) {
    duet::data::Matrix chosen{rows.size(), source.columns(), std::vector<float>(rows.size() * source.columns())};
    source.gather(rows, chosen.values);
    return chosen;
}

} // namespace

DigitRows rows_under(const Condition& condition, const DigitRows& rows, const Fold& fold, std::uint64_t seed, int threads) {
    DigitRows chosen;
    chosen.images = chosen_of(rows.images, fold.test);
    chosen.audio = chosen_of(rows.audio, fold.test);
    chosen.labels = labels_of(rows, fold.test);
    if (condition.noise && !rows.recordings.empty()) add_noise(chosen, *condition.noise, rows.recordings, fold, seed, threads);
    if (condition.of_another_digit) swap_voices(chosen, rows, fold, seed);
    return chosen;
}

} // namespace digits
