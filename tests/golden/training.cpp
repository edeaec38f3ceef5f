#define BOOST_TEST_MODULE golden_training
#include "golden_case.hpp"

#include "duet/train/adam.hpp"
#include "duet/train/clip.hpp"
#include "duet/train/cross_entropy.hpp"
#include "duet/train/mean_squared_error.hpp"
#include "duet/train/schedule.hpp"
#include "duet/train/sgd.hpp"

using namespace duet;

namespace {

template <class T>
std::vector<T> narrowed(const std::vector<double>& values) {
    std::vector<T> result(values.size());
    std::transform(values.begin(), values.end(), result.begin(), [](double v) { return static_cast<T>(v); });
    return result;
}

template <class Loss, class T>
void check_classification(const std::string& name) {
    const golden::Case file(name);
    const std::vector<T> logits = narrowed<T>(file.values("input"));
    const std::vector<int> labels = file.labels("target");
    std::vector<T> gradient(logits.size());
    const double loss = Loss::template value_and_gradient<T, Shape<10>>({logits.data(), 3}, labels, {gradient.data(), 3});
    BOOST_TEST(loss == file.number("loss"), boost::test_tools::tolerance(golden::tolerance<T>));
    file.compare("input_gradient", std::span<const T>(gradient));
}

template <class T, class Optimiser>
void check_optimiser(const std::string& name, const Optimiser& optimiser) {
    const golden::Case file(name);
    std::vector<T> parameter = narrowed<T>(file.values("parameter"));
    std::vector<T> gradients = narrowed<T>(file.values("gradients"));
    const std::size_t n = parameter.size();
    typename Optimiser::template State<T> state(optimiser, n);
    std::vector<T> trajectory;
    for (std::size_t step = 0; step < 10; ++step) {
        state.step(2, parameter, std::span<T>(gradients).subspan(step * n, n), optimiser.learning_rate);
        trajectory.insert(trajectory.end(), parameter.begin(), parameter.end());
    }
    file.compare("trajectory", std::span<const T>(trajectory));
}

using Scalars = std::tuple<double, float>;

} // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(losses, T, Scalars) {
    check_classification<CrossEntropy, T>("cross_entropy");
    check_classification<BasicCrossEntropy<0.1>, T>("cross_entropy_smoothed");

    const golden::Case file("mse");
    const std::vector<T> y = narrowed<T>(file.values("input"));
    const std::vector<T> target = narrowed<T>(file.values("target"));
    std::vector<T> gradient(y.size());
    const double loss = MeanSquaredError::value_and_gradient<T, Shape<4>>({y.data(), 3}, {target.data(), 3}, {gradient.data(), 3});
    BOOST_TEST(loss == file.number("loss"), boost::test_tools::tolerance(golden::tolerance<T>));
    file.compare("input_gradient", std::span<const T>(gradient));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(optimisers, T, Scalars) {
    check_optimiser<T>("sgd", SGD{.learning_rate = 0.1, .momentum = 0});
    check_optimiser<T>("sgd_momentum", SGD{.learning_rate = 0.1, .momentum = 0.9});
    check_optimiser<T>("adam", Adam{.learning_rate = 0.01});
    check_optimiser<T>("adam_weight_decay", Adam{.learning_rate = 0.01, .weight_decay = 0.1});
    check_optimiser<T>("adamw", adamw(0.01, 0.1));
}

BOOST_AUTO_TEST_CASE(schedules) {
    const auto rates = [](const Schedule& schedule, double rate, std::size_t count) {
        std::vector<double> all;
        for (std::size_t step = 0; step < count; ++step) all.push_back(rate * schedule(step));
        return all;
    };
    golden::Case("schedule_cosine_warm_up")
        .compare("rates", std::span<const double>(rates(CosineSchedule{.total = 20, .warmup = 5, .floor = 0.05}, 0.01, 21)));
    golden::Case("schedule_step").compare("rates", std::span<const double>(rates(StepSchedule{.every = 3, .gamma = 0.5}, 0.01, 10)));
}

BOOST_AUTO_TEST_CASE(clipping) {
    const golden::Case file("gradient_clipping");
    std::vector<double> gradients = file.values("gradients");
    const std::size_t n = gradients.size() / 2;
    std::vector<double> norms;
    for (std::size_t row = 0; row < 2; ++row) norms.push_back(clip_by_global_norm(2, std::span(gradients).subspan(row * n, n), 1.5));
    file.compare("norms", std::span<const double>(norms));
    file.compare("clipped", std::span<const double>(gradients));
}
