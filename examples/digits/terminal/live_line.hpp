// One line of a terminal that is drawn again and again. In a pipe or file it stays silent.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <span>
#include <string_view>

#include <sys/ioctl.h>
#include <unistd.h>

namespace digits {

/// Whether `descriptor` is a terminal on which a line can be drawn over.
inline bool is_live(int descriptor) {
    const char* kind = std::getenv("TERM");
    return isatty(descriptor) == 1 && kind != nullptr && *kind != '\0' && std::string_view(kind) != "dumb";
}

/// Whether colours are wanted on `descriptor`: a terminal, and NO_COLOR (no-color.org) unset or empty.
inline bool wants_colour(int descriptor) {
    const char* refused = std::getenv("NO_COLOR");
    return is_live(descriptor) && (refused == nullptr || *refused == '\0');
}

/// Columns of the terminal at `descriptor` at this moment; 80 where that cannot be known.
inline std::size_t terminal_width(int descriptor) {
    winsize size{};
    return ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

/// A line on standard error, drawn at most ten times a second. Draws with one write and allocates nothing.
class LiveLine {
public:
    static constexpr std::size_t capacity = 512; // bytes, colours included

    LiveLine() = default;
    LiveLine(const LiveLine&) = delete;
    LiveLine& operator=(const LiveLine&) = delete;
    ~LiveLine() { clear(); }

    [[nodiscard]] bool live() const { return live_; }
    [[nodiscard]] bool colour() const { return colour_; }
    /// One column stays free: many terminals wrap when the last one is written.
    [[nodiscard]] static std::size_t columns() { return terminal_width(STDERR_FILENO) - 1; }

    /// Whether it is time to draw again.
    [[nodiscard]] bool due() const { return live_ && std::chrono::steady_clock::now() >= next_; }

    /// Puts `line` in place of what stood there.
    void draw(std::string_view line) {
        if (!live_) return;
        constexpr std::string_view start = "\r";
        constexpr std::string_view rest_is_blank = "\x1b[K";
        char bytes[capacity + 8];
        char* end = std::copy(start.begin(), start.end(), bytes);
        end = std::copy_n(line.begin(), std::min(line.size(), capacity), end);
        end = std::copy(rest_is_blank.begin(), rest_is_blank.end(), end);
        put({bytes, end});
        next_ = std::chrono::steady_clock::now() + std::chrono::milliseconds(100);
        shown_ = true;
    }

    /// Leaves the line blank and the cursor at its start, so that other output can follow.
    void clear() {
        if (shown_) put("\r\x1b[K");
        shown_ = false;
        next_ = {};
    }

private:
    // A terminal that went away is no reason to stop training: a failed write is ignored.
    static void put(std::string_view bytes) { [[maybe_unused]] const ssize_t ignored = ::write(STDERR_FILENO, bytes.data(), bytes.size()); }

    bool live_ = is_live(STDERR_FILENO);
    bool colour_ = wants_colour(STDERR_FILENO);
    bool shown_ = false;
    std::chrono::steady_clock::time_point next_{};
};

} // namespace digits
