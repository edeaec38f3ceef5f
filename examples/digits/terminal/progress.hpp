// What training shows while it runs: one live line on a terminal, one plain line per epoch everywhere.
#pragma once

#include "digits/metrics.hpp"
#include "digits/terminal/live_line.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <span>
#include <string>
#include <string_view>

namespace digits {

/// One moment of training. Loss is a mean per sample, accuracy lies in [0, 1], both over the epoch so far; eta is the rest of all epochs.
struct ProgressState {
    int epoch = 0;
    int epochs = 0;
    std::size_t step = 0;
    std::size_t steps = 0;
    double loss = 0;
    double accuracy = 0;
    double samples_per_second = 0;
    double eta_seconds = 0;
};

namespace detail {

using Field = std::array<char, 40>;

inline Field loss_field(double loss) {
    Field text;
    std::snprintf(text.data(), text.size(), std::abs(loss) < 100 ? "loss %.4f" : "loss %.2e", loss);
    return text;
}

inline Field accuracy_field(double accuracy) {
    Field text;
    std::snprintf(text.data(), text.size(), std::abs(accuracy) < 10 ? "acc %5.1f %%" : "acc %.1e %%", 100 * accuracy);
    return text;
}

/// "12,345 samples/s", or with another unit.
inline Field rate_field(double rate, const char* unit) {
    Field text;
    if (!(rate >= 0 && rate < 1e9)) {
        std::snprintf(text.data(), text.size(), "-%s", unit);
        return text;
    }
    const auto count = static_cast<unsigned>(rate);
    if (count >= 1'000'000) {
        std::snprintf(text.data(), text.size(), "%u,%03u,%03u%s", count / 1'000'000, count / 1000 % 1000, count % 1000, unit);
    } else if (count >= 1000) {
        std::snprintf(text.data(), text.size(), "%u,%03u%s", count / 1000, count % 1000, unit);
    } else {
        std::snprintf(text.data(), text.size(), "%u%s", count, unit);
    }
    return text;
}

/// "ETA 0:42", "ETA 1:02:03"
inline Field eta_field(double seconds) {
    Field text;
    if (!(seconds >= 0 && seconds < 360'000)) {
        std::snprintf(text.data(), text.size(), "ETA -:--");
        return text;
    }
    const int whole = static_cast<int>(std::lround(seconds));
    if (whole >= 3600) {
        std::snprintf(text.data(), text.size(), "ETA %d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
    } else {
        std::snprintf(text.data(), text.size(), "ETA %d:%02d", whole / 60, whole % 60);
    }
    return text;
}

/// Appends to memory of fixed size, counting columns apart from bytes: colours take none. What does not fit is cut off.
class Columns {
public:
    Columns(std::span<char> memory, std::size_t columns) : memory_(memory), columns_(columns) {}
    void text(std::string_view text) {
        const std::size_t count = std::min({text.size(), columns_ - used_, memory_.size() - size_});
        std::copy_n(text.begin(), count, memory_.begin() + static_cast<std::ptrdiff_t>(size_));
        size_ += count;
        used_ += count;
    }
    void repeat(char c, std::size_t count) {
        while (count-- > 0) text({&c, 1});
    }
    void colour(std::string_view escape) {
        if (size_ + escape.size() > memory_.size()) return;
        std::copy(escape.begin(), escape.end(), memory_.begin() + static_cast<std::ptrdiff_t>(size_));
        size_ += escape.size();
    }
    [[nodiscard]] std::string_view view() const { return {memory_.data(), size_}; }

private:
    std::span<char> memory_;
    std::size_t columns_;
    std::size_t size_ = 0;
    std::size_t used_ = 0;
};

} // namespace detail

/// `epoch 3/15 [#####-----] 120/375  loss 0.0512  acc  98.4 %  12,345 samples/s  ETA 0:42`, written into `memory`, never more than `columns` wide.
/// The bar takes what the figures leave, up to 30 columns; where it is narrow, "samples/s" becomes "/s", then the bar goes,
/// then the rate, the step and the time.
inline std::string_view progress_line(std::span<char> memory, const ProgressState& state, std::size_t columns, bool colour) {
    detail::Field epoch;
    detail::Field step;
    std::snprintf(epoch.data(), epoch.size(), "epoch %d/%d", state.epoch, state.epochs);
    const int digits = std::snprintf(nullptr, 0, "%zu", state.steps); // as wide from first to last, so that nothing jumps
    std::snprintf(step.data(), step.size(), "%*zu/%zu", std::min(digits, 12), state.step, state.steps);

    enum Part : std::size_t { epoch_part, step_part, loss_part, accuracy_part, rate_part, eta_part, parts };
    constexpr std::array<std::size_t, parts> gaps{0, 1, 2, 2, 2, 2}; // blanks before each
    const std::array<detail::Field, parts> fields{epoch,
                                                  step,
                                                  detail::loss_field(state.loss),
                                                  detail::accuracy_field(state.accuracy),
                                                  detail::rate_field(state.samples_per_second, " samples/s"),
                                                  detail::eta_field(state.eta_seconds)};
    const detail::Field short_rate = detail::rate_field(state.samples_per_second, "/s");
    std::array<std::string_view, parts> shown;
    std::size_t width = 0;
    for (std::size_t i = 0; i < parts; ++i) {
        shown[i] = fields[i].data();
        width += gaps[i] + shown[i].size();
    }
    constexpr std::size_t least_bar = 8; // with its brackets and the blank before it
    constexpr std::size_t widest_bar = 33;
    const auto replace = [&](Part part, std::string_view text) {
        width -= shown[part].size() + (text.empty() ? gaps[part] : 0) - text.size();
        shown[part] = text;
    };
    if (width + least_bar > columns) replace(rate_part, short_rate.data());
    for (const Part part : {rate_part, step_part, eta_part}) {
        if (width > columns) replace(part, {});
    }
    const std::size_t room = width + least_bar <= columns ? std::min(columns - width, widest_bar) - 3 : 0;

    detail::Columns line(memory, columns);
    line.text(shown[epoch_part]);
    if (room > 0) {
        const double share = state.steps == 0 ? 0.0 : std::min(1.0, static_cast<double>(state.step) / static_cast<double>(state.steps));
        const auto filled = static_cast<std::size_t>(share * static_cast<double>(room));
        line.text(" [");
        if (colour) line.colour("\x1b[32m");
        line.repeat('#', filled);
        if (colour) line.colour("\x1b[0m\x1b[2m");
        line.repeat('-', room - filled);
        if (colour) line.colour("\x1b[0m");
        line.text("]");
    }
    for (std::size_t i = step_part; i < parts; ++i) {
        if (shown[i].empty()) continue;
        line.repeat(' ', gaps[i]);
        line.text(shown[i]);
    }
    return line.view();
}

/// The plain line of a finished epoch: `epoch  3/15  train loss 0.0512 acc 98.40 %  val loss 0.0611 acc 98.05 %  9.1 s`.
inline std::string epoch_line(const EpochRecord& record, int epochs) {
    const int digits = std::snprintf(nullptr, 0, "%d", epochs);
    char text[256];
    std::snprintf(text, sizeof text, "epoch %*d/%d  train %.14s acc %5.2f %%  val %.14s acc %5.2f %%  %.1f s", digits, record.epoch, epochs,
                  detail::loss_field(record.train_loss).data(), 100 * record.train_acc, detail::loss_field(record.val_loss).data(),
                  100 * record.val_acc, record.seconds);
    return text;
}

/// The progress of a training run: call `step` after each step, `validating` before validation, `finish_epoch` after each epoch.
/// On a terminal the steps show as one live line on standard error; in a pipe they show nothing. Each epoch leaves one plain line on standard output.
/// `step` allocates nothing.
class Progress {
public:
    explicit Progress(int epochs) : epochs_(epochs) {}

    /// So many epochs, the last of them perhaps in part, were done before this program.
    void resume(double epochs) { done_before_ = epochs; }

    /// Step `step` of `steps` (from 1) of epoch `epoch` (from 1) is done; `samples` of this epoch have been seen by this program, with mean `loss` and
    /// `accuracy` of the epoch so far.
    void step(int epoch, std::size_t step, std::size_t steps, std::size_t samples, double loss, double accuracy) {
        if (epoch != epoch_) {
            epoch_ = epoch;
            epoch_start_ = last_end_;
        }
        if (!line_.due() && !(line_.live() && step == steps)) return;
        const auto now = Clock::now();
        const double epoch_seconds = seconds(now - epoch_start_);
        const double all_seconds = seconds(now - start_);
        const double here = steps == 0 ? 0.0 : static_cast<double>(step) / static_cast<double>(steps);
        const double done = static_cast<double>(epoch - 1) + here;
        const ProgressState state{epoch,
                                  epochs_,
                                  step,
                                  steps,
                                  loss,
                                  accuracy,
                                  static_cast<double>(samples) / epoch_seconds,
                                  all_seconds * (static_cast<double>(epochs_) - done) / (done - done_before_)};
        char memory[LiveLine::capacity];
        line_.draw(progress_line(memory, state, LiveLine::columns(), line_.colour()));
    }

    /// The steps of `epoch` are done, validation begins.
    void validating(int epoch) {
        char text[64];
        std::snprintf(text, sizeof text, "epoch %d/%d  validating", epoch, epochs_);
        line_.draw(std::string_view(text).substr(0, LiveLine::columns()));
    }

    /// Other output follows.
    void clear() { line_.clear(); }

    void finish_epoch(const EpochRecord& record) {
        line_.clear();
        last_end_ = Clock::now();
        std::puts(epoch_line(record, epochs_).c_str());
        std::fflush(stdout);
    }

private:
    using Clock = std::chrono::steady_clock;
    static double seconds(Clock::duration duration) { return std::chrono::duration<double>(duration).count(); }

    int epochs_;
    double done_before_ = 0;
    int epoch_ = 0;
    LiveLine line_;
    Clock::time_point start_ = Clock::now();
    Clock::time_point last_end_ = start_;
    Clock::time_point epoch_start_ = start_;
};

} // namespace digits
