// Ranks that read their shares of a file's windows learn what one process learns from it.
#define BOOST_TEST_MODULE shuffled_windows
#include "duet/data/shuffled_windows.hpp"
#include "duet/compose/sequential.hpp"
#include "duet/data/mapped_npy.hpp"
#include "duet/data/npy_writer.hpp"
#include "duet/distributed/distributed_trainer.hpp"
#include "duet/distributed/one_process.hpp"
#include "duet/layers/linear.hpp"
#include "duet/layers/relu.hpp"
#include "duet/model/model.hpp"
#include "duet/train/cross_entropy.hpp"
#include "duet/train/sgd.hpp"

#include "data/fixture.hpp"
#include "world.hpp"

#include <algorithm>
#include <bit>
#include <set>

using namespace duet;

namespace {

constexpr std::size_t rows = 503;
constexpr std::size_t columns = 6;
constexpr std::size_t batch = 32;

using Net = Model<Sequential<Linear<8>, ReLU, Linear<2>>, Shape<columns>>;
using Learner = DistributedTrainer<Net, CrossEntropy, SGD>;

struct Seen {
    std::vector<float> parameters;
    double loss = 0;            // of the last epoch
    std::set<std::size_t> read; // rows of the file in the first epoch
};

/// Three epochs on rows of noise, whose class is the sign of the first value; the windows of 120 rows, and so their last batches, are uneven.
Seen train(Communicator& ranks, const std::filesystem::path& file, bool reproducible) {
    Net model(1);
    Learner trainer(ranks, model, {.learning_rate = 0.2}, {.batch = batch, .seed = 2, .threads = 1, .reproducible = reproducible});
    const data::MappedNpy source(file, columns);
    data::ShuffledWindows windows(rows, {.block = 20, .blocks = 6, .seed = 9});
    std::vector<float> x(batch * columns);
    std::vector<int> labels(batch);
    Seen seen;
    for (const std::uint64_t epoch : {0U, 1U, 2U}) {
        windows.start(epoch);
        seen.loss = 0;
        for (std::size_t window = 0; window < windows.count(); ++window) {
            windows.enter(window);
            source.keep(windows.ranges());
            for (std::size_t begin = 0; begin < windows.order().size(); begin += batch) {
                const auto whole = windows.order().subspan(begin, std::min(batch, windows.order().size() - begin));
                const Range mine = trainer.rows(whole.size());
                const auto share = whole.subspan(mine.begin, mine.end - mine.begin);
                source.gather(share, std::span(x).first(share.size() * columns));
                for (std::size_t i = 0; i < share.size(); ++i) labels[i] = x[i * columns] > 0 ? 1 : 0;
                const std::span<const int> classes = std::span(labels).first(share.size());
                seen.loss += trainer.step({{x.data(), share.size()}, classes}, whole.size()) * static_cast<double>(whole.size());
                if (epoch == 0) seen.read.insert(share.begin(), share.end());
            }
        }
    }
    seen.loss /= rows;
    seen.parameters.assign(model.parameters().begin(), model.parameters().end());
    return seen;
}

} // namespace

BOOST_AUTO_TEST_CASE(shares_of_windows_give_what_one_process_gives) {
    const fixture::Folder folder; // of each rank its own
    std::vector<float> values(rows * columns);
    Random random(4);
    for (float& v : values) v = static_cast<float>(random.normal());
    data::write_npy(folder / "x.npy", values, {rows, columns});

    OneProcess one;
    const Seen alone = train(one, folder / "x.npy", true);
    BOOST_TEST(alone.read.size() == rows);
    BOOST_TEST(alone.loss < 0.2);
    const std::size_t ranks = World::all().size();
    const Seen shared = train(World::all(), folder / "x.npy", std::has_single_bit(ranks));
    if (std::has_single_bit(ranks)) BOOST_TEST((shared.parameters == alone.parameters && shared.loss == alone.loss));
    BOOST_TEST(shared.loss == alone.loss, boost::test_tools::tolerance(1e-4));
    BOOST_TEST(shared.read.size() < rows / ranks + 20); // the epoch has 18 batches, whose shares may be one row longer
}
