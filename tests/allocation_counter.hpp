// Counts the allocations of a program: whatever operator new, OpenMP or BLAS ask for ends in one of these functions. For glibc, in one file of
// a program only. Under a sanitizer or valgrind, which bring their own functions, nothing is counted.
#pragma once

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <string_view>

#if __has_include(<mm_malloc.h>)
#include <mm_malloc.h> // clang's declares posix_memalign in a way that it forgives before the definition below only
#endif

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(__GLIBC__)
#define DUET_COUNTS_ALLOCATIONS 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define DUET_COUNTS_ALLOCATIONS 0
#endif
#endif
#ifndef DUET_COUNTS_ALLOCATIONS
#define DUET_COUNTS_ALLOCATIONS 1
#endif

namespace allocations {

inline std::atomic<std::size_t> counted{0};

/// Whether this program's allocations are counted.
inline bool can_count() {
    const char* preloaded = std::getenv("LD_PRELOAD"); // valgrind's own functions come by it
    return DUET_COUNTS_ALLOCATIONS != 0 && (preloaded == nullptr || std::string_view(preloaded).find("vgpreload") == std::string_view::npos);
}

/// How often `body` allocates, on all threads together.
template <class F>
std::size_t count(const F& body) {
    const std::size_t before = counted;
    body();
    return counted - before;
}

} // namespace allocations

#if DUET_COUNTS_ALLOCATIONS
extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);
void* __libc_valloc(std::size_t);

void* malloc(std::size_t size) noexcept {
    ++allocations::counted;
    return __libc_malloc(size);
}
void* calloc(std::size_t count, std::size_t size) noexcept {
    ++allocations::counted;
    return __libc_calloc(count, size);
}
void* realloc(void* old, std::size_t size) noexcept {
    ++allocations::counted;
    return __libc_realloc(old, size);
}
void* memalign(std::size_t alignment, std::size_t size) noexcept {
    ++allocations::counted;
    return __libc_memalign(alignment, size);
}
void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept { return memalign(alignment, size); }
void* valloc(std::size_t size) noexcept {
    ++allocations::counted;
    return __libc_valloc(size);
}
int posix_memalign(void** result, std::size_t alignment, std::size_t size) noexcept {
    void* const memory = memalign(alignment, size);
    if (memory == nullptr) return ENOMEM;
    *result = memory;
    return 0;
}
}
#endif
