// Numbers below the normal range count as zero.
#pragma once

#include <cstdint>

#if defined(__SSE2__)
#include <xmmintrin.h>
#endif

namespace duet {

/// While it lives, this thread reads and writes subnormal numbers (below 1.2e-38 in float) as zero. They carry next to no information, and a
/// processor takes a hundred times as long over each: gradients that vanish on their way through a recurrent network would bring it to a halt.
/// Does nothing on processors other than x86 and 64-bit ARM. PyTorch equivalent: `torch.set_flush_denormal(True)`.
class FlushSubnormals {
public:
    FlushSubnormals() : before_(read()) { write(before_ | flush_bits); }
    ~FlushSubnormals() { write(before_); }
    FlushSubnormals(const FlushSubnormals&) = delete;
    FlushSubnormals& operator=(const FlushSubnormals&) = delete;

private:
#if defined(__SSE2__)
    using Control = std::uint32_t;
    static constexpr Control flush_bits = 0x8040; // results to zero, operands are zero
    static Control read() { return _mm_getcsr(); }
    static void write(Control control) { _mm_setcsr(control); }
#elif defined(__aarch64__)
    using Control = std::uint64_t;
    static constexpr Control flush_bits = std::uint64_t{1} << 24; // FZ
    static Control read() {
        Control control;
        asm volatile("mrs %0, fpcr" : "=r"(control));
        return control;
    }
    static void write(Control control) { asm volatile("msr fpcr, %0" ::"r"(control)); }
#else
    using Control = std::uint32_t;
    static constexpr Control flush_bits = 0;
    static Control read() { return 0; }
    static void write(Control) {}
#endif

    Control before_;
};

} // namespace duet
