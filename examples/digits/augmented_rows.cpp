#include "digits/augmented_rows.hpp"

#include "duet/core/parallel.hpp"
#include "duet/core/random.hpp"
#include "duet/data/augment/erasing.hpp"
#include "duet/data/augment/mild.hpp"
#include "duet/data/augment/picture.hpp"
#include "duet/data/augment/warp.hpp"

#include <algorithm>

namespace digits {

namespace {

/// Of a row in an epoch; `sense` keeps what is seen and what is heard apart.
duet::Random random_of(const ModelFacts& facts, std::uint64_t sense, std::uint64_t epoch, std::size_t row) {
    return duet::Random(duet::RandomStream{facts.seed, sense}.child(epoch).child(row));
}

/// Of the rows in which a stand-in is heard.
constexpr double stand_in_share = 0.3;

constexpr std::uint64_t seen = 0x7365656e;
constexpr std::uint64_t heard = 0x6865617264;

} // namespace

/// What analyses one recording after another.
struct AugmentedRows::Ear {
    duet::data::Mfcc mfcc;
    duet::data::Speech speech;
};

AugmentedRows::AugmentedRows(const DigitRows& rows, const ModelFacts& facts, int threads)
    : rows_(rows), facts_(facts), threads_(threads), ears_(duet::slots) {}

AugmentedRows::~AugmentedRows() = default;

void AugmentedRows::fetch_coefficients(std::span<const std::size_t> indices) {
    if (!rows_.recordings.empty()) return;
    coefficients_.resize(indices.size() * audio_size);
    rows_.audio.gather(indices, coefficients_);
}

void AugmentedRows::hear(Ear& ear, std::size_t i, std::size_t row, std::uint64_t epoch, std::span<float> tokens) {
    duet::Random random = random_of(facts_, heard, epoch, row);
    if (const RowRecordings& recordings = rows_.recordings; !recordings.empty()) {
        const std::vector<std::size_t>& stand_ins = recordings.stand_ins[static_cast<std::size_t>(rows_.labels[row])];
        const bool another = !stand_ins.empty() && random.uniform() < stand_in_share;
        ear.speech.assign(recordings.words[another ? stand_ins[random.below(stand_ins.size())] : recordings.of_row[row]]);
        duet::data::mild_speech(recordings.words)(ear.speech, random);
        facts_.front_end(ear.mfcc(ear.speech.samples, ear.speech.analysis), tokens);
    } else {
        auto cepstra = std::span(coefficients_).subspan(i * audio_size).first<audio_size>();
        duet::data::mild_cepstra()(cepstra, random);
        facts_.front_end(cepstra, tokens);
    }
}

void AugmentedRows::see(std::size_t row, std::uint64_t epoch, std::span<float> image) const {
    using namespace duet::data;
    duet::Random random = random_of(facts_, seen, epoch, row);
    Picture picture{image.first<image_size>()};
    const Warp milder(RandomAffine{.degrees = 8, .scale = 1.1, .shear = 7, .shift = 1.4}, ElasticTransform{.displacement = 0.85});
    Compose(milder, Sometimes(0.2, RandomErasing{}))(picture, random);
}

Inputs AugmentedRows::gather(std::span<const std::size_t> indices, std::uint64_t epoch) {
    const std::size_t tokens = facts_.front_end.size();
    images_.resize(indices.size() * image_size);
    audio_.resize(indices.size() * tokens);
    labels_.resize(indices.size());
    rows_.images.gather(indices, images_);
    fetch_coefficients(indices);
    duet::for_slots(indices.size(), threads_, [&](std::size_t slot, std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) {
            const std::span<float> image = std::span(images_).subspan(i * image_size, image_size);
            const std::span<float> voice = std::span(audio_).subspan(i * tokens, tokens);
            see(indices[i], epoch, image);
            hear(ears_[slot], i, indices[i], epoch, voice);
            facts_.image_statistics.transform(image);
            facts_.audio_statistics.transform(voice);
            labels_[i] = rows_.labels[indices[i]];
        }
    });
    return {images_, audio_, indices.size()};
}

void AugmentedRows::tokens(std::span<const std::size_t> indices, std::span<float> out) {
    const std::size_t size = facts_.front_end.size();
    fetch_coefficients(indices);
    duet::for_slots(indices.size(), threads_, [&](std::size_t slot, std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) hear(ears_[slot], i, indices[i], 0, out.subspan(i * size, size));
    });
}

} // namespace digits
