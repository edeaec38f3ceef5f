// A buffer that notices writes beside it.
#pragma once

#include "duet/core/buffer.hpp"

#include <algorithm>
#include <cstddef>
#include <limits>

namespace duet {

/// `size` elements of poison (NaN) between two guard zones. Reading what was never written spoils the result; writing outside spoils a guard.
template <class T>
class GuardedBuffer {
public:
    /// Poison between unspoilt guards.
    explicit GuardedBuffer(std::size_t size) : buffer_(size + 2 * guard), size_(size) {
        std::fill_n(buffer_.data(), buffer_.size(), mark);
        poison();
    }

    [[nodiscard]] T* data() { return buffer_.data() + guard; }
    [[nodiscard]] const T* data() const { return buffer_.data() + guard; }
    [[nodiscard]] std::size_t size() const { return size_; }
    T& operator[](std::size_t i) { return data()[i]; }
    const T& operator[](std::size_t i) const { return data()[i]; }

    void poison() { fill(std::numeric_limits<T>::quiet_NaN()); } ///< every element is unwritten again
    void fill(T value) { std::fill_n(data(), size_, value); }    ///< the elements, not the guards

    /// Whether nothing was written outside.
    [[nodiscard]] bool intact() const {
        const auto marked = [](T value) { return value == mark; };
        return std::all_of(buffer_.data(), buffer_.data() + guard, marked) && std::all_of(data() + size_, data() + size_ + guard, marked);
    }

private:
    static constexpr std::size_t guard = 4 * block;
    static constexpr T mark = T(-12345.5);
    Buffer<T> buffer_;
    std::size_t size_;
};

} // namespace duet
