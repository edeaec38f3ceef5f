// Loaded before the C library (LD_PRELOAD), it makes a system call fail from its n-th use on, as a full, broken or read-only disk does.
// DUET_FAIL=CALL:N:ERRNO with CALL one of open (that may create), write (beyond standard error), fsync, rename, mkdir, malloc (of 256 KB and more).

#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <cstddef>
#include <cstdlib>
#include <cstring>

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/types.h>

namespace {

struct Plan {
    char call[16] = "";
    long from = 0;
    int reason = 0;
};

// Without memory of its own: malloc is among what may fail.
const Plan& plan() {
    static const Plan made = [] {
        Plan plan;
        const char* text = std::getenv("DUET_FAIL");
        const char* colon = text == nullptr ? nullptr : std::strchr(text, ':');
        if (colon == nullptr || colon - text >= static_cast<std::ptrdiff_t>(sizeof plan.call)) return plan;
        std::memcpy(plan.call, text, static_cast<std::size_t>(colon - text));
        char* end = nullptr;
        plan.from = std::strtol(colon + 1, &end, 10);
        plan.reason = *end == ':' ? static_cast<int>(std::strtol(end + 1, nullptr, 10)) : EIO;
        return plan;
    }();
    return made;
}

bool fails(const char* call) {
    static std::atomic<long> uses{0};
    if (std::strcmp(plan().call, call) != 0 || ++uses < plan().from) return false;
    errno = plan().reason;
    return true;
}

template <class F>
F* real(const char* name) {
    return reinterpret_cast<F*>(dlsym(RTLD_NEXT, name));
}

constexpr std::size_t large = 256 * 1024;

} // namespace

extern "C" {

int open(const char* path, int flags, ...) {
    std::va_list rest;
    va_start(rest, flags);
    const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    static auto* const next = real<int(const char*, int, ...)>("open");
    return (flags & O_CREAT) != 0 && fails("open") ? -1 : next(path, flags, mode);
}

ssize_t write(int descriptor, const void* bytes, std::size_t count) {
    static auto* const next = real<ssize_t(int, const void*, std::size_t)>("write");
    return descriptor > 2 && fails("write") ? -1 : next(descriptor, bytes, count);
}

int fsync(int descriptor) {
    static auto* const next = real<int(int)>("fsync");
    return fails("fsync") ? -1 : next(descriptor);
}

int rename(const char* from, const char* to) noexcept {
    static auto* const next = real<int(const char*, const char*)>("rename");
    return fails("rename") ? -1 : next(from, to);
}

int renameat2(int from_folder, const char* from, int to_folder, const char* to, unsigned flags) noexcept {
    static auto* const next = real<int(int, const char*, int, const char*, unsigned)>("renameat2");
    return fails("rename") ? -1 : next(from_folder, from, to_folder, to, flags);
}

int mkdir(const char* path, mode_t mode) noexcept {
    static auto* const next = real<int(const char*, mode_t)>("mkdir");
    return fails("mkdir") ? -1 : next(path, mode);
}

void* malloc(std::size_t size) noexcept {
    static auto* const next = real<void*(std::size_t)>("malloc");
    return size >= large && fails("malloc") ? nullptr : next(size);
}

void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept {
    static auto* const next = real<void*(std::size_t, std::size_t)>("aligned_alloc");
    return size >= large && fails("malloc") ? nullptr : next(alignment, size);
}
}
