// What a pass does that sees a part of a batch, with a stand-in for the processes that see the rest.
#define BOOST_TEST_MODULE batch_part
#include "duet/layers/batch_part.hpp"

#include "duet/compose/branches.hpp"
#include "duet/compose/concat.hpp"
#include "duet/compose/parallel.hpp"
#include "duet/compose/residual.hpp"
#include "duet/compose/sequential.hpp"
#include "duet/layers/batch_norm.hpp"
#include "duet/layers/dropout.hpp"
#include "duet/layers/linear.hpp"
#include "duet/layers/relu.hpp"
#include "duet/model/model.hpp"
#include "duet/model/training_pass.hpp"

#include <algorithm>
#include <vector>

#include <boost/test/unit_test.hpp>

using namespace duet;

namespace {

using Network = Sequential<Branches<Sequential<Linear<4>, BatchNorm, ReLU>, Linear<3>>, Concat, Residual<Linear<7>, Dropout<0.5>>,
                           Parallel<Linear<2>, Linear<1>>, Concat>;
using Net = BasicModel<double, Network, Shapes<Shape<3>, Shape<2>>>;

/// Another process that sees the same samples once more.
class Twin final : public Ranks<double> {
public:
    void sum(std::span<double> values) override {
        for (double& v : values) v *= 2;
    }
    void finished(std::span<double> part) override { parts.push_back(part); }

    std::vector<std::span<double>> parts;
};

struct Pass {
    Pass() {
        Random random(4);
        for (double& v : first) v = random.normal();
        for (double& v : second) v = random.normal();
    }
    void run(const BatchPart<double>& part) {
        const Batch<const double, Net::Input> x({first.data(), second.data()}, 6);
        const auto y = pass.forward(model, x, 0, nullptr, part);
        output.assign(y.data, y.data + y.elements());
        std::copy_n(y.data, y.elements(), pass.output_gradient(6).data);
        pass.backward(model, x);
    }

    std::vector<double> first = std::vector<double>(18), second = std::vector<double>(12), output;
    Net model{1};
    TrainingPass<Net> pass{6, 1, 2};
};

} // namespace

BOOST_AUTO_TEST_CASE(statistics_are_those_of_all_parts) {
    Pass alone;
    alone.run({});
    Pass shared;
    Twin twin;
    shared.run({.batch = 12, .ranks = &twin});
    BOOST_TEST(shared.output == alone.output, boost::test_tools::per_element()); // samples twice have the mean and variance of once
    for (const ParameterEntry& entry : Net::parameter_table) {
        if (entry.name.view().ends_with("running_var")) continue;
        const double share = entry.kind == ParameterKind::statistic ? 0.5 : 1; // the twin gives the other half
        for (std::size_t i = entry.offset; i < entry.offset + entry.size(); ++i) {
            BOOST_CHECK_SMALL(shared.pass.gradients()[i] - share * alone.pass.gradients()[i], 1e-12);
        }
    }
}

BOOST_AUTO_TEST_CASE(each_gradient_is_finished_once) {
    Pass pass;
    Twin twin;
    pass.run({.batch = 12, .ranks = &twin});
    std::ranges::sort(twin.parts, {}, [](std::span<double> part) { return part.data(); });
    const double* end = pass.pass.gradients().data();
    for (const std::span<double> part : twin.parts) {
        BOOST_TEST(part.data() == end);
        end = part.data() + part.size();
    }
    BOOST_TEST(end == pass.pass.gradients().data() + Net::parameter_storage);
    BOOST_TEST(twin.parts.size() == 6U); // the layers that have parameters
}

BOOST_AUTO_TEST_CASE(random_numbers_go_by_the_sample) {
    Pass pass;
    pass.run({});
    const auto from_0 = pass.output;
    pass.run({.first_sample = 6, .batch = 12});
    BOOST_TEST((pass.output != from_0));
}
