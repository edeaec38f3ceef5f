// One training of a study, and its questions.
#pragma once

#include "digits/engine/zoo.hpp"
#include "digits/study/answers.hpp"
#include "digits/study/folds.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

namespace digits {

/// How each fold is trained.
struct StudyTraining {
    int epochs = 40;
    std::size_t batch = 64;
    double learning_rate = 2e-3;
    int threads = 1;
};

/// Trains `entry` on the fold's training rows, with their recordings varied if they are at hand, and asks it about the test rows under each condition.
/// `say` is told how far it is. The answers do not depend on the number of threads.
Answers run_fold(const ZooEntry& entry, const DigitRows& rows, const Fold& fold, const StudyTraining& training, std::uint64_t seed,
                 const std::function<void(const std::string&)>& say);

} // namespace digits
