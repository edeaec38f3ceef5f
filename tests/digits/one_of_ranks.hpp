// A rank of a job whose other ranks are silent.
#pragma once

#include "duet/distributed/communicator.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

/// Sums and the like are what this rank brings.
class OneOfRanks final : public duet::Communicator {
public:
    OneOfRanks(std::size_t rank, std::size_t size) : Communicator(std::chrono::seconds(1)) { join(rank, size); }
    bool done(Request&, std::string_view) override { return true; }

private:
    Request begin_sum(void*, std::size_t, duet::Number) override { return {}; }
    Request begin_largest(std::span<std::uint64_t>) override { return {}; }
    Request begin_broadcast(void*, std::size_t, duet::Number) override { return {}; }
    Request begin_barrier() override { return {}; }
    void end_others(int) const override {}
    std::array<Request, 2> begin_exchange(std::size_t, const void*, std::size_t, void*, std::size_t, duet::Number) override { return {}; }
};
