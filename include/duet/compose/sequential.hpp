// Layers one after another.
#pragma once

#include "duet/compose/children.hpp"
#include "duet/compose/fused_parts.hpp"
#include "duet/compose/memory_plan.hpp"
#include "duet/layers/layer.hpp"

#include <cstddef>
#include <string_view>
#include <utility>

namespace duet {

namespace detail {

/// Binds one spec after another: Chain<In> >> Spec >> Spec, a fold without recursion.
template <class Out, class... L>
struct Chain {
    using Output = Out;
    using Layers = Children<L...>;
};
template <class Spec>
struct Next {};
template <class Out, class... L, class Spec>
auto operator>>(Chain<Out, L...>, Next<Spec>) -> Chain<typename bind<Spec, Out>::Output, L..., bind<Spec, Out>>;

template <class In, class Parts, std::size_t... I>
auto bind_parts(std::index_sequence<I...>) -> decltype((Chain<In>{} >> ... >> Next<typename Parts::template part<I>>{}));

} // namespace detail

template <class In, class... Specs>
struct SequentialLayer : LayerDefaults {
    using Parts = FusedParts<Specs...>;
    static constexpr std::size_t count = Parts::count;
    using Bound = decltype(detail::bind_parts<In, Parts>(std::make_index_sequence<count>{}));
    using Layers = typename Bound::Layers;
    using Plan = MemoryPlan<Layers>;
    using Input = In;
    using Output = typename Bound::Output;
    static constexpr std::string_view type_name = "Sequential";
    static constexpr std::size_t last = count - 1;
    static constexpr auto parameter_list = Layers::joined_parameters(Parts::names);
    static constexpr std::size_t slot_size = Layers::slot_size;
    static constexpr std::size_t thread_size = Layers::thread_size;
    static constexpr std::size_t shared_size = Layers::shared_size;
    static constexpr std::size_t prepared_size = Layers::prepared_offsets[count];
    static constexpr bool reads_input = Layers::template at<0>::reads_input;
    static constexpr bool reads_output = Layers::template at<last>::reads_output;
    static constexpr std::size_t multiply_adds = Layers::multiply_adds;

    template <Mode M>
    static constexpr std::size_t cache_storage = M == Mode::training ? Plan::kept.storage : Plan::passing.storage + Layers::largest_inference_cache;
    static constexpr std::size_t scratch_storage = Plan::gradients.storage + Layers::largest_scratch;

    template <class T>
    static void prepare(const Workers<T>& workers, const T* parameters, T* prepared) {
        Layers::prepare(workers, parameters, prepared);
    }

    template <class T, Mode M>
    static void forward(const Run<T, M>& run, const T* parameters, Batch<const T, Input> x, Batch<T, Output> y, T* cache) {
        for_each([&]<std::size_t I>() {
            Layers::template forward<I>(run, Parts::index(I), Parts::names[I], parameters, input<I, M>(x, y, cache), output<I, M>(y, cache),
                                        cache_of<I, M>(cache, x.size));
        });
    }

    template <class T, Mode M>
    static void backward(const Run<T, M>& run, const T* parameters, T* gradients, Batch<const T, Input> x, Batch<const T, Output> y, T* cache,
                         Batch<const T, Output> dy, auto dx) {
        for_each([&]<std::size_t Forward>() {
            constexpr std::size_t I = last - Forward;
            Layers::template backward<I>(run.child(Parts::index(I), Plan::gradients.storage * x.size), parameters, gradients,
                                         input<I, M>(x, y, cache), output<I, M>(y, cache), cache_of<I, M>(cache, x.size),
                                         output_gradient<I>(dy, run.scratch), input_gradient<I>(dx, run.scratch, x.size));
        });
    }

    template <class Visitor>
    static constexpr void visit_children(Visitor&& visitor) {
        Layers::visit(Parts::names, visitor);
    }

private:
    template <class F>
    static void for_each(const F& step) {
        [&]<std::size_t... I>(std::index_sequence<I...>) { (step.template operator()<I>(), ...); }(std::make_index_sequence<count>{});
    }

    template <std::size_t I, Mode M, class T>
    static auto cache_of(T* cache, std::size_t samples) {
        constexpr std::size_t offset = M == Mode::training ? Layers::cache_offsets[I] : Plan::passing.storage;
        return cache + offset * samples;
    }

    template <std::size_t I, Mode M, class T, class U>
    static auto output(Batch<T, Output> y, U* cache) {
        using Tensor = typename Layers::template at<I>::Output;
        constexpr std::size_t offset = Plan::template tensors<M>().offset[I];
        if constexpr (I == last) {
            return y;
        } else if constexpr (offset == outside_plan) {
            return y.template as<Tensor>();
        } else {
            return Batch<T, Tensor>(place<Tensor>(cache + offset * y.size, y.size));
        }
    }

    template <std::size_t I, Mode M, class T, class Y, class U>
    static Batch<const T, typename Layers::template at<I>::Input> input(Batch<const T, Input> x, Batch<Y, Output> y, U* cache) {
        if constexpr (I == 0) {
            return x;
        } else {
            return output<I - 1, M>(y, cache);
        }
    }

    template <std::size_t I, class T>
    static Batch<const T, typename Layers::template at<I>::Output> output_gradient(Batch<const T, Output> dy, T* scratch) {
        if constexpr (I == last) {
            return dy;
        } else {
            using Tensor = typename Layers::template at<I>::Output;
            return place<Tensor>(scratch + Plan::gradients.offset[I] * dy.size, dy.size);
        }
    }

    template <std::size_t I, class D, class T>
    static auto input_gradient(D dx, T* scratch, std::size_t samples) {
        if constexpr (I == 0) {
            return dx;
        } else {
            using Tensor = typename Layers::template at<I>::Input;
            return place<Tensor>(scratch + Plan::gradients.offset[I - 1] * samples, samples);
        }
    }
};

/// Layers one after another. Parts are called by their names or, unnamed, by their index. Rows of parts that Fusion knows are computed as one.
/// Shapes: whatever the first takes -> whatever the last gives. PyTorch equivalent: `nn.Sequential`.
template <class... Specs>
struct Sequential {
    static_assert(sizeof...(Specs) > 0, "Sequential needs at least one layer");

    template <class In>
    static consteval bool accepts() {
        return true;
    }
    template <class In>
    using layer = SequentialLayer<In, Specs...>;
};

} // namespace duet
