// The processes that share a training run.
#pragma once

#include "duet/distributed/communicator.hpp"

#include <chrono>
#include <functional>

namespace digits {

/// Calls `body` on every rank of the MPI job that this program was started in; on this process alone, and without MPI, if it was started in none.
/// In a job an exception of any rank is said in one line with that rank's name, and ends all of them, but for Interrupted: to that all come
/// together, and it passes on rank 0. No rank waits longer than `patience` for the others. Throws duet::Error in a job if the program was built without MPI.
void on_all_ranks(std::chrono::seconds patience, const std::function<void(duet::Communicator&)>& body);

} // namespace digits
