#define BOOST_TEST_MODULE write_onnx
#include "duet/io/write_onnx.hpp"

#include "digits/scratch.hpp"
#include "model/small_network.hpp"

#include <algorithm>
#include <cstring>
#include <set>

#include <boost/test/unit_test.hpp>

using namespace duet;

namespace {

struct Written {
    Scratch scratch{"duet-write-onnx"};
    small::Net model{1};
    ::onnx::ModelProto message;

    Written() {
        io::write_onnx(scratch.folder / "small.onnx", model, {"image", "audio"}, {"logits"});
        BOOST_REQUIRE(message.ParseFromString(read(scratch.folder / "small.onnx")));
    }
    [[nodiscard]] const ::onnx::GraphProto& graph() const { return message.graph(); }
};

} // namespace

BOOST_AUTO_TEST_CASE(inputs_and_outputs_have_the_models_shapes) {
    const Written written;
    const auto shape = [](const ::onnx::ValueInfoProto& port) {
        std::string text = port.name() + ":";
        for (const auto& extent : port.type().tensor_type().shape().dim()) {
            text += " " + (extent.has_dim_param() ? extent.dim_param() : std::to_string(extent.dim_value()));
        }
        return text;
    };
    BOOST_REQUIRE(written.graph().input_size() == 2);
    BOOST_TEST(shape(written.graph().input(0)) == "image: batch 1 8 8");
    BOOST_TEST(shape(written.graph().input(1)) == "audio: batch 7 5");
    BOOST_REQUIRE(written.graph().output_size() == 1);
    BOOST_TEST(shape(written.graph().output(0)) == "logits: batch 3");
}

BOOST_AUTO_TEST_CASE(parameters_keep_their_names_and_values) {
    const Written written;
    for (const char* name : {"0.image.0.weight", "0.image.fc.bias", "0.audio.0.weight", "head.weight", "fusion.norm.bias"}) {
        const auto& constants = written.graph().initializer();
        const auto found = std::find_if(constants.begin(), constants.end(), [&](const auto& constant) { return constant.name() == name; });
        BOOST_REQUIRE_MESSAGE(found != constants.end(), name);
        const auto values = std::as_const(written.model).parameter(name);
        BOOST_REQUIRE(found->raw_data().size() == values.size_bytes());
        BOOST_TEST(std::memcmp(found->raw_data().data(), values.data(), values.size_bytes()) == 0, name);
    }
}

BOOST_AUTO_TEST_CASE(each_value_is_made_once_and_before_it_is_read) {
    const Written written;
    std::set<std::string> made;
    for (const auto& input : written.graph().input()) made.insert(input.name());
    for (const auto& constant : written.graph().initializer()) BOOST_TEST(made.insert(constant.name()).second, constant.name());
    for (const auto& node : written.graph().node()) {
        for (const auto& input : node.input()) BOOST_TEST(made.contains(input), node.name() << " reads " << input);
        for (const auto& output : node.output()) BOOST_TEST(made.insert(output).second, output);
    }
}

BOOST_AUTO_TEST_CASE(names_must_be_as_many_as_shapes) {
    const Scratch scratch("duet-write-onnx");
    const small::Net model;
    const std::string path = (scratch.folder / "small.onnx").string();
    const auto says = [&](const std::string& what) { return [=](const Error& error) { return std::string(error.what()) == path + ": " + what; }; };
    BOOST_CHECK_EXCEPTION(io::write_onnx(path, model, {"image"}, {"logits"}), Error,
                          says("1 names of inputs were given; expected 2, one for each Shape"));
    BOOST_CHECK_EXCEPTION(io::write_onnx(path, model, {"image", "audio"}, {}), Error,
                          says("0 names of outputs were given; expected 1, one for each Shape"));
    BOOST_TEST(!std::filesystem::exists(path));
}
