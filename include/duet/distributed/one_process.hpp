// A process that trains alone.
#pragma once

#include "duet/distributed/communicator.hpp"

namespace duet {

/// Rank 0 of 1: nobody is waited for, and sums are what they are. It needs no MPI.
class OneProcess final : public Communicator {
public:
    OneProcess() : Communicator(std::chrono::hours(1)) {}

    bool done(Request&, std::string_view) override { return true; }

private:
    Request begin_sum(void*, std::size_t, Number) override { return {}; }
    Request begin_largest(std::span<std::uint64_t>) override { return {}; }
    Request begin_broadcast(void*, std::size_t, Number) override { return {}; }
    Request begin_barrier() override { return {}; }
    void end_others(int) const override {}
    std::array<Request, 2> begin_exchange(std::size_t, const void*, std::size_t, void*, std::size_t, Number) override {
        fail("there is no other rank to exchange with");
    }
};

} // namespace duet
