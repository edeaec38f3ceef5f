#include "digits/study/answers.hpp"

#include "digits/engine/engine.hpp"

#include "duet/core/error.hpp"
#include "duet/io/safetensors.hpp"

#include <cstring>
#include <span>
#include <system_error>

namespace digits {

namespace {

/// Calls `part(name, logits)` for each part of the answers. `A` is Answers, const or not.
template <class A, class F>
void for_parts(A& answers, const F& part) {
    part("image", answers.image);
    for (std::size_t c = 0; c < conditions.size(); ++c) {
        part(std::string("audio/") + conditions[c].name, answers.audio[c]);
        part(std::string("both/") + conditions[c].name, answers.both[c]);
    }
}

constexpr std::size_t figure_count = 9;

std::array<double, figure_count> figures_of(const Answers& a) {
    return {a.image_scores.purity,       a.image_scores.nmi,       a.image_scores.plane_purity,
            a.image_scores.plane_nmi,    a.audio_scores.purity,    a.audio_scores.nmi,
            a.audio_scores.plane_purity, a.audio_scores.plane_nmi, a.seconds};
}

} // namespace

void save_answers(const std::filesystem::path& file, const Answers& answers, const std::string& settings) {
    using duet::io::DType;
    std::vector<duet::io::TensorView> tensors;
    tensors.push_back({"labels", DType::I32, {answers.labels.size()}, std::as_bytes(std::span(answers.labels))});
    const std::array<double, figure_count> figures = figures_of(answers);
    tensors.push_back({"figures", DType::F64, {figures.size()}, std::as_bytes(std::span(figures))});
    for_parts(answers, [&](const std::string& name, const std::vector<float>& logits) {
        if (!logits.empty()) tensors.push_back({name, DType::F32, {logits.size() / class_count, class_count}, std::as_bytes(std::span(logits))});
    });
    duet::io::write_safetensors(file, tensors, {{"settings", settings}});
}

std::optional<Answers> load_answers(const std::filesystem::path& file, const std::vector<int>& labels, const std::string& settings) {
    std::error_code error;
    if (!std::filesystem::exists(file, error)) return std::nullopt;
    const duet::io::SafeTensors saved = duet::io::SafeTensors::read(file);
    const auto said = saved.metadata().find("settings");
    if (said == saved.metadata().end() || said->second != settings) return std::nullopt;
    const duet::io::TensorView& were = saved.at("labels");
    if (were.bytes.size() != labels.size() * sizeof(int) || std::memcmp(were.bytes.data(), labels.data(), were.bytes.size()) != 0)
        return std::nullopt;
    Answers answers;
    answers.labels = labels;
    for_parts(answers, [&](const std::string& name, std::vector<float>& logits) {
        const duet::io::TensorView* tensor = saved.find(name);
        if (tensor == nullptr) return;
        if (tensor->dtype != duet::io::DType::F32 || tensor->bytes.size() != labels.size() * class_count * sizeof(float)) {
            throw duet::Error(file.string() + ": '" + name + "' is no array of (" + std::to_string(labels.size()) +
                              ", 10) floats; remove the file, and the fold is trained again");
        }
        logits.resize(labels.size() * class_count);
        std::memcpy(logits.data(), tensor->bytes.data(), tensor->bytes.size());
    });
    const duet::io::TensorView& kept = saved.at("figures");
    std::array<double, figure_count> f{};
    if (kept.bytes.size() != sizeof(f)) throw duet::Error(file.string() + ": has other figures; remove the file, and the fold is trained again");
    std::memcpy(f.data(), kept.bytes.data(), sizeof(f));
    answers.image_scores = {f[0], f[1], f[2], f[3]};
    answers.audio_scores = {f[4], f[5], f[6], f[7]};
    answers.seconds = f[8];
    return answers;
}

} // namespace digits
