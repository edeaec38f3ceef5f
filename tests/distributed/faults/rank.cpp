// A rank of a job in which rank 1 fails as the argument says: `rank FAULT`.
#include "duet/distributed/job.hpp"
#include "duet/distributed/mpi.hpp"

#include "../small_training.hpp"

#include <chrono>
#include <csignal>
#include <iostream>
#include <stdexcept>
#include <string>
#include <thread>

using namespace small;

namespace {

int train(Communicator& ranks, const std::string& fault) {
    const bool fails = ranks.rank() == 1;
    Data<float> data(40);
    Net<float> model(1);
    Learner<float> trainer(ranks, model, SGD{}, {.batch = fails && fault == "options" ? 50U : 40U, .threads = 1});
    const Range mine = trainer.rows(40);
    for (int step = 0; step < 5; ++step) {
        if (fails && step == 3) {
            if (fault == "label") data.labels[mine.begin] = 9;
            if (fault == "other") throw std::runtime_error("something else");
            if (fault == "code") return 3;
            if (fault == "killed") std::raise(SIGKILL);
            if (fault == "slow") std::this_thread::sleep_for(std::chrono::minutes(2));
        }
        trainer.step(data.all().slice(mine.begin, mine.end), 40);
    }
    if (ranks.rank() == 0) std::cout << "done\n";
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    const std::string fault = argc > 1 ? argv[1] : "none";
    try {
        MpiCommunicator ranks(std::chrono::seconds(3));
        if (fault == "left") return train(ranks, "other");
        return run_job(ranks, [&] { return train(ranks, fault); });
    } catch (const std::exception&) {
        return 7; // too late: the communicator has ended the job
    }
}
