// The processes of one MPI job.
#pragma once

#include "duet/core/error.hpp"
#include "duet/distributed/communicator.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <exception>
#include <limits>
#include <span>
#include <string>
#include <string_view>

#define OMPI_SKIP_MPICXX 1 // of the bindings that MPI has given up
#define MPICH_SKIP_MPICXX 1
#include <mpi.h>

namespace duet {

/// The processes of this MPI job. Made first and by one thread, which alone may use it. PyTorch equivalent:
/// `torch.distributed.init_process_group("mpi", timeout=patience)`.
class MpiCommunicator final : public Communicator {
public:
    /// Collective. Starts MPI unless that is done; the one that starts it must outlive others. `of` are the processes that take part.
    /// Throws Error for a patience that is not positive.
    explicit MpiCommunicator(std::chrono::milliseconds patience = std::chrono::minutes(5), MPI_Comm of = MPI_COMM_WORLD) : Communicator(patience) {
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
        int rank = 0;
        int size = 1;
        MPI_Comm_rank(ranks_, &rank);
        MPI_Comm_size(ranks_, &size);
        join(static_cast<std::size_t>(rank), static_cast<std::size_t>(size));
    }
    /// Collective. An exception that leaves ends the whole job: the others would wait for this rank.
    ~MpiCommunicator() override {
        if (std::uncaught_exceptions() > exceptions_) abort("was left by an exception", 1);
        try {
            barrier("leaving the job");
        } catch (const Error& error) {
            abort(error.what(), 1);
        }
        MPI_Comm_free(&ranks_);
        if (owner_) MPI_Finalize();
    }

    [[nodiscard]] MPI_Comm handle() const { return ranks_; } ///< for calls of MPI's own

    bool done(Request& request, std::string_view what) override {
        MPI_Request mpi = MPI_REQUEST_NULL;
        std::memcpy(&mpi, &request.handle, sizeof mpi);
        int flag = 0;
        check(MPI_Test(&mpi, &flag, MPI_STATUS_IGNORE), what);
        request = kept(mpi);
        return flag != 0;
    }

private:
    Request begin_sum(void* values, std::size_t count, Number kind) override {
        MPI_Request request = MPI_REQUEST_NULL;
        check(MPI_Iallreduce(MPI_IN_PLACE, values, size_of(count), type_of(kind), MPI_SUM, ranks_, &request), "a sum over the ranks");
        return kept(request);
    }
    Request begin_largest(std::span<std::uint64_t> values) override {
        MPI_Request request = MPI_REQUEST_NULL;
        check(MPI_Iallreduce(MPI_IN_PLACE, values.data(), size_of(values.size()), MPI_UINT64_T, MPI_MAX, ranks_, &request),
              "the largest over the ranks");
        return kept(request);
    }
    Request begin_broadcast(void* values, std::size_t count, Number kind) override {
        MPI_Request request = MPI_REQUEST_NULL;
        check(MPI_Ibcast(values, size_of(count), type_of(kind), 0, ranks_, &request), "values of rank 0");
        return kept(request);
    }
    Request begin_barrier() override {
        MPI_Request request = MPI_REQUEST_NULL;
        check(MPI_Ibarrier(ranks_, &request), "waiting for the ranks");
        return kept(request);
    }
    std::array<Request, 2> begin_exchange(std::size_t other, const void* out, std::size_t out_count, void* in, std::size_t in_count,
                                          Number kind) override {
        MPI_Request receiving = MPI_REQUEST_NULL;
        MPI_Request sending = MPI_REQUEST_NULL;
        const int peer = static_cast<int>(other);
        check(MPI_Irecv(in, size_of(in_count), type_of(kind), peer, 0, ranks_, &receiving), "an exchange");
        check(MPI_Isend(out, size_of(out_count), type_of(kind), peer, 0, ranks_, &sending), "an exchange");
        return {kept(receiving), kept(sending)};
    }

    void end_others(int code) const override { MPI_Abort(MPI_COMM_WORLD, code); }

    static MPI_Datatype type_of(Number kind) {
        if (kind == Number::uint64) return MPI_UINT64_T;
        return kind == Number::float32 ? MPI_FLOAT : MPI_DOUBLE;
    }

    /// Handles of MPI's are pointers or numbers.
    static Request kept(MPI_Request mpi) {
        Request request;
        static_assert(sizeof mpi <= sizeof request.handle);
        std::memcpy(&request.handle, &mpi, sizeof mpi);
        return request;
    }

    void check(int code, std::string_view what) const {
        if (code == MPI_SUCCESS) return;
        char text[MPI_MAX_ERROR_STRING] = {}; // NOLINT(modernize-avoid-c-arrays)
        int length = 0;
        MPI_Error_string(code, text, &length);
        fail(std::string(what) + ": " + text);
    }
    [[nodiscard]] int size_of(std::size_t values) const {
        if (values > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
            fail("a message of " + std::to_string(values) + " values; MPI takes 2147483647");
        }
        return static_cast<int>(values);
    }

    int exceptions_ = std::uncaught_exceptions();
    bool owner_ = false;
    MPI_Comm ranks_ = MPI_COMM_NULL;
};

} // namespace duet
