#include "duet/io/trainer_file.hpp"

#include "duet/compose/sequential.hpp"
#include "duet/layers/linear.hpp"
#include "duet/model/model.hpp"
#include "duet/train/mean_squared_error.hpp"
#include "duet/train/sgd.hpp"
#include "duet/train/trainer.hpp"

#include "fuzz_file.hpp"

#include <algorithm>
#include <vector>

using Line = duet::Model<duet::Linear<1>, duet::Shape<2>>;

/// A file that is refused changes nothing.
int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    Line model(1);
    duet::Trainer<Line, duet::MeanSquaredError, duet::SGD> trainer(model, duet::SGD{}, {.batch = 1, .threads = 1});
    const std::vector<float> before(model.parameters().begin(), model.parameters().end());
    bool taken = false;
    fuzz::attempt(bytes, size, [&](const std::string& path) {
        duet::io::read_trainer_state(duet::io::SafeTensors::read(path), path, trainer.state());
        taken = true;
    });
    if (!taken && (trainer.steps() != 0 || !std::ranges::equal(model.parameters(), before))) std::abort();
    return 0;
}
