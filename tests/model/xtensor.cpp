#define BOOST_TEST_MODULE xtensor
#include "duet/model/xtensor.hpp"

#include "duet/compose/branches.hpp"
#include "duet/compose/concat.hpp"
#include "duet/compose/named.hpp"
#include "duet/compose/prefix.hpp"
#include "duet/compose/sequential.hpp"
#include "duet/core/random.hpp"
#include "duet/layers/flatten.hpp"
#include "duet/layers/linear.hpp"
#include "duet/layers/relu.hpp"

#include <cstddef>
#include <string>
#include <type_traits>
#include <vector>

#if __has_include(<xtensor/views/xview.hpp>)
#include <xtensor/core/xmath.hpp>
#include <xtensor/generators/xbuilder.hpp>
#include <xtensor/misc/xmanipulation.hpp>
#include <xtensor/views/xstrided_view.hpp>
#include <xtensor/views/xview.hpp>
#else
#include <xtensor/xbuilder.hpp>
#include <xtensor/xmath.hpp>
#include <xtensor/xstrided_view.hpp>
#include <xtensor/xview.hpp>
#endif

#include <boost/test/unit_test.hpp>

using namespace duet;

namespace {

using Image = Shape<1, 4, 5>;
using Sound = Shape<3, 2>;

/// Uniform in -1 .. 1.
template <class C>
C filled(const typename C::shape_type& shape, std::uint64_t seed) {
    Random random(seed);
    C container(shape);
    for (auto& v : container) v = static_cast<typename C::value_type>(random.uniform(-1, 1));
    return container;
}

/// What Linear computes, by its definition: y[s, o] = sum over i of x[s, i] w[o, i], + b[o].
template <class X, class W, class B>
xt::xarray<typename X::value_type> linear(const X& x, const W& w, const B& b) {
    const xt::xarray<typename X::value_type> products = xt::view(x, xt::all(), xt::newaxis(), xt::all()) * w;
    return xt::sum(products, {2}) + b;
}

template <class A, class B>
bool close(const A& a, const B& b, double tolerance) {
    return a.dimension() == b.dimension() && std::equal(a.shape().begin(), a.shape().end(), b.shape().begin()) &&
           xt::amax(xt::abs(a - b))() <= tolerance;
}

/// The message of the Error that `call` throws.
template <class F>
std::string error_of(const F& call) {
    try {
        call();
    } catch (const Error& e) {
        return e.what();
    }
    return "no error";
}

} // namespace

BOOST_AUTO_TEST_CASE(containers_become_batches_without_a_copy) {
    const auto tensor = filled<xt::xtensor<float, 4>>({7, 1, 4, 5}, 1);
    const auto batch = as_batch<Image>(tensor);
    static_assert(std::is_same_v<decltype(batch), const Batch<const float, Image>>);
    BOOST_TEST(batch.data == tensor.data());
    BOOST_TEST(batch.size == 7U);
    BOOST_TEST(batch[3][5] == tensor(3, 0, 1, 0));

    const auto array = filled<xt::xarray<double>>({2, 3, 2}, 2);
    static_assert(std::is_same_v<decltype(as_batch<Sound>(array)), Batch<const double, Sound>>);
    BOOST_TEST(as_batch<Sound>(array).data == array.data());

    std::vector<float> memory(12);
    const auto adaptor = xt::adapt(memory, std::vector<std::size_t>{2, 3, 2});
    BOOST_TEST(as_batch<Sound>(adaptor).data == memory.data());
    BOOST_TEST(as_batch<Sound>(xt::adapt(memory, {2, 3, 2})).data == memory.data());
    BOOST_TEST(as_batch<Shape<12>>(xt::adapt(memory, {1, 12})).size == 1U);

    const auto rows = as_batch<Image>(xt::view(tensor, xt::range(2, 6)));
    BOOST_TEST(rows.data == &tensor(2, 0, 0, 0));
    BOOST_TEST(rows.size == 4U);
    const xt::xtensor<float, 4> none = xt::xtensor<float, 4>::from_shape({0, 1, 4, 5});
    BOOST_TEST(as_batch<Image>(none).size == 0U);
}

