// A project that trains on several processes: says whether they have learnt the same.
#include "duet/compose/sequential.hpp"
#include "duet/distributed/distributed_trainer.hpp"
#include "duet/distributed/job.hpp"
#include "duet/distributed/mpi.hpp"
#include "duet/layers/linear.hpp"
#include "duet/model/model.hpp"
#include "duet/train/cross_entropy.hpp"
#include "duet/train/sgd.hpp"

#include <cstdio>
#include <vector>

int main() {
    duet::MpiCommunicator ranks;
    return duet::run_job(ranks, [&] {
        using Net = duet::Model<duet::Sequential<duet::Linear<3>>, duet::Shape<4>>;
        Net model(1);
        duet::DistributedTrainer<Net, duet::CrossEntropy, duet::SGD> trainer(ranks, model, {.learning_rate = 0.1}, {.batch = 6, .threads = 1});
        const std::vector<float> inputs(6 * 4, 0.5F);
        const std::vector<int> labels{0, 1, 2, 0, 1, 2};
        const duet::Range mine = trainer.rows(6);
        const duet::Samples<Net, duet::CrossEntropy> all{{inputs.data(), 6}, labels};
        trainer.step(all.slice(mine.begin, mine.end), 6);
        if (ranks.rank() == 0) std::printf("%zu ranks, %zu step\n", ranks.size(), trainer.steps());
        return 0;
    });
}
