// The processes of one MPI job, and waiting for them in bounded time.
#pragma once

#include "duet/core/error.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <type_traits>

#define OMPI_SKIP_MPICXX 1 // of the bindings that MPI has given up
#define MPICH_SKIP_MPICXX 1
#include <mpi.h>

namespace duet {

/// What MPI calls a number of type T: float, double or std::uint64_t.
template <class T>
MPI_Datatype mpi_type() {
    if constexpr (std::is_same_v<T, float>) {
        return MPI_FLOAT;
    } else if constexpr (std::is_same_v<T, double>) {
        return MPI_DOUBLE;
    } else {
        static_assert(std::is_same_v<T, std::uint64_t>, "mpi_type knows float, double and std::uint64_t");
        return MPI_UINT64_T;
    }
}

/// The processes (ranks) of this MPI job. Made first and by one thread, which alone may use it. The calls that say so are
/// collective: every rank makes them, in the same order. None waits longer than `patience` for the others: it then throws Error, as it
/// does when MPI fails, with the rank that says it. PyTorch equivalent: `torch.distributed.init_process_group("mpi", timeout=patience)`.
class Communicator {
public:
    /// Collective. Starts MPI unless that is done; the one that starts it must outlive others. `of` are the processes that take part.
    /// Throws Error for a patience that is not positive.
    explicit Communicator(std::chrono::milliseconds patience = std::chrono::minutes(5), MPI_Comm of = MPI_COMM_WORLD) : patience_(patience) {
        if (patience.count() <= 0) throw Error("a patience of " + std::to_string(patience.count()) + " ms; expected 1 ms or more");
        int running = 0;
        MPI_Initialized(&running);
        if (running == 0) {
            int level = MPI_THREAD_SINGLE;
            check(MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &level), "starting MPI");
            owner_ = true;
            if (level < MPI_THREAD_FUNNELED) throw Error("this MPI permits no threads; expected MPI_THREAD_FUNNELED, as Open MPI and MPICH have it");
        }
        check(MPI_Comm_dup(of, &ranks_), "joining the job");
        MPI_Comm_set_errhandler(ranks_, MPI_ERRORS_RETURN);
        MPI_Comm_rank(ranks_, &rank_);
        MPI_Comm_size(ranks_, &size_);
    }
    Communicator(const Communicator&) = delete;
    Communicator& operator=(const Communicator&) = delete;
    /// Collective. An exception that leaves ends the whole job: the others would wait for this rank.
    ~Communicator() {
        if (std::uncaught_exceptions() > exceptions_) abort("was left by an exception", 1);
        try {
            barrier("leaving the job");
        } catch (const Error& error) {
            abort(error.what(), 1);
        }
        MPI_Comm_free(&ranks_);
        if (owner_) MPI_Finalize();
    }

