#define BOOST_TEST_MODULE check_layer
#include "duet/layers/check_layer.hpp"

#include <boost/test/unit_test.hpp>

using namespace duet;

namespace {

enum class Fault {
    none,
    wrong_input_gradient,
    adds_input_gradient,
    assigns_gradients,
    wrong_gradient,
    unwritten_output,
    depends_on_threads,
    overrun,
    reads_in_secret
};

/// y = scale * x, or almost.
template <class In, Fault F>
struct ScaleLayer : LayerDefaults {
    using Input = In;
    using Output = In;
    static constexpr std::string_view type_name = "Scale";
    static constexpr std::array parameter_list{Parameter{"scale", Shape<1>{}, {Scheme::ones}}};
    static constexpr bool reads_input = F != Fault::reads_in_secret;

    template <class T, Mode M>
    static void forward(const Run<T, M>& run, const T* parameters, Batch<const T, Input> x, Batch<T, Output> y, Batch<T, Cache>) {
        const std::size_t written = x.elements() - (F == Fault::unwritten_output ? 1 : 0);
        for (std::size_t i = 0; i < written; ++i) y.data[i] = parameters[0] * x.data[i];
        if (F == Fault::depends_on_threads) y.data[0] += static_cast<T>(run.workers.threads - 1) * T(1e-12);
        if (F == Fault::overrun) y.data[storage_size<Output> * y.size] = 0;
    }

    template <class T, Mode M>
    static void backward(const Run<T, M>&, const T* parameters, T* gradients, Batch<const T, Input> x, Batch<const T, Output>, Batch<const T, Cache>,
                         Batch<const T, Output> dy, auto dx) {
        T sum = 0;
        for (std::size_t i = 0; i < x.elements(); ++i) sum += x.data[i] * dy.data[i];
        if (F == Fault::wrong_gradient) sum *= T(1.001);
        gradients[0] = F == Fault::assigns_gradients ? sum : gradients[0] + sum;
        if constexpr (!is_absent<decltype(dx)>) {
            for (std::size_t i = 0; i < x.elements(); ++i) {
                const T gradient = parameters[0] * dy.data[i] * (F == Fault::wrong_input_gradient ? T(0.999) : T(1));
                dx.data[i] = F == Fault::adds_input_gradient ? dx.data[i] + gradient : gradient;
            }
        }
    }
};

template <Fault F>
struct Scale {
    template <class In>
    static consteval bool accepts() {
        return true;
    }
    template <class In>
    using layer = ScaleLayer<In, F>;
};

template <Fault F>
void must_find(const std::string& what) {
    BOOST_CHECK_EXCEPTION((check_layer<Scale<F>, Shape<16>>()), Error, [&](const Error& e) {
        BOOST_TEST_MESSAGE(e.what());
        return std::string(e.what()).find(what) != std::string::npos;
    });
}

} // namespace

BOOST_AUTO_TEST_CASE(a_sound_layer_passes) { check_layer<Scale<Fault::none>, Shape<16>>(); }

BOOST_AUTO_TEST_CASE(every_fault_is_found) {
    must_find<Fault::wrong_input_gradient>("the input gradient at element");
    must_find<Fault::adds_input_gradient>("adds to it instead of assigning");
    must_find<Fault::assigns_gradients>("the gradient of parameter 'scale'");
    must_find<Fault::wrong_gradient>("the gradient of parameter 'scale'");
    must_find<Fault::unwritten_output>("leaves part of its output unwritten");
    must_find<Fault::depends_on_threads>("is not that of 1 thread to the bit");
    must_find<Fault::overrun>("writes outside its buffers");
    must_find<Fault::reads_in_secret>("backward reads x or y");
}
