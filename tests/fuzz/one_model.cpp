// The program's models, for a build in which all but one would only cost minutes: each is the small one.

#include "digits/engine/zoo.hpp"

namespace digits {

std::unique_ptr<Engine> make_cnn_rnn_linear() { return make_twin39(); }
std::unique_ptr<Engine> make_cnn_rnn_attention() { return make_twin39(); }
std::unique_ptr<Engine> make_cnn_transformer_linear() { return make_twin39(); }
std::unique_ptr<Engine> make_cnn_transformer_attention() { return make_twin39(); }
std::unique_ptr<Engine> make_duet() { return make_twin39(); }

} // namespace digits
