#include "digits/job.hpp"

#include "duet/distributed/one_process.hpp"

#include <cstdlib>

#ifdef DIGITS_MPI
#include "digits/failure.hpp"
#include "digits/stop_signals.hpp"

#include "duet/distributed/mpi.hpp"

#include <cstdio>
#include <optional>
#include <string>
#include <thread>
#endif

namespace digits {

namespace {

/// As mpirun and srun say it to what they start.
bool started_in_a_job() {
    for (const char* name : {"OMPI_COMM_WORLD_SIZE", "PMIX_RANK", "PMI_RANK"}) {
        if (std::getenv(name) != nullptr) return true;
    }
    return false;
}

#ifdef DIGITS_MPI

[[noreturn]] void end_the_job(const duet::Communicator& ranks) {
    std::string line = failure_line();
    if (!line.starts_with(ranks.name())) line = ranks.name() + ": " + line;
    // What all ranks meet, such as a folder that is not there, is said once: rank 0 ends the others meanwhile.
    if (ranks.rank() > 0) std::this_thread::sleep_for(std::chrono::milliseconds(500));
    std::fprintf(stderr, "digits: %s\n", line.c_str());
    ranks.end(2);
}

void in_the_job(std::chrono::seconds patience, const std::function<void(duet::Communicator&)>& body) {
    std::optional<Interrupted> stop;
    {
        duet::MpiCommunicator ranks(patience);
        try {
            body(ranks);
        } catch (const Interrupted& asked) {
            if (ranks.rank() == 0) stop = asked;
        } catch (...) {
            end_the_job(ranks);
        }
    }
    if (stop) throw Interrupted(*stop);
}

#else

void in_the_job(std::chrono::seconds, const std::function<void(duet::Communicator&)>&) {
    throw duet::Error("this program was built without MPI; start it without mpirun or srun, or build it where libopenmpi-dev is installed");
}

#endif

} // namespace

void on_all_ranks(std::chrono::seconds patience, const std::function<void(duet::Communicator&)>& body) {
    if (started_in_a_job()) return in_the_job(patience, body);
    duet::OneProcess alone;
    body(alone);
}

} // namespace digits
