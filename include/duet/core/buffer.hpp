// Memory on cache-line boundaries: parameters, gradients, moments and workspaces are each one of these.
#pragma once

#include <algorithm>
#include <cstddef>
#include <new>
#include <span>
#include <utility>

namespace duet {

/// Bytes: a cache line, and the widest vector register.
inline constexpr std::size_t alignment = 64;

/// Elements to which blocks inside a buffer are rounded up, so that each starts on a cache line for float and for double.
inline constexpr std::size_t block = 16;

/// `count` rounded up to whole blocks.
constexpr std::size_t round_up_to_block(std::size_t count) { return (count + block - 1) / block * block; }

/// A fixed-size, zero-initialised, aligned array. Zeroing also touches every page once, so that no pass pays for page faults.
template <class T>
class Buffer {
public:
    Buffer() = default;
    /// `size` zeros.
    explicit Buffer(std::size_t size)
        : data_(size == 0 ? nullptr : static_cast<T*>(::operator new(size * sizeof(T), std::align_val_t(alignment)))), size_(size) {
        std::fill_n(data_, size_, T{});
    }
    Buffer(const Buffer& other) : Buffer(other.size_) { std::copy_n(other.data_, size_, data_); } ///< copies the elements
    /// Leaves the other one empty.
    Buffer(Buffer&& other) noexcept : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
    /// Takes the elements over: by copy from an lvalue, else without.
    Buffer& operator=(Buffer other) noexcept {
        std::swap(data_, other.data_);
        std::swap(size_, other.size_);
        return *this;
    }
    ~Buffer() { ::operator delete(data_, std::align_val_t(alignment)); }

    [[nodiscard]] T* data() { return data_; }
    [[nodiscard]] const T* data() const { return data_; }
    [[nodiscard]] std::size_t size() const { return size_; }
    T& operator[](std::size_t i) { return data_[i]; }
    const T& operator[](std::size_t i) const { return data_[i]; }
    [[nodiscard]] std::span<T> span() { return {data_, size_}; }
    [[nodiscard]] std::span<const T> span() const { return {data_, size_}; }
    void zero() { std::fill_n(data_, size_, T{}); } ///< keeps the size

private:
    T* data_ = nullptr;
    std::size_t size_ = 0;
};

} // namespace duet
