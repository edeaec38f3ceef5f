#define BOOST_TEST_MODULE training_files
#include "duet/io/training_files.hpp"

#include "../data/fixture.hpp"
#include "../train/rings.hpp"

#include <filesystem>
#include <limits>
#include <vector>

#include <boost/test/unit_test.hpp>

using namespace rings;

namespace {

const Points points(128, 1);
const Learner::Options options{.batch = 32, .threads = 1};
constexpr double nothing_yet = std::numeric_limits<double>::infinity();

std::vector<float> read_model(const std::filesystem::path& path) {
    Net model(9);
    io::read_parameters<float>(io::SafeTensors::read(path), path.string(), Net::parameter_table, model.parameters());
    return parameters_of(model);
}

} // namespace

BOOST_AUTO_TEST_CASE(the_best_model_stands_in_its_file) {
    const fixture::Folder folder;
    const auto path = folder / "best.safetensors";
    Net model(1);
    Learner trainer(model, {.learning_rate = 0.3}, options);
    const Callback save = io::save_best(path, model, {{"by", "test"}});
    fit(trainer, points.all(), points.all(), {.epochs = 12, .callbacks = {save}});
    BOOST_TEST(read_model(path) == parameters_of(model)); // which `fit` left at its best
    BOOST_TEST(io::SafeTensors::read(path).metadata().at("by") == "test");
    model.parameters()[0] += 1;
    BOOST_TEST(save(Epoch{.best = false}));
    BOOST_TEST(read_model(path) != parameters_of(model));
    BOOST_TEST(save(Epoch{.best = true}));
    BOOST_TEST(read_model(path) == parameters_of(model));
}

BOOST_AUTO_TEST_CASE(a_training_goes_on_from_its_file) {
    const fixture::Folder folder;
    const auto best = folder / "best.safetensors";
    const auto last = folder / "last.safetensors";
    const auto train = [&](std::size_t epochs) {
        Net model(1);
        Learner trainer(model, {.learning_rate = 0.3}, options);
        const double lowest_loss = io::go_on_from(last, trainer);
        BOOST_TEST((trainer.steps() > 0) == (lowest_loss < nothing_yet));
        return fit(trainer, points.all(), points.all(),
                   {.epochs = epochs, .lowest_loss = lowest_loss, .callbacks = {io::save_best(best, model), io::save_last(last, trainer)}});
    };
    const std::vector<Epoch> at_once = train(12);
    const std::string best_of_all = fixture::get(best);
    const std::string last_of_all = fixture::get(last);
    for (const auto& path : {best, last}) std::filesystem::remove(path);

    std::size_t worse = 0; // two epochs that are not the best so far: going on between them, the second must not be taken for it
    while (worse + 2 < at_once.size() && (at_once[worse].best || at_once[worse + 1].best)) ++worse;
    BOOST_TEST_REQUIRE(worse + 2 < at_once.size());
    train(worse + 1);
    const std::vector<Epoch> rest = train(12);
    BOOST_TEST(rest.front().number == worse + 1);
    BOOST_TEST(!rest.front().best);
    BOOST_TEST(rest.back().lowest_loss == at_once.back().lowest_loss);
    BOOST_TEST((fixture::get(best) == best_of_all));
    BOOST_TEST((fixture::get(last) == last_of_all));
}

BOOST_AUTO_TEST_CASE(a_file_of_another_training_is_refused) {
    const fixture::Folder folder;
    Net model(1);
    Learner trainer(model, {}, options);
    io::save_best(folder / "model", model)(Epoch{.best = true});
    fixture::check_error([&] { io::go_on_from(folder / "model", trainer); }, {"model", "'lowest_loss'", "save_last"});
    io::save_best(folder / "model", model, {{"lowest_loss", "1"}})(Epoch{.best = true});
    fixture::check_error([&] { io::go_on_from(folder / "model", trainer); }, {"model", "steps"});
    io::write_trainer_state(folder / "state", trainer.state(), {{"lowest_loss", "nan"}});
    BOOST_CHECK_THROW(io::go_on_from(folder / "state", trainer), Error);
    BOOST_CHECK_THROW(io::save_best(folder / "none/model", model)(Epoch{.best = true}), Error);
    BOOST_CHECK_THROW(io::save_last(folder / "none/model", trainer)(Epoch{}), Error);
}
