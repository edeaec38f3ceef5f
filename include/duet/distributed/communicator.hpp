// The processes that train one model together, and waiting for them in bounded time.
#pragma once

#include "duet/core/error.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <string>
#include <string_view>
#include <thread>

namespace duet {

/// What ranks send each other.
template <class T>
concept Sendable = std::same_as<T, float> || std::same_as<T, double> || std::same_as<T, std::uint64_t>;

/// The kinds of Sendable numbers, for those who move them.
enum class Number {
    float32, ///< float
    float64, ///< double
    uint64,  ///< std::uint64_t
};

/// The kind of T.
template <Sendable T>
inline constexpr Number number_of = std::same_as<T, float>    ? Number::float32
                                    : std::same_as<T, double> ? Number::float64
                                                              : Number::uint64;

/// The processes (ranks) that train together: of an MPI job (`MpiCommunicator`), or one alone (`OneProcess`). For one thread, which alone may use it.
/// The calls that say so are collective: every rank makes them, in the same order. None waits longer than the communicator's patience for the others: it
/// then throws Error, as it does when sending fails, with the rank that says it. PyTorch equivalent: `torch.distributed`'s process group.
class Communicator {
public:
    /// A collective call that goes on; `wait` ends it.
    struct Request {
        std::intptr_t handle = 0; ///< means something to the communicator alone
    };

    Communicator(const Communicator&) = delete;
    Communicator& operator=(const Communicator&) = delete;
    virtual ~Communicator() = default;

    [[nodiscard]] std::size_t rank() const { return rank_; } ///< 0 .. size() - 1
    [[nodiscard]] std::size_t size() const { return size_; } ///< how many
    /// "rank 1 of 4"
    [[nodiscard]] std::string name() const { return "rank " + std::to_string(rank_) + " of " + std::to_string(size_); }
    /// Bytes that this rank has handed to `exchange`, and values to sums times their size.
    [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

    /// Collective. Each value becomes its sum over all ranks.
    template <Sendable T>
    void sum(std::span<T> values, std::string_view what) {
        Request request = start_sum(values);
        wait(request, what);
    }

    /// Collective: the same, which `wait` ends. The values stay where they are and untouched till then.
    template <Sendable T>
    [[nodiscard]] Request start_sum(std::span<T> values) {
        bytes_ += values.size_bytes();
        return begin_sum(values.data(), values.size(), number_of<T>);
    }

    /// Collective. All ranks get the values of rank 0.
    template <Sendable T>
    void broadcast(std::span<T> values, std::string_view what) {
        Request request = begin_broadcast(values.data(), values.size(), number_of<T>);
        wait(request, what);
    }

    /// Sends to another rank, which does the same, and takes what that one sends.
    template <Sendable T>
    void exchange(std::size_t other, std::span<const T> out, std::span<T> in, std::string_view what) {
        bytes_ += out.size_bytes();
        auto [receiving, sending] = begin_exchange(other, out.data(), out.size(), in.data(), in.size(), number_of<T>);
        wait(receiving, what);
        wait(sending, what);
    }

    /// Collective. The largest of the ranks' values.
    [[nodiscard]] std::uint64_t largest(std::uint64_t value, std::string_view what) {
        Request request = begin_largest(std::span(&value, 1));
        wait(request, what);
        return value;
    }

    /// Collective. Throws Error, on every rank, unless all have the same value.
    void agree(std::string_view name_of_value, std::uint64_t value) {
        std::array<std::uint64_t, 2> extremes{value, ~value};
        Request request = begin_largest(extremes);
        wait(request, name_of_value);
        if (extremes[0] != ~extremes[1]) {
            fail(std::string(name_of_value) + " is not the same on all ranks (from " + std::to_string(~extremes[1]) + " to " +
                 std::to_string(extremes[0]) + "); start all with the same program and options");
        }
    }

    /// Collective. What the first rank says that says anything, up to 255 bytes of it; empty if none does.
    [[nodiscard]] std::string first_said(std::string_view text, std::string_view what) {
        const std::uint64_t first = size_ - largest(text.empty() ? 0 : size_ - rank_, what);
        std::array<std::uint64_t, 256> letters{};
        if (first == rank_) {
            std::ranges::transform(text.substr(0, 255), letters.begin(), [](char letter) { return static_cast<unsigned char>(letter); });
        }
        sum<std::uint64_t>(letters, what);
        std::string said;
        for (std::size_t i = 0; letters[i] != 0; ++i) said += static_cast<char>(letters[i]);
        return said;
    }

    /// Collective. Returns when all have come here.
    void barrier(std::string_view what) {
        Request request = begin_barrier();
        wait(request, what);
    }

    /// Returns when the request is done. Throws Error after the patience; the request's memory is then still being written to, so end the job.
    void wait(Request& request, std::string_view what) {
        const auto deadline = std::chrono::steady_clock::now() + patience_;
        while (!done(request, what)) {
            if (std::chrono::steady_clock::now() > deadline) {
                fail(std::string(what) + ": waited " + std::to_string(patience_.count()) + " ms for the other ranks; one is lost, stopped or slow");
            }
            std::this_thread::yield(); // to a rank of the same core
        }
    }

    /// Whether it is; asking is what lets most communicators work on it.
    virtual bool done(Request& request, std::string_view what) = 0;

    /// Ends all processes of the job at once, with this exit code.
    [[noreturn]] void end(int code) const {
        std::fflush(stdout);
        end_others(code);
        std::_Exit(code);
    }

    /// The same, after a line on standard error that names this rank.
    [[noreturn]] void abort(std::string_view why, int code) const {
        const std::string said = why.starts_with(name()) ? std::string(why) : name() + ": " + std::string(why);
        std::fprintf(stderr, "error: %s\n", said.c_str());
        end(code);
    }

    /// Throws Error with this rank's name in front.
    [[noreturn]] void fail(const std::string& message) const { throw Error(name() + ": " + message); }

protected:
    /// A rank of its own until `join`. Throws Error for a patience that is not positive.
    explicit Communicator(std::chrono::milliseconds patience) : patience_(patience) {
        if (patience.count() <= 0) throw Error("a patience of " + std::to_string(patience.count()) + " ms; expected 1 ms or more");
    }

    /// Which rank it is.
    void join(std::size_t rank, std::size_t size) {
        rank_ = rank;
        size_ = size;
    }

private:
    virtual Request begin_sum(void* values, std::size_t count, Number kind) = 0;
    virtual Request begin_largest(std::span<std::uint64_t> values) = 0;
    virtual Request begin_broadcast(void* values, std::size_t count, Number kind) = 0;
    virtual Request begin_barrier() = 0;
    virtual void end_others(int code) const = 0;
    virtual std::array<Request, 2> begin_exchange(std::size_t other, const void* out, std::size_t out_count, void* in, std::size_t in_count,
                                                  Number kind) = 0;

    std::chrono::milliseconds patience_;
    std::size_t rank_ = 0;
    std::size_t size_ = 1;
    std::uint64_t bytes_ = 0;
};

} // namespace duet
