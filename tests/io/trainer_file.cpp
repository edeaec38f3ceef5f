#define BOOST_TEST_MODULE trainer_file
#include "duet/io/trainer_file.hpp"

#include "duet/compose/sequential.hpp"
#include "duet/layers/linear.hpp"
#include "duet/layers/tanh.hpp"
#include "duet/model/model.hpp"
#include "duet/train/adam.hpp"
#include "duet/train/cross_entropy.hpp"
#include "duet/train/trainer.hpp"

#include "../data/fixture.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include <boost/test/unit_test.hpp>

using namespace duet;

namespace {

template <std::size_t Width>
struct Learner {
    using Net = Model<Sequential<Named<"in", Linear<Width>>, Tanh, Named<"out", Linear<2>>>, Shape<2>>;
    explicit Learner(std::uint64_t seed) : model(seed), trainer(model, Adam{.learning_rate = 0.05}, {.batch = 4, .threads = 1}) {}
    void learn(int steps) {
        static constexpr std::array<float, 8> x{-1, -1, -1, 1, 1, -1, 1, 1};
        static const std::vector<int> labels{0, 1, 1, 0};
        for (int i = 0; i < steps; ++i) trainer.step({x.data(), 4}, labels);
    }
    void load(const std::filesystem::path& path) { io::read_trainer_state(io::SafeTensors::read(path), path.string(), trainer.state()); }
    Net model;
    Trainer<Net, CrossEntropy, Adam> trainer;
};

/// A file of these tensors and metadata is refused with all of `words`, and the learner stays as it was.
void refused(const std::vector<io::TensorView>& tensors, const io::Metadata& metadata, std::initializer_list<std::string_view> words) {
    const fixture::Folder folder;
    io::write_safetensors(folder / "t.safetensors", tensors, metadata);
    Learner<3> learner(1), untouched(1);
    fixture::check_error([&] { learner.load(folder / "t.safetensors"); }, {"t.safetensors"});
    fixture::check_error([&] { learner.load(folder / "t.safetensors"); }, words);
    learner.learn(2);
    untouched.learn(2);
    BOOST_TEST(std::ranges::equal(learner.model.parameters(), untouched.model.parameters()));
    BOOST_TEST(learner.trainer.steps() == 2U);
}

} // namespace

BOOST_AUTO_TEST_CASE(a_run_goes_on_to_the_bit) {
    const fixture::Folder folder;
    Learner<3> whole(1), first(1), second(9);
    whole.learn(11);
    first.learn(5);
    io::write_trainer_state(folder / "t.safetensors", first.trainer.state(), {{"epoch", "3"}});
    second.load(folder / "t.safetensors");
    BOOST_TEST(second.trainer.steps() == 5U);
    second.learn(6);
    BOOST_TEST(std::ranges::equal(second.model.parameters(), whole.model.parameters()));
    BOOST_TEST(io::SafeTensors::read(folder / "t.safetensors").metadata().at("epoch") == "3");
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_named_and_changes_nothing) {
    Learner<3> learner(5);
    learner.learn(3);
    const TrainerState<float> state = learner.trainer.state();
    std::vector<io::TensorView> tensors;
    for (const auto& tensor : state.tensors) tensors.push_back(io::tensor_view(tensor.name, tensor.shape, tensor.values));
    const io::Metadata metadata{{"steps", "3"}, {"optimiser.steps", "3"}};

    refused(tensors, {{"steps", "3"}}, {"'optimiser.steps' is missing", "expected a whole number"});
    for (const char* text : {"-1", "3.5", "three", "99999999999999999999", "3 "}) {
        refused(tensors, {{"steps", text}, {"optimiser.steps", "3"}}, {"'steps'", text});
    }
    auto fewer = tensors;
    fewer.pop_back();
    refused(fewer, metadata, {"'exp_avg_sq.out.bias' is missing"});
    auto more = tensors;
    more.push_back(io::tensor_view("average.in.weight", {3, 2}, state.tensors[0].values));
    refused(more, metadata, {"'average.in.weight' is not a parameter of it"});
    auto other = tensors;
    const std::vector<double> wide(2);
    other.back() = io::tensor_view(tensors.back().name, {2}, wide);
    refused(other, metadata, {"'exp_avg_sq.out.bias' is of F64", "expected F32"});
    auto turned = tensors;
    turned[0].shape = {2, 3};
    refused(turned, metadata, {"'parameters.in.weight' has shape (2, 3), expected (3, 2)"});
}
