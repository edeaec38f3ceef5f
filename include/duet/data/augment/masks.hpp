// Parts of an utterance that cannot be heard.
#pragma once

#include "duet/core/random.hpp"
#include "duet/data/augment/cepstra.hpp"
#include "duet/data/augment/mel_basis.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace duet::data {

/// Up to `most` frames in a row become the mean of all frames that are not digital silence.
/// Source: Park et al., "SpecAugment", Interspeech 2019. torchaudio equivalent: `transforms.TimeMasking`.
struct TimeMask {
    std::size_t most = 6; ///< frames; at most 39

    void operator()(Cepstra cepstra, Random& random) const {
        const std::size_t width = random.below(std::min(most, mfcc_frames) + 1);
        const std::size_t first = random.below(mfcc_frames - width + 1);
        const auto mean = mean_frame(cepstra);
        for (std::size_t t = first; t < first + width; ++t) std::ranges::copy(mean, frame_of(cepstra, t).begin());
    }
};

/// Up to `most` neighbouring mel filters become their means over all frames that are not digital silence: the band's logarithms, taken from the cepstra,
/// lose what changes in them. 12 coefficients cannot hold an edge between two filters, so some of it stays, and the neighbours lose a little.
/// Source: Park et al., as above. torchaudio equivalent: `transforms.FrequencyMasking`.
struct FrequencyMask {
    std::size_t most = 6; ///< filters; at most 26

    void operator()(Cepstra cepstra, Random& random) const {
        const std::size_t width = random.below(std::min(most, mel_filters) + 1);
        const std::size_t first = random.below(mel_filters - width + 1);
        auto mean = mean_frame(cepstra);
        for (std::size_t t = 0; t < mfcc_frames; ++t) {
            const CepstralFrame frame = frame_of(cepstra, t);
            if (is_silent(frame)) continue;
            std::array<float, mel_filters> change{};
            for (std::size_t m = first; m < first + width; ++m) change[m] = log_mel(mean, m) - log_mel(frame, m);
            for (std::size_t m = first; m < first + width; ++m) add_log_mel(frame, m, change[m]);
        }
    }
};

} // namespace duet::data
