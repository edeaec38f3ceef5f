#define BOOST_TEST_MODULE model_file
#include "duet/io/model_file.hpp"

#include "duet/compose/sequential.hpp"
#include "duet/layers/layer_norm.hpp"
#include "duet/layers/linear.hpp"
#include "duet/model/model.hpp"

#include "../data/fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

using namespace duet;

namespace {

using Net = Model<Sequential<Named<"in", Linear<5>>, LayerNorm, Named<"out", Linear<2>>>, Shape<3>>;

template <class M>
void write(const std::filesystem::path& path, const M& model, const io::Metadata& metadata = {}) {
    io::write_parameters(path, M::parameter_table, model.parameters(), metadata);
}

template <class M>
void read(const std::filesystem::path& path, M& model) {
    io::read_parameters(io::SafeTensors::read(path), path.string(), M::parameter_table, model.parameters());
}

/// Reading the tensors into a model fails with `message`, and leaves the model as it was.
void refused(const std::vector<io::TensorView>& tensors, const std::string& message) {
    const fixture::Folder folder;
    io::write_safetensors(folder / "m.safetensors", tensors);
    Net model(1);
    const Net before = model;
    BOOST_CHECK_EXCEPTION(read(folder / "m.safetensors", model), Error, [&](const Error& e) {
        BOOST_TEST(e.what() == (folder / "m.safetensors").string() + ": is not a file of this model: " + message);
        return true;
    });
    BOOST_TEST(std::ranges::equal(model.parameters(), before.parameters()));
}

const std::vector<float> values(64, 2.5F);
io::TensorView tensor(const std::string& name, const std::vector<std::size_t>& shape) {
    std::size_t size = 1;
    for (const std::size_t extent : shape) size *= extent;
    return io::tensor_view(name, shape, std::span(values).first(size));
}
const std::vector<io::TensorView> fitting{tensor("in.weight", {5, 3}), tensor("in.bias", {5}),  tensor("1.weight", {5}),
                                          tensor("1.bias", {5}),       tensor("out.bias", {2}), tensor("out.weight", {2, 5})};

} // namespace

BOOST_AUTO_TEST_CASE(what_is_written_is_read_again) {
    const fixture::Folder folder;
    const Net model(1);
    Net other(2);
    write(folder / "m.safetensors", model, {{"seed", "1"}});
    read(folder / "m.safetensors", other);
    BOOST_TEST(std::ranges::equal(model.parameters(), other.parameters()));
    const auto file = io::SafeTensors::read(folder / "m.safetensors");
    BOOST_TEST(file.metadata().at("seed") == "1");
    BOOST_TEST(file.tensors().size() == 6U);
    BOOST_TEST((file.at("in.weight").shape == std::vector<std::size_t>{5, 3}));
    BOOST_TEST(std::ranges::equal(file.at("out.weight").to_floats(), model.parameter("out.weight")));
}

BOOST_AUTO_TEST_CASE(any_order_and_any_number_type_is_read) {
    const fixture::Folder folder;
    std::vector<io::TensorView> tensors = fitting;
    const std::vector<double> wide{0.1, -0.2, 0.3, 1e-3, 7};
    const std::vector<std::int32_t> whole{3, -4};
    tensors[1] = io::tensor_view("in.bias", {5}, wide);
    tensors[4] = io::tensor_view("out.bias", {2}, whole);
    io::write_safetensors(folder / "m.safetensors", tensors);
    Net model(1);
    read(folder / "m.safetensors", model);
    for (std::size_t i = 0; i < 5; ++i) BOOST_TEST(model.parameter("in.bias")[i] == static_cast<float>(wide[i]));
    BOOST_TEST(model.parameter("out.bias")[1] == -4);
    BOOST_TEST(std::ranges::count(model.parameter("out.weight"), 2.5F) == 10);
    BOOST_TEST(model.parameters()[15] == 0); // the gap behind in.weight
}

BOOST_AUTO_TEST_CASE(a_double_model_reads_a_float_models_file) {
    using Wide = BasicModel<double, Net::Specification, Net::Input>;
    const fixture::Folder folder;
    const Net model(1);
    Wide wide(2);
    write(folder / "m.safetensors", model);
    read(folder / "m.safetensors", wide);
    BOOST_TEST(std::ranges::equal(model.parameters(), wide.parameters()));
}

BOOST_AUTO_TEST_CASE(all_that_does_not_fit_is_named_in_one_line) {
    std::vector<io::TensorView> tensors = fitting;
    tensors[0] = tensor("in.weight", {3, 5});
    tensors[1] = tensor("in.bias2", {5});
    tensors[5] = tensor("out.weight", {10});
    refused(tensors, "'in.weight' has shape (3, 5), expected (5, 3); 'in.bias' is missing; 'out.weight' has shape (10), expected (2, 5); "
                     "'in.bias2' is not a parameter of it");
}

BOOST_AUTO_TEST_CASE(one_fault_is_enough) {
    std::vector<io::TensorView> tensors = fitting;
    tensors.pop_back();
    refused(tensors, "'out.weight' is missing");
    tensors.push_back(tensor("out.weight", {2, 5}));
    tensors.push_back(tensor("head.weight", {1}));
    refused(tensors, "'head.weight' is not a parameter of it");
    tensors.back() = tensor("scalar", {});
    refused(tensors, "'scalar' is not a parameter of it");
    tensors.back() = tensor("two\nlines\x1B[31m of " + std::string(100, 'x'), {1});
    refused(tensors, "'two?lines?[31m of " + std::string(62, 'x') + "...' is not a parameter of it");
}

BOOST_AUTO_TEST_CASE(a_file_of_quite_another_model_gives_a_line_of_bounded_length) {
    std::vector<io::TensorView> tensors;
    std::string expected = "'in.weight' is missing; 'in.bias' is missing; '1.weight' is missing; '1.bias' is missing; 'out.weight' is missing; "
                           "'out.bias' is missing";
    for (int i = 0; i < 600; ++i) {
        const std::string name = "layer" + std::to_string(i);
        tensors.push_back(tensor(name, {1}));
        if (i < 500 - 6) expected += "; '" + name + "' is not a parameter of it";
    }
    refused(tensors, expected + "; and 106 more");
}

BOOST_AUTO_TEST_CASE(tensors_to_ignore_may_be_there) {
    std::vector<io::TensorView> tensors = fitting;
    tensors.push_back(tensor("pos.pe", {3}));
    refused(tensors, "'pos.pe' is not a parameter of it");
    const fixture::Folder folder;
    io::write_safetensors(folder / "m.safetensors", tensors);
    std::vector<float> parameters(Net::parameter_storage);
    constexpr std::array<std::string_view, 1> ignored{"pos.pe"};
    const auto file = io::SafeTensors::read(folder / "m.safetensors");
    BOOST_CHECK_NO_THROW(io::read_parameters<float>(file, "m", Net::parameter_table, parameters, ignored));
}
