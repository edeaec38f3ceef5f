// What a step costs on all ranks of a job: `mpirun -n RANKS distributed-steps` prints a line for each way of summing gradients.
#include "duet/compose/sequential.hpp"
#include "duet/core/random.hpp"
#include "duet/distributed/distributed_trainer.hpp"
#include "duet/distributed/job.hpp"
#include "duet/distributed/mpi.hpp"
#include "duet/layers/conv2d.hpp"
#include "duet/layers/dropout.hpp"
#include "duet/layers/flatten.hpp"
#include "duet/layers/linear.hpp"
#include "duet/layers/max_pool2d.hpp"
#include "duet/layers/relu.hpp"
#include "duet/model/model.hpp"
#include "duet/train/adam.hpp"
#include "duet/train/cross_entropy.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

using namespace duet;

namespace {

constexpr std::size_t batch = 128;
constexpr int steps = 3; // few, so that some round is left in peace
constexpr int rounds = 25;

using Network =
    Sequential<Conv2d<32, 5>, ReLU, MaxPool2d<2>, Conv2d<64, 5>, ReLU, MaxPool2d<2>, Flatten, Linear<256>, ReLU, Dropout<0.2>, Linear<10>>;
using Net = Model<Network, Shape<1, 28, 28>>;
using Learner = DistributedTrainer<Net, CrossEntropy, Adam>;

struct Data {
    Data() : pictures(batch * 784), labels(batch) {
        Random random(1);
        for (float& v : pictures) v = static_cast<float>(random.uniform());
        for (int& label : labels) label = static_cast<int>(random.below(10));
    }
    [[nodiscard]] Samples<Net, CrossEntropy> rows(Range range) const {
        return Samples<Net, CrossEntropy>{{pictures.data(), batch}, labels}.slice(range.begin, range.end);
    }

    std::vector<float> pictures;
    std::vector<int> labels;
};

/// Bytes that this machine has sent to itself so far: all that ranks send each other over TCP, headers and acknowledgements included.
std::uint64_t loopback_bytes() {
    std::ifstream file("/proc/net/dev");
    std::string word;
    while (file >> word && word != "lo:") {
    }
    std::uint64_t bytes = 0;
    file >> bytes;
    return bytes;
}

struct Cost {
    double seconds = 1e9; // a step, of the fastest round
    double bytes = 0;     // a step, sent by a rank
};

template <class F>
Cost measure(Communicator& ranks, const F& step) {
    step();
    Cost cost;
    for (int round = 0; round < rounds; ++round) {
        ranks.barrier("a round");
        const std::uint64_t before = loopback_bytes();
        const auto start = std::chrono::steady_clock::now();
        for (int i = 0; i < steps; ++i) step();
        ranks.barrier("a round");
        const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
        if (seconds.count() / steps > cost.seconds) continue;
        cost = {seconds.count() / steps, static_cast<double>(loopback_bytes() - before) / steps / static_cast<double>(ranks.size())};
    }
    return cost;
}

Cost with(Communicator& ranks, const Data& data, Learner::Options options) {
    Net model(1);
    options.batch = batch;
    options.threads = 1;
    Learner trainer(ranks, model, Adam{}, options);
    const auto mine = data.rows(trainer.rows(batch));
    return measure(ranks, [&] { trainer.step(mine, batch); });
}

Cost without_sums(Communicator& ranks, const Data& data) {
    Net model(1);
    Trainer<Net, CrossEntropy, Adam> trainer(model, Adam{}, {.batch = batch, .threads = 1});
    const auto mine = data.rows(slot_range(batch, ranks.rank(), ranks.size()));
    return measure(ranks, [&] { trainer.step(mine.x, mine.target); });
}

int run(Communicator& ranks) {
    const Data data;
    const auto count = static_cast<double>(ranks.size());
    const double least = 2 * (count - 1) / count * static_cast<double>(Net::parameter_storage * sizeof(float));
    const Cost alone = without_sums(ranks, data);
    const Cost after = with(ranks, data, {.bucket = Net::parameter_storage});
    const Cost during = with(ranks, data, {});
    const Cost tree = with(ranks, data, {.reproducible = true});
    if (ranks.rank() != 0) return 0;
    std::printf("%zu ranks, %zu samples a step, %zu parameters; the least that a rank sends: %.2f MB\n", ranks.size(), batch, Net::parameter_count,
                least / 1e6);
    const auto line = [&](const char* name, const Cost& cost) {
        std::printf("  %-28s %7.2f ms  %6.2f MB sent by a rank\n", name, 1e3 * cost.seconds, cost.bytes / 1e6);
    };
    line("no sums", alone);
    line("sums behind the pass", after);
    line("sums during the pass", during);
    line("reproducible", tree);
    if (ranks.size() > 1)
        std::printf("  hidden: %.0f %% of the sums' time\n", 100 * (after.seconds - during.seconds) / (after.seconds - alone.seconds));
    return 0;
}

} // namespace

int main() {
    MpiCommunicator ranks;
    return run_job(ranks, [&] { return run(ranks); });
}
