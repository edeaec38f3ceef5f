// One value of a channel a sample: columns and planes are the same then.
#define BOOST_TEST_MODULE batch_normalisation
#include "duet/layers/batch_normalisation.hpp"

#include "duet/core/random.hpp"
#include "duet/layers/batch_norm.hpp"
#include "duet/layers/batch_norm2d.hpp"
#include "duet/layers/layer_probe.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

using namespace duet;

namespace {

using Columns = bind<BatchNorm, Shape<5>>;
using Planes = bind<BatchNorm2d, Shape<5, 1, 1>>;
static_assert(Columns::channels == 5 && Planes::channels == 5);
static_assert(Columns::slot_size == Planes::slot_size);

} // namespace

BOOST_AUTO_TEST_CASE(columns_and_planes_of_one_pixel_agree) {
    constexpr std::size_t samples = 7;
    LayerProbe<Columns, double> columns(samples);
    LayerProbe<Planes, double> planes(samples);
    Random random(1);
    for (auto* buffer : {&columns.parameters, &columns.input, &columns.output_gradient}) {
        for (std::size_t i = 0; i < buffer->size(); ++i) (*buffer)[i] = random.uniform(0.5, 2);
    }
    std::copy_n(columns.parameters.data(), columns.parameters.size(), planes.parameters.data());
    std::copy_n(columns.input.data(), columns.input.size(), planes.input.data());
    std::copy_n(columns.output_gradient.data(), columns.output_gradient.size(), planes.output_gradient.data());
    for (const int threads : {1, 2}) {
        columns.forward(threads);
        columns.backward(threads);
        planes.forward(threads);
        planes.backward(threads);
        for (std::size_t i = 0; i < samples * 5; ++i) {
            BOOST_CHECK_SMALL(columns.output[i] - planes.output[i], 1e-12);
            BOOST_CHECK_SMALL(columns.input_gradient[i] - planes.input_gradient[i], 1e-12);
        }
        for (const std::size_t first : {parameter_offset<Columns>("weight"), parameter_offset<Columns>("bias"),
                                        parameter_offset<Columns>("running_mean"), parameter_offset<Columns>("running_var")}) {
            for (std::size_t i = first; i < first + 5; ++i) BOOST_CHECK_SMALL(columns.gradients[i] - planes.gradients[i], 1e-12);
        }
    }
}
