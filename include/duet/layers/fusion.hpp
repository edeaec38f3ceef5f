// Layers in a row that are better computed as one.
#pragma once

namespace duet {

/// Says that `Specs...`, one after another, are computed as one layer: specialise it with that layer's spec as `type`. The layer must be called
/// as the first of them (its parameters are the first one's, and no other has any) and give what they would give.
/// Sequential looks for such rows; an inner Sequential around one of the parts keeps them apart.
template <class... Specs>
struct Fusion {};

/// Whether a `Fusion<...>` says what becomes of its specs.
template <class F>
concept Fused = requires { typename F::type; };

} // namespace duet