BOOST_AUTO_TEST_CASE(several_inputs_become_one_batch) {
    const auto images = filled<xt::xtensor<float, 4>>({7, 1, 4, 5}, 1);
    const auto sounds = filled<xt::xarray<float>>({7, 3, 2}, 2);
    const auto both = as_batch<Shapes<Image, Sound>>(images, sounds);
    static_assert(std::is_same_v<decltype(both), const Batch<const float, Shapes<Image, Sound>>>);
    BOOST_TEST(both.size == 7U);
    BOOST_TEST(both.get<0>().data == images.data());
    BOOST_TEST(both.get<1>().data == sounds.data());
    BOOST_TEST((as_batch<Shapes<Sound>>(sounds).data[0] == sounds.data()));

    const xt::xarray<float> swapped = xt::zeros<float>({7, 2, 3});
    const auto few = xt::view(sounds, xt::range(0, 6));
    BOOST_TEST(error_of([&] { as_batch<Shapes<Image, Sound>>(images, few); }) == "input 2 has 6 samples and input 1 has 7; expected as many in all");
    BOOST_TEST(error_of([&] { as_batch<Shapes<Sound, Sound>>(sounds, swapped); }) == "input 2 has shape (7, 2, 3); expected (n, 3, 2) for n samples");
}

BOOST_AUTO_TEST_CASE(shapes_and_layouts_that_do_not_fit_are_one_line_errors) {
    const xt::xarray<float> flat = xt::zeros<float>({7, 20});
    BOOST_TEST(error_of([&] { as_batch<Image>(flat); }) == "the input has shape (7, 20); expected (n, 1, 4, 5) for n samples");
    const xt::xtensor<float, 4> wider = xt::zeros<float>({7, 1, 4, 6});
    BOOST_TEST(error_of([&] { as_batch<Image>(wider); }) == "the input has shape (7, 1, 4, 6); expected (n, 1, 4, 5) for n samples");
    const xt::xarray<float> deeper = xt::zeros<float>({7, 3, 2, 1});
    BOOST_TEST(error_of([&] { as_batch<Sound>(deeper); }) == "the input has shape (7, 3, 2, 1); expected (n, 3, 2) for n samples");
    const xt::xarray<double> one(1.0);
    BOOST_TEST(error_of([&] { as_batch<Shape<3>>(one); }) == "the input has shape (); expected (n, 3) for n samples");

    const std::string mend = "the input is not contiguous in row-major order; copy it first: xt::xtensor<float, 3> copy = x";
    const xt::xtensor<float, 3, xt::layout_type::column_major> columns = xt::zeros<float>({7, 3, 2});
    BOOST_TEST(error_of([&] { as_batch<Sound>(columns); }) == mend);
    const xt::xtensor<float, 3> wide = xt::zeros<float>({7, 3, 4});
    BOOST_TEST(error_of([&] { as_batch<Sound>(xt::view(wide, xt::all(), xt::all(), xt::range(0, 2))); }) == mend);
    const xt::xtensor<float, 3> many = xt::zeros<float>({14, 3, 2});
    BOOST_TEST(error_of([&] { as_batch<Sound>(xt::view(many, xt::range(0, 14, 2))); }) == mend);
    const xt::xtensor<float, 3> copy = columns;
    BOOST_TEST(as_batch<Sound>(copy).size == 7U);
}

BOOST_AUTO_TEST_CASE(batches_become_views_of_static_rank) {
    std::vector<float> memory(2 * Image::size);
    const Batch<float, Image> batch(memory.data(), 2);
    auto view = as_xtensor(batch);
    static_assert(xt::get_rank<decltype(view)>::value == 4);
    BOOST_TEST((view.shape() == std::array<std::size_t, 4>{2, 1, 4, 5}));
    view(1, 0, 2, 3) = 5.0F;
    BOOST_TEST(memory[20 + 13] == 5.0F);

    const auto constant = as_xtensor(Batch<const float, Image>(batch));
    static_assert(std::is_same_v<decltype(constant(0, 0, 0, 0)), const float&>);
    BOOST_TEST(constant(1, 0, 2, 3) == 5.0F);
    BOOST_TEST(as_batch<Image>(constant).data == memory.data());
}

