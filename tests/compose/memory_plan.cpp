#define BOOST_TEST_MODULE memory_plan
#include "duet/compose/memory_plan.hpp"

#include "duet/compose/sequential.hpp"
#include "duet/core/random.hpp"
#include "duet/layers/dropout.hpp"
#include "duet/layers/layer_norm.hpp"
#include "duet/layers/linear.hpp"
#include "duet/layers/relu.hpp"
#include "duet/layers/tanh.hpp"

#include <boost/test/unit_test.hpp>

using namespace duet;

namespace {

template <std::size_t N>
using Offsets = std::array<std::size_t, N>;
constexpr std::size_t out = outside_plan;

// Worked by hand: 20 floats take 32, 70 take 80. ReLU and Tanh write over what Linear gave; Dropout may not write over what Tanh's
// backward pass reads, but in prediction it does. Kept tensors are placed from the last to the first.
using Plan = SequentialLayer<Shape<40>, Linear<20>, ReLU, Linear<70>, Tanh, Dropout<0.5>, Linear<5>>::Plan;
static_assert(Plan::kept.offset == Offsets<6>{160, 160, 80, 80, 0, out});
static_assert(Plan::kept.storage == 192);
static_assert(Plan::passing.offset == Offsets<6>{0, 0, 32, 32, 32, out});
static_assert(Plan::passing.storage == 32 + 80);
static_assert(Plan::gradients.offset == Plan::passing.offset && Plan::gradients.storage == Plan::passing.storage);

// The last layer works in the caller's y, but never in the caller's dy.
using EndsInPlace = SequentialLayer<Shape<40>, Linear<20>, ReLU>::Plan;
static_assert(EndsInPlace::kept.offset == Offsets<2>{out, out} && EndsInPlace::kept.storage == 0);
static_assert(EndsInPlace::passing.offset == Offsets<2>{out, out} && EndsInPlace::passing.storage == 0);
static_assert(EndsInPlace::gradients.offset == Offsets<2>{0, out} && EndsInPlace::gradients.storage == 32);

// The first never works in the caller's x.
using BeginsInPlace = SequentialLayer<Shape<40>, ReLU, Linear<20>>::Plan;
static_assert(BeginsInPlace::kept.offset == Offsets<2>{0, out} && BeginsInPlace::kept.storage == 48);
static_assert(BeginsInPlace::passing.offset == Offsets<2>{0, out} && BeginsInPlace::passing.storage == 48);

// Caches stand before the tensors.
using HasCache = SequentialLayer<Shape<40>, LayerNorm, Linear<20>, Linear<3>>::Plan;
static_assert(HasCache::kept.offset == Offsets<3>{32 + 32, 32, out} && HasCache::kept.storage == 32 + 32 + 48);
static_assert(HasCache::passing.offset == Offsets<3>{0, 48, out});

/// A layer of a network drawn at random: its kind, and what it takes and gives.
struct Drawn {
    bool in_place;
    bool reads_input;
    bool reads_output;
    std::size_t size;
};
constexpr std::size_t depth = 7;

constexpr std::array<Drawn, depth> draw(std::size_t seed) {
    std::array<Drawn, depth> layers{};
    std::size_t size = 1;
    for (std::size_t i = 0; i < depth; ++i) {
        const std::uint64_t bits = mix(seed, i);
        const bool in_place = i > 0 && bits % 2 == 0;
        if (!in_place) size = 1 + (bits >> 8) % 100;
        layers[i] = {in_place, (bits >> 1) % 2 == 0, (bits >> 2) % 2 == 0, size};
    }
    return layers;
}

template <std::size_t Seed, std::size_t I>
struct DrawnLayer : LayerDefaults {
    static constexpr Drawn drawn = draw(Seed)[I];
    using Output = Shape<drawn.size>;
    using Cache = Shapes<Shape<1 + I>>;
    static constexpr bool in_place = drawn.in_place;
    static constexpr bool reads_input = drawn.reads_input;
    static constexpr bool reads_output = drawn.reads_output;
};

template <class P>
constexpr bool apart(const P& plan, const auto& sizes, std::size_t i, std::size_t j) {
    if (plan.offset[i] == outside_plan || plan.offset[j] == outside_plan) return plan.offset[i] != plan.offset[j];
    return plan.offset[i] + sizes[i] <= plan.offset[j] || plan.offset[j] + sizes[j] <= plan.offset[i];
}

/// Two tensors live at once if one is made from the other elsewhere, or if backward will read the earlier.
template <std::size_t Seed, std::size_t... I>
constexpr bool sound(std::index_sequence<I...>) {
    using P = MemoryPlan<Children<DrawnLayer<Seed, I>...>>;
    constexpr auto layers = draw(Seed);
    bool good = P::kept.storage >= P::passing.storage && P::kept.offset[depth - 1] == outside_plan && P::gradients.offset[depth - 2] != outside_plan;
    for (std::size_t i = 0; i < depth; ++i) {
        if (P::kept.offset[i] != outside_plan) good = good && P::kept.offset[i] >= depth * 16 && P::kept.offset[i] + P::sizes[i] <= P::kept.storage;
        if (P::passing.offset[i] != outside_plan) good = good && P::passing.offset[i] + P::sizes[i] <= P::passing.storage;
        if (P::gradients.offset[i] != outside_plan) good = good && P::gradients.offset[i] + P::sizes[i] <= P::gradients.storage;
        for (std::size_t j = i + 1; j < depth; ++j) {
            const bool made_elsewhere = j == i + 1 && !layers[j].in_place;
            const bool read_later = layers[i].reads_output || layers[i + 1].reads_input;
            if (made_elsewhere || read_later) good = good && apart(P::kept, P::sizes, i, j);
            if (made_elsewhere) good = good && apart(P::passing, P::sizes, i, j) && apart(P::gradients, P::sizes, i, j);
        }
    }
    return good;
}

template <std::size_t... Seed>
constexpr std::size_t count_sound(std::index_sequence<Seed...>) {
    return (std::size_t{sound<Seed>(std::make_index_sequence<depth>{})} + ...);
}

} // namespace

BOOST_AUTO_TEST_CASE(tensors_that_live_at_once_never_overlap) {
    constexpr std::size_t networks = 150;
    constexpr std::size_t good = count_sound(std::make_index_sequence<networks>{});
    BOOST_TEST(good == networks);
}