    [[nodiscard]] std::size_t rank() const { return static_cast<std::size_t>(rank_); } ///< 0 .. size() - 1
    [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(size_); } ///< how many
    [[nodiscard]] MPI_Comm handle() const { return ranks_; }                           ///< for calls of MPI's own
    /// "rank 1 of 4"
    [[nodiscard]] std::string name() const { return "rank " + std::to_string(rank_) + " of " + std::to_string(size_); }
    /// Bytes that this rank has handed to `exchange`, and values to sums times their size.
    [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

    /// Collective. Each value becomes its sum over all ranks.
    template <class T>
    void sum(std::span<T> values, std::string_view what) {
        MPI_Request request = start_sum(values);
        wait(request, what);
    }

    /// Collective: the same, which `wait` ends. The values stay where they are and untouched till then.
    template <class T>
    [[nodiscard]] MPI_Request start_sum(std::span<T> values) {
        MPI_Request request = MPI_REQUEST_NULL;
        bytes_ += values.size_bytes();
        check(MPI_Iallreduce(MPI_IN_PLACE, values.data(), count(values.size()), mpi_type<T>(), MPI_SUM, ranks_, &request), "a sum over the ranks");
        return request;
    }

    /// Collective. All ranks get the values of rank 0.
    template <class T>
    void broadcast(std::span<T> values, std::string_view what) {
        MPI_Request request = MPI_REQUEST_NULL;
        check(MPI_Ibcast(values.data(), count(values.size()), mpi_type<T>(), 0, ranks_, &request), what);
        wait(request, what);
    }

    /// Sends to another rank, which does the same, and takes what that one sends.
    template <class T>
    void exchange(std::size_t other, std::span<const T> out, std::span<T> in, std::string_view what) {
        MPI_Request receiving = MPI_REQUEST_NULL;
        MPI_Request sending = MPI_REQUEST_NULL;
        const int peer = static_cast<int>(other);
        bytes_ += out.size_bytes();
        check(MPI_Irecv(in.data(), count(in.size()), mpi_type<T>(), peer, 0, ranks_, &receiving), what);
        check(MPI_Isend(out.data(), count(out.size()), mpi_type<T>(), peer, 0, ranks_, &sending), what);
        wait(receiving, what);
        wait(sending, what);
    }

    /// Collective. Throws Error, on every rank, unless all have the same value.
    void agree(std::string_view name_of_value, std::uint64_t value) {
        std::uint64_t extremes[2] = {value, ~value}; // NOLINT(modernize-avoid-c-arrays)
        MPI_Request request = MPI_REQUEST_NULL;
        check(MPI_Iallreduce(MPI_IN_PLACE, extremes, 2, MPI_UINT64_T, MPI_MAX, ranks_, &request), name_of_value);
        wait(request, name_of_value);
        if (extremes[0] != ~extremes[1]) {
            fail(std::string(name_of_value) + " is not the same on all ranks (from " + std::to_string(~extremes[1]) + " to " +
                 std::to_string(extremes[0]) + "); start all with the same program and options");
        }
    }

    /// Collective. Returns when all have come here.
    void barrier(std::string_view what) {
        MPI_Request request = MPI_REQUEST_NULL;
        check(MPI_Ibarrier(ranks_, &request), what);
        wait(request, what);
    }

    /// Returns when the request is done. Throws Error after `patience`; the request's memory is then still MPI's, so end the job.
    void wait(MPI_Request& request, std::string_view what) {
        const auto deadline = std::chrono::steady_clock::now() + patience_;
        while (!done(request, what)) {
            if (std::chrono::steady_clock::now() > deadline) {
                fail(std::string(what) + ": waited " + std::to_string(patience_.count()) + " ms for the other ranks; one is lost, stopped or slow");
            }
            std::this_thread::yield(); // to a rank of the same core
        }
    }

    /// Whether it is; asking lets MPI work on it.
    bool done(MPI_Request& request, std::string_view what) {
        int flag = 0;
        check(MPI_Test(&request, &flag, MPI_STATUS_IGNORE), what);
        return flag != 0;
    }

    /// Ends all processes of the job, with this exit code and a line that names this rank.
    [[noreturn]] void abort(std::string_view why, int code) const {
        const std::string said = why.starts_with(name()) ? std::string(why) : name() + ": " + std::string(why);
        std::cerr << "error: " + said + '\n' << std::flush;
        MPI_Abort(MPI_COMM_WORLD, code);
        std::_Exit(code);
    }

    /// Throws Error with this rank's name in front.
    [[noreturn]] void fail(const std::string& message) const { throw Error(name() + ": " + message); }

private:
    void check(int code, std::string_view what) const {
        if (code == MPI_SUCCESS) return;
        char text[MPI_MAX_ERROR_STRING] = {}; // NOLINT(modernize-avoid-c-arrays)
        int length = 0;
        MPI_Error_string(code, text, &length);
        fail(std::string(what) + ": " + text);
    }
    [[nodiscard]] int count(std::size_t values) const {
        if (values > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
            fail("a message of " + std::to_string(values) + " values; MPI takes 2147483647");
        }
        return static_cast<int>(values);
    }

    std::chrono::milliseconds patience_;
    int exceptions_ = std::uncaught_exceptions();
    bool owner_ = false;
    MPI_Comm ranks_ = MPI_COMM_NULL;
    int rank_ = 0;
    int size_ = 1;
    std::uint64_t bytes_ = 0;
};

} // namespace duet
