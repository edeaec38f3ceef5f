// All ranks of the job in which a test runs, and this one alone.
#pragma once

#include "duet/distributed/mpi.hpp"

#include <chrono>
#include <string>

#include <boost/test/unit_test.hpp>

/// A rank that misses a call, since a test has failed on it, is not waited for till the test's own time is over.
struct World {
    World() { instance = this; }

    static duet::Communicator& all() { return instance->world; }
    static duet::Communicator& alone() { return instance->self; }

private:
    static inline World* instance = nullptr;
    duet::MpiCommunicator world{std::chrono::seconds(60)};
    duet::MpiCommunicator self{std::chrono::seconds(60), MPI_COMM_SELF};
};

BOOST_TEST_GLOBAL_FIXTURE(World);

/// The message of the Error that a call throws; "none" if it throws none.
template <class F>
std::string error_of(const F& call) {
    try {
        call();
    } catch (const duet::Error& error) {
        return error.what();
    }
    return "none";
}
