#define BOOST_TEST_MODULE training_pass
#include "duet/model/training_pass.hpp"

#include "duet/compose/sequential.hpp"
#include "duet/layers/dropout.hpp"
#include "duet/layers/layer_norm.hpp"
#include "duet/layers/linear.hpp"
#include "duet/layers/relu.hpp"
#include "duet/model/model.hpp"

#include <vector>

#include <boost/test/unit_test.hpp>

using namespace duet;

namespace {

using Net = Model<Sequential<Linear<20>, ReLU, LayerNorm, Dropout<0.5>, Named<"head", Linear<3>>>, Shape<6>>;
const Net model(2);

std::vector<float> numbers(std::size_t count) {
    std::vector<float> values(count);
    Random random(4);
    for (float& v : values) v = static_cast<float>(random.uniform(-1, 1));
    return values;
}
const std::vector<float> input = numbers(33 * 6);
Batch<const float, Shape<6>> samples(std::size_t count) { return {input.data(), count}; }

std::vector<float> output(TrainingPass<Net>& pass, std::size_t count, std::uint64_t step) {
    const auto y = pass.forward(model, samples(count), step);
    return {y.data, y.data + y.elements()};
}

void backward(TrainingPass<Net>& pass, std::size_t count) {
    const auto dy = pass.output_gradient(count);
    for (std::size_t i = 0; i < dy.elements(); ++i) dy.data[i] = input[i];
    pass.backward(model, samples(count));
}

std::vector<float> gradients(TrainingPass<Net>& pass) { return {pass.gradients().begin(), pass.gradients().end()}; }

} // namespace

BOOST_AUTO_TEST_CASE(the_step_and_the_seed_number_the_random_numbers) {
    TrainingPass<Net> pass(33, 1, 2);
    TrainingPass<Net> other_seed(33, 2, 2);
    const auto first = output(pass, 33, 0);
    BOOST_TEST((output(pass, 33, 1) != first));
    BOOST_TEST((output(pass, 33, 0) == first));
    BOOST_TEST((output(other_seed, 33, 0) != first));
}

BOOST_AUTO_TEST_CASE(gradients_are_added_to) {
    TrainingPass<Net> pass(5, 1, 1);
    BOOST_TEST(std::ranges::count(pass.gradients(), 0.0F) == static_cast<std::ptrdiff_t>(Net::parameter_storage));
    output(pass, 5, 0);
    backward(pass, 5);
    const auto once = gradients(pass);
    backward(pass, 5);
    const auto twice = gradients(pass);
    float largest = 0;
    for (std::size_t i = 0; i < once.size(); ++i) {
        BOOST_CHECK_SMALL(twice[i] - 2 * once[i], 1e-5F);
        largest = std::max(largest, std::abs(once[i]));
    }
    BOOST_TEST(largest > 0.1F);
}

BOOST_AUTO_TEST_CASE(the_output_survives_its_gradient) {
    TrainingPass<Net> pass(33, 1, 1);
    const auto y = output(pass, 33, 0);
    backward(pass, 33);
    BOOST_TEST((std::vector<float>(pass.output(33).data, pass.output(33).data + y.size()) == y));
}

BOOST_AUTO_TEST_CASE(a_partial_batch_gives_what_a_pass_of_its_size_gives) {
    TrainingPass<Net> large(33, 1, 2);
    TrainingPass<Net> exact(5, 1, 2);
    BOOST_TEST(large.capacity() == 33U);
    output(large, 33, 0); // leaves its traces in the workspace
    backward(large, 33);
    std::ranges::fill(large.gradients(), 0.0F);
    BOOST_TEST((output(large, 5, 3) == output(exact, 5, 3)));
    backward(large, 5);
    backward(exact, 5);
    BOOST_TEST((gradients(large) == gradients(exact)));
}

BOOST_AUTO_TEST_CASE(the_number_of_threads_changes_no_bit) {
    TrainingPass<Net> single(33, 1, 1);
    const auto expected = output(single, 33, 0);
    backward(single, 33);
    for (const int threads : {0, 2, 3, 8}) {
        TrainingPass<Net> several(33, 1, threads);
        BOOST_TEST((output(several, 33, 0) == expected));
        backward(several, 33);
        BOOST_TEST((gradients(several) == gradients(single)));
    }
}

BOOST_AUTO_TEST_CASE(gradients_are_read_by_name) {
    TrainingPass<Net> pass(4, 1, 1);
    output(pass, 4, 0);
    backward(pass, 4);
    const auto bias = Net::values_of(pass.gradients(), "head.bias");
    for (std::size_t c = 0; c < 3; ++c) BOOST_CHECK_SMALL(bias[c] - (input[c] + input[3 + c] + input[6 + c] + input[9 + c]), 1e-5F);
}
