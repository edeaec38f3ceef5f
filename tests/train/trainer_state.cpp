#define BOOST_TEST_MODULE trainer_state
#include "duet/train/trainer_state.hpp"

#include "../model/small_network.hpp"

#include "duet/train/adam.hpp"
#include "duet/train/cross_entropy.hpp"
#include "duet/train/ema.hpp"
#include "duet/train/sgd.hpp"
#include "duet/train/trainer.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

using namespace small;

namespace {

/// Copies what one state views into what another of the same kind views.
void copy(const TrainerState<float>& from, const TrainerState<float>& to) {
    BOOST_REQUIRE(from.tensors.size() == to.tensors.size());
    BOOST_REQUIRE(from.counters.size() == to.counters.size());
    for (std::size_t i = 0; i < from.tensors.size(); ++i) {
        BOOST_TEST(from.tensors[i].name == to.tensors[i].name);
        std::ranges::copy(from.tensors[i].values, to.tensors[i].values.begin());
    }
    for (std::size_t i = 0; i < from.counters.size(); ++i) *to.counters[i].value = *from.counters[i].value;
}

template <class Optimiser>
struct Learner {
    using Trainer = duet::Trainer<Net, CrossEntropy, Optimiser>;
    explicit Learner(std::uint64_t seed)
        : model(seed), trainer(model, Optimiser{.learning_rate = 0.01}, {.batch = 16, .seed = 2, .threads = 1, .clip = 1}),
          average(std::as_const(model).parameters(), 0.9) {}
    void learn(const Samples& samples, std::size_t steps) {
        for (std::size_t i = 0; i < steps; ++i) {
            const std::size_t begin = trainer.steps() % 3 * 16;
            trainer.step(samples.all().slice(begin, begin + 16), std::span(samples.labels).subspan(begin, 16));
            average.update(std::as_const(model).parameters(), 1);
        }
    }
    TrainerState<float> state() {
        TrainerState<float> state = trainer.state();
        average.add_to(state, Net::parameter_table);
        return state;
    }
    Net model;
    Trainer trainer;
    ExponentialMovingAverage<float> average;
};

template <class Optimiser>
void goes_on_to_the_bit() {
    const Samples samples(48);
    Learner<Optimiser> whole(1), first(1), second(7);
    whole.learn(samples, 9);
    first.learn(samples, 4);
    copy(first.state(), second.state());
    BOOST_TEST(second.trainer.steps() == 4U);
    second.learn(samples, 5);
    BOOST_TEST(std::ranges::equal(second.model.parameters(), whole.model.parameters()));
    BOOST_TEST(std::ranges::equal(second.average.average(), whole.average.average()));
    BOOST_TEST(!std::ranges::equal(second.average.average(), second.model.parameters()));
}

} // namespace

BOOST_AUTO_TEST_CASE(a_run_goes_on_to_the_bit_from_a_copy_of_its_state) {
    goes_on_to_the_bit<Adam>();
    goes_on_to_the_bit<SGD>();
}

BOOST_AUTO_TEST_CASE(it_names_each_parameter_of_each_buffer) {
    Learner<Adam> learner(1);
    const TrainerState<float> state = learner.state();
    BOOST_TEST(state.tensors.size() == 4 * Net::parameter_table.size());
    std::vector<std::string> names;
    for (const auto& tensor : state.tensors) names.push_back(tensor.name);
    for (const char* name : {"parameters.head.weight", "exp_avg.head.weight", "exp_avg_sq.head.bias", "average.0.image.0.weight"}) {
        BOOST_TEST(std::ranges::count(names, name) == 1, name);
    }
    BOOST_TEST((state.tensors[0].shape == std::vector<std::size_t>{4, 1, 3, 3}));
    BOOST_TEST(state.tensors[0].values.data() == learner.model.parameters().data());
    names.clear();
    for (const auto& counter : state.counters) names.push_back(counter.name);
    BOOST_TEST((names == std::vector<std::string>{"steps", "optimiser.steps", "average.updates"}));
}