BOOST_AUTO_TEST_CASE(parameters_are_views_in_their_own_shape) {
    Model<Sequential<Named<"fc", Linear<4>>>, Shape<3>> model(1);
    auto weight = parameter_as_xtensor(model, "fc.weight");
    BOOST_TEST((weight.shape() == std::vector<std::size_t>{4, 3}));
    BOOST_TEST(weight(2, 1) == model.parameter("fc.weight")[7]);
    weight.fill(0.5F);
    BOOST_TEST(model.parameter("fc.weight")[11] == 0.5F);

    const auto& constant = model;
    const auto bias = parameter_as_xtensor(constant, "fc.bias");
    static_assert(std::is_same_v<decltype(bias(0)), const float&>);
    BOOST_TEST(bias.dimension() == 1U);
    BOOST_TEST(error_of([&] { parameter_as_xtensor(model, "fc.slope"); }) == "the model has no parameter 'fc.slope'");
}

BOOST_AUTO_TEST_CASE(linear_is_what_xtensor_says_it_is) {
    using Net = BasicModel<double, Linear<4>, Shape<6>>;
    const Net model(3);
    const auto x = filled<xt::xtensor<double, 2>>({37, 6}, 4);
    const auto y = predict(model, x);
    static_assert(std::is_same_v<decltype(y), const xt::xtensor<double, 2>>);
    const auto weight = parameter_as_xtensor(model, "weight");
    const auto bias = parameter_as_xtensor(model, "bias");
    BOOST_TEST(close(y, linear(x, weight, bias), 1e-14));

    Predictor<Net> predictor(model, 2);
    BOOST_TEST((predict(predictor, x) == y));
    const auto alone = predict(predictor, xt::view(x, xt::range(5, 6)));
    BOOST_TEST(close(alone, xt::xtensor<double, 2>(xt::view(y, xt::range(5, 6))), 1e-14)); // one row's sums are taken in another order than many's
}

BOOST_AUTO_TEST_CASE(two_inputs_give_one_output_and_their_embeddings) {
    using Network = Sequential<Branches<Named<"image", Sequential<Flatten, Named<"fc", Linear<5>>, ReLU>>, Named<"sound", Flatten>>, Concat,
                               Named<"head", Linear<3>>>;
    using Net = Model<Network, Image, Sound>;
    const Net model(3);
    const auto images = filled<xt::xtensor<float, 4>>({20, 1, 4, 5}, 5);
    const auto sounds = filled<xt::xtensor<float, 3>>({20, 3, 2}, 6);
    const auto parameter = [&](const char* name) { return parameter_as_xtensor(model, name); };

    const xt::xtensor<float, 2> pixels = xt::reshape_view(images, {20, 20});
    const xt::xtensor<float, 2> embedding = xt::maximum(linear(pixels, parameter("0.image.fc.weight"), parameter("0.image.fc.bias")), 0.0F);
    const xt::xtensor<float, 2> values = xt::reshape_view(sounds, {20, 6});
    const xt::xtensor<float, 2> joined = xt::concatenate(xt::xtuple(embedding, values), 1);
    BOOST_TEST(close(predict(model, images, sounds), linear(joined, parameter("head.weight"), parameter("head.bias")), 1e-5));
    BOOST_TEST(xt::amax(embedding)() > 0.0F);

    BasicPredictor<bind<Prefix<Network, 1>, Net::Input>, float> encoders(model.parameters(), 1);
    const auto [image, sound] = predict(encoders, images, sounds);
    BOOST_TEST(close(image, embedding, 1e-6));
    BOOST_TEST((sound == values));
    BOOST_TEST(error_of([&] { predict(model, images, xt::view(sounds, xt::range(0, 3))); }) ==
               "input 2 has 3 samples and input 1 has 20; expected as many in all");
}
