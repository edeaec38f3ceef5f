// A program that runs on all ranks of a job, or on none.
#pragma once

#include "duet/distributed/communicator.hpp"

#include <exception>
#include <string>

namespace duet {

/// Calls `body()`, the whole of what a rank does, and returns 0. If it throws, or returns another exit code, the job ends at once on all ranks,
/// with one line on standard error that names this rank, and that exit code: 2 for Error, 1 for other exceptions.
/// PyTorch equivalent: `torchrun`, which stops all workers when one fails.
template <class F>
int run_job(const Communicator& ranks, const F& body) {
    try {
        const int code = body();
        if (code != 0) ranks.abort("ended with exit code " + std::to_string(code), code);
    } catch (const Error& error) {
        ranks.abort(error.what(), 2);
    } catch (const std::exception& error) {
        ranks.abort(error.what(), 1);
    }
    return 0;
}

} // namespace duet
