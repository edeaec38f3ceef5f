#define BOOST_TEST_MODULE original_names
#include "digits/original_names.hpp"

#include "digits/engine/zoo.hpp"

#include <algorithm>
#include <set>
#include <string>

#include <boost/test/unit_test.hpp>

using namespace digits;

namespace {

std::set<std::string> names(const std::string& model) {
    const auto engine = find_model(model).make();
    std::set<std::string> all;
    for (const duet::ParameterEntry& entry : original_table(engine->parameter_table())) all.insert(std::string(entry.name.view()));
    return all;
}

} // namespace

BOOST_AUTO_TEST_CASE(every_model_has_the_originals_names) {
    const std::set<std::string> rnn = names("cnn-rnn-attention");
    BOOST_TEST(rnn.size() == 8U + 8U + 2U + 10U + 2U);
    for (const char* name :
         {"cnn.conv1.weight", "cnn.fc2.bias", "rnn.lstm.weight_ih_l0", "rnn.lstm.bias_hh_l1", "rnn.fc.weight", "multi_head_attention.wq.weight",
          "multi_head_attention.wv.bias", "multi_head_attention.wo.weight", "multi_head_attention.layer_norm.bias", "fc.weight"}) {
        BOOST_TEST(rnn.contains(name), name);
    }
    const std::set<std::string> linear = names("cnn-transformer-linear");
    BOOST_TEST(linear.size() == 8U + 5 * 16U + 2U + 4U);
    for (const char* name : {"trans.decoder_layers.0.mutlti_head_attention.wk.weight", "trans.decoder_layers.4.mutlti_head_attention.wo.bias",
                             "trans.decoder_layers.2.feed_forward.linear1.weight", "trans.decoder_layers.2.feed_forward.linear2.bias",
                             "trans.decoder_layers.3.norm1.weight", "trans.norm.weight", "fc1.weight", "fc2.bias"}) {
        BOOST_TEST(linear.contains(name), name);
    }
    const std::set<std::string> attention = names("cnn-transformer-attention");
    for (const char* name : {"fc1.weight", "fc1.bias", "fc.weight", "fc.bias"}) BOOST_TEST(attention.contains(name), name);
    BOOST_TEST(names("cnn-rnn-linear").size() == 8U + 12U + 2U + 2U);
}

BOOST_AUTO_TEST_CASE(queries_keys_and_values_are_thirds_of_one_parameter) {
    const auto engine = find_model("cnn-rnn-attention").make();
    const auto ours = engine->parameter_table();
    const auto original = original_table(ours);
    const auto find = [](const auto& table, const std::string& name) {
        return *std::find_if(table.begin(), table.end(), [&](const duet::ParameterEntry& entry) { return entry.name.view() == name; });
    };
    const duet::ParameterEntry joined = find(ours, "fusion.attention.in_proj_weight");
    std::size_t part = 0;
    for (const std::string which : {"wq", "wk", "wv"}) {
        const duet::ParameterEntry third = find(original, "multi_head_attention." + which + ".weight");
        BOOST_TEST(third.extents[0] == 128U);
        BOOST_TEST(third.offset == joined.offset + part++ * 128 * 128);
    }
}
