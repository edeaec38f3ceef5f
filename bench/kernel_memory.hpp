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

/// One thread that works on the pieces of a training step, with their scratch memory.
class OneThread {
public:
    explicit OneThread(std::size_t slot_size = 0) : scratch_(duet::slots * duet::round_up_to_block(slot_size)) {
        workers_ = {1, duet::slots, scratch_.data(), duet::round_up_to_block(slot_size)};
    }
    OneThread(const OneThread&) = delete;
    OneThread& operator=(const OneThread&) = delete;
    const duet::Workers<float>& operator*() const { return workers_; }

private:
    duet::Buffer<float> scratch_;
    duet::Workers<float> workers_;
};

} // namespace bench
