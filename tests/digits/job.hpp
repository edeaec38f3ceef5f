// Training runs of the program as jobs of several processes.
#pragma once

#include "trained.hpp"

#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include <signal.h>

using Arguments = std::vector<std::string>;

/// What mpirun is given: so many ranks, more than the machine may have cores, each with these arguments of digits. They find no gnuplot; mpirun wants a
/// PATH.
inline Arguments job(int ranks, const Arguments& arguments) {
    Arguments all{"--allow-run-as-root", "--oversubscribe", "-x", "PATH=/none", "-n", std::to_string(ranks), DIGITS_PROGRAM};
    all.insert(all.end(), arguments.begin(), arguments.end());
    return all;
}

/// A job while it runs.
class RunningJob : public RunningProgram {
public:
    RunningJob(int ranks, const Arguments& arguments) : RunningProgram(MPIRUN, job(ranks, arguments)) {}

    /// To one rank; false where it has ended.
    bool send_to(int rank, int signal) const {
        const std::optional<pid_t> process = process_of(rank);
        return process && kill(*process, signal) == 0;
    }

private:
    /// The child of mpirun that was told that it is this rank.
    [[nodiscard]] std::optional<pid_t> process_of(int rank) const {
        const std::string me = std::to_string(id());
        std::ifstream children("/proc/" + me + "/task/" + me + "/children");
        const std::string told = std::string(1, '\0') + "OMPI_COMM_WORLD_RANK=" + std::to_string(rank) + std::string(1, '\0');
        for (pid_t child = 0; children >> child;) {
            if (read("/proc/" + std::to_string(child) + "/environ").find(told) != std::string::npos) return child;
        }
        return {};
    }
};

/// Runs `digits` to its end: as a job, or without mpirun where `ranks` is 0.
inline Outcome run_on(int ranks, const Arguments& arguments) {
    if (ranks > 0) return run_program(MPIRUN, job(ranks, arguments));
    const WithoutPath no_gnuplot;
    return run_digits(arguments);
}

/// 301 rows, 241 of which train: in batches of 40 there is one left for the last.
inline const fs::path& rows_of_job() {
    static const Scratch scratch("duet-job-data");
    static const fs::path data = tiny::write_folder(scratch.folder / "data", 301);
    return data;
}

inline Arguments training_job(const fs::path& out, const Arguments& more = {}) {
    Arguments arguments{"train", "--data", rows_of_job().string(), "--out", out.string(), "--batch", "40", "--threads", "1", "--patience", "20"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
}

inline Arguments resuming_job(const fs::path& out, const Arguments& more = {}) {
    Arguments arguments{"train", "--resume", "--out", out.string(), "--threads", "1", "--patience", "20"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
}
