#define BOOST_TEST_MODULE source
#include "duet/io/pytorch/source.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace duet::io::pytorch;

namespace {

/// A class of one part.
ModuleClass encoder(const std::string& name, const std::string& part) {
    ModuleClass module;
    module.name = name;
    module.inputs = {"x"};
    module.parts.push_back({"fc", part});
    module.lines.push_back("y = " + ModuleClass::call("fc") + "(x)");
    module.outputs = {"y"};
    return module;
}

} // namespace

BOOST_AUTO_TEST_CASE(names_that_python_takes) {
    for (const char* name : {"fc", "_1", "conv2", "None_"}) BOOST_TEST(is_identifier(name), name);
    for (const char* name : {"", "0", "1x", "a.b", "a b", "lambda", "None"}) BOOST_TEST(!is_identifier(name), name);
}

BOOST_AUTO_TEST_CASE(variables_do_not_hide_one_another) {
    ModuleClass module;
    BOOST_TEST(module.new_variable("x") == "x");
    BOOST_TEST(module.new_variable("x") == "x_2");
    BOOST_TEST(module.new_variable("0") == "x_3");
    BOOST_TEST(module.new_variable("torch") == "torch_2");
}

BOOST_AUTO_TEST_CASE(a_class_is_written_out) {
    BOOST_TEST(encoder("Encoder", "nn.Linear(2, 3)").body() == "(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
                                                               "        self.fc = nn.Linear(2, 3)\n\n"
                                                               "    def forward(self, x):\n        y = self.fc(x)\n        return y\n");
    BOOST_TEST(ModuleClass::call("0") == "self.get_submodule(\"0\")");
    BOOST_TEST(listed({"a", "b"}) == "a, b");
}

BOOST_AUTO_TEST_CASE(equal_classes_are_one_and_others_are_numbered) {
    Source source("Network");
    BOOST_TEST(source.add(encoder("Encoder", "nn.Linear(2, 3)")) == "Encoder");
    BOOST_TEST(source.add(encoder("Encoder", "nn.Linear(2, 3)")) == "Encoder");
    BOOST_TEST(source.add(encoder("Encoder", "nn.Linear(4, 3)")) == "Encoder2");
    BOOST_TEST(source.add(encoder("Network", "nn.Linear(2, 3)")) == "Network2"); // the whole's name is kept for it
    source.need("twice", "def twice(x):\n    return 2 * x\n");
    source.need("twice", "def twice(x):\n    return 2 * x\n");
    const std::string text = source.text(encoder("Whole", "nn.Linear(1, 1)"));
    const std::size_t helper = text.find("def twice");
    BOOST_TEST(helper < text.find("class Encoder("));
    BOOST_TEST(text.find("def twice", helper + 1) == std::string::npos);
    BOOST_TEST(text.find("class Encoder2(") < text.find("class Network("));
}
