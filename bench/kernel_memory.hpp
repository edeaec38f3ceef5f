// The memory that kernels are called with.
#pragma once

#include "duet/core/buffer.hpp"
#include "duet/core/random.hpp"
#include "duet/core/workers.hpp"

#include <cstddef>

namespace bench {

/// `size` floats, uniform in -1 .. 1.
inline duet::Buffer<float> random_values(std::size_t size) {
    duet::Buffer<float> values(size);
    duet::Random random(size);
    for (float& v : values.span()) v = static_cast<float>(random.uniform(-1, 1));
    return values;
}

/// Slot scratch and no more.
template <std::size_t Size>
struct Slots {
    static constexpr std::size_t slot_size = Size;
    static constexpr std::size_t thread_size = 0;
    static constexpr std::size_t shared_size = 0;
};

/// One thread that works on the pieces of a training step, with the scratch memory that `Needs` says.
template <class Needs = Slots<0>>
class OneThread {
public:
    OneThread() : scratch_(duet::workers_memory<Needs>(1, duet::slots)), workers_(duet::make_workers<Needs>(scratch_.data(), 1, duet::slots)) {}
    OneThread(const OneThread&) = delete;
    OneThread& operator=(const OneThread&) = delete;
    const duet::Workers<float>& operator*() const { return workers_; }

private:
    duet::Buffer<float> scratch_;
    duet::Workers<float> workers_;
};

} // namespace bench
