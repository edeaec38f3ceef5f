// What is written for PyTorch. That it computes what duet does, PyTorch says: tests/peers.
#define BOOST_TEST_MODULE pytorch_module
#include "duet/io/pytorch_module.hpp"

#include "duet/compose/repeat.hpp"
#include "duet/model/model.hpp"

#include <string>

#include <boost/test/unit_test.hpp>

using namespace duet;

namespace {

/// The lines of the last class.
template <class M>
std::string last_class(const io::pytorch::Values& inputs = {}) {
    const std::string text = io::pytorch_module<M>("Network", inputs);
    return text.substr(text.rfind("\nclass ") + 1);
}

/// The lines of forward, joined by "; ".
template <class Spec, class... In>
std::string forward() {
    const std::string text = last_class<Model<Spec, In...>>();
    const std::size_t body = text.find('\n', text.find("def forward")) + 1;
    std::string joined;
    for (std::size_t at = body; at < text.size(); at = text.find('\n', at) + 1) {
        joined += (joined.empty() ? "" : "; ") + text.substr(at + 8, text.find('\n', at) - at - 8);
    }
    return joined;
}

} // namespace

BOOST_AUTO_TEST_CASE(a_network_is_a_readable_module) {
    using Body = Sequential<Named<"conv", Conv2d<8, 3>>, ReLU, MaxPool2d<2>, Flatten, Named<"fc", Linear<10>>>;
    BOOST_TEST((io::pytorch_module<Model<Body, Shape<1, 8, 8>>>("Lenet", {"image"})) == R"(import torch
from torch import nn
from torch.nn import functional


class Lenet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 8, 3, padding="same")
        self.fc = nn.Linear(128, 10)

    def forward(self, image):
        image = self.conv(image)
        image = functional.max_pool2d(functional.relu(image), 2)
        image = image.flatten(1)
        image = self.fc(image)
        return image
)");
}

BOOST_AUTO_TEST_CASE(parts_with_names_are_classes_and_equal_ones_are_one) {
    using Block = Sequential<Named<"fc", Linear<4>>, ReLU>;
    using Net = Model<Sequential<Named<"first", Block>, Named<"second", Block>, Named<"other", Sequential<Linear<3>, Linear<3>>>>, Shape<4>>;
    const std::string text = io::pytorch_module<Net>();
    BOOST_TEST(text.find("class First(nn.Module)") != text.npos);
    BOOST_TEST(last_class<Net>().find("self.other = nn.Sequential(nn.Linear(4, 3), nn.Linear(3, 3))\n") != text.npos);
    using Same = Model<Named<"", Branches<Named<"first", Block>, Named<"first_", Block>>>, Shape<4>, Shape<4>>;
    BOOST_TEST(io::pytorch_module<Same>().find("class First2") == std::string::npos);
    using Repeated = Model<Sequential<Named<"layers", Repeat<3, Linear<4>>>>, Shape<4>>;
    BOOST_TEST(last_class<Repeated>().find("self.layers = nn.Sequential(*(nn.Linear(4, 4) for _ in range(3)))\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(no_part_takes_the_name_of_something_else) {
    using Net = Model<Sequential<Named<"network", Sequential<Named<"fc", Linear<2>>, ReLU>>, Reshape<2, 1>,
                                 Named<"class_token", Sequential<Named<"fc", Linear<3>>, Tanh>>, Named<"token", ClassToken>>,
                      Shape<4>>;
    const std::string text = io::pytorch_module<Net>();
    for (const char* name : {"Network2", "Network", "ClassToken2", "ClassToken"}) {
        const std::string head = "\nclass " + std::string(name) + "(";
        BOOST_TEST(text.find(head) != text.npos, name);
        BOOST_TEST(text.find(head) == text.rfind(head), name);
    }
}

BOOST_AUTO_TEST_CASE(parts_that_python_cannot_name_are_called_by_their_names) {
    const std::string text = last_class<Model<Sequential<Linear<4>, Named<"lambda", Linear<2>>>, Shape<4>>>();
    BOOST_TEST(text.find("self.add_module(\"0\", nn.Linear(4, 4))\n") != text.npos);
    BOOST_TEST(text.find("x = self.get_submodule(\"lambda\")(x)\n") != text.npos);
}

BOOST_AUTO_TEST_CASE(a_class_may_be_the_layer_whose_parameters_are_its_own) {
    const std::string text = last_class<Model<Sequential<Transpose, Named<"", Linear<4>>>, Shape<3, 2>>>();
    BOOST_TEST(text.find("class Network(nn.Linear):\n    def __init__(self):\n        super().__init__(3, 4)\n") != text.npos);
    BOOST_TEST(text.find("x = super().forward(x)\n") != text.npos);
    using Twice = Model<Sequential<Named<"", Linear<4>>, Named<"", Linear<4>>>, Shape<4>>;
    const auto says = [](const Error& e) { return std::string(e.what()).starts_with("two layers share the names of their parameters"); };
    BOOST_CHECK_EXCEPTION(io::pytorch_module<Twice>(), Error, says);
}

BOOST_AUTO_TEST_CASE(what_is_read_again_is_not_overwritten) {
    BOOST_TEST((forward<Residual<ReLU, Tanh>, Shape<3>>()) == "y = functional.relu(x); y = torch.tanh(y); x = x + y; return x");
    BOOST_TEST((forward<Sequential<Residual<ReLU>, Residual<Tanh>>, Shape<3>>()) ==
               "y = functional.relu(x); x = x + y; y = torch.tanh(x); x = x + y; return x");
    BOOST_TEST((forward<Sequential<Parallel<ReLU, Tanh>, Concat>, Shape<3>>()) ==
               "x_2 = functional.relu(x); x_3 = torch.tanh(x); x = torch.cat([x_2, x_3], dim=-1); return x");
    BOOST_TEST((forward<Branches<Named<"x0", ReLU>, Named<"nn", Tanh>>, Shape<3>, Shape<3>>()) ==
               "x0 = functional.relu(x0); nn_2 = torch.tanh(x1); return x0, nn_2");
    BOOST_TEST((forward<OpinionPool, Shape<3>, Shape<3>, Shape<2>>()) ==
               "weight = functional.softplus(x2); pooled = weight[:, 0:1] * x0 + weight[:, 1:2] * x1; return pooled, x0, x1");
}

BOOST_AUTO_TEST_CASE(inputs_have_as_many_names_as_shapes) {
    using Net = Model<Sequential<Branches<ReLU, ReLU>, Concat>, Shape<2>, Shape<3>>;
    BOOST_TEST(last_class<Net>({"image", "audio"}).find("def forward(self, image, audio):") != std::string::npos);
    const auto says = [](const Error& e) { return std::string(e.what()) == "1 names of inputs were given; expected 2, one for each Shape"; };
    BOOST_CHECK_EXCEPTION(io::pytorch_module<Net>("Network", {"image"}), Error, says);
}
