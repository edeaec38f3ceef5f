// Parameters that two models have in common.
#pragma once

#include "duet/core/error.hpp"
#include "duet/model/parameter_table.hpp"

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>

namespace duet {

/// Fills every parameter of `to` with the one of `from` that has its name and shape; `from` may have more. So a part of a trained model, that which
/// needs one of its inputs only, becomes a model of its own. Throws duet::Error that names a parameter which `from` has not, or in another shape.
/// PyTorch equivalent: `to.load_state_dict(from.state_dict(), strict=False)`, but that nothing may be missing.
template <class To, class From>
void copy_shared_parameters(const From& from, To& to) {
    for (const ParameterEntry& wanted : To::parameter_table) {
        const auto found = std::find_if(From::parameter_table.begin(), From::parameter_table.end(),
                                        [&](const ParameterEntry& entry) { return entry.name.view() == wanted.name.view(); });
        if (found == From::parameter_table.end() || found->size() != wanted.size()) {
            throw Error("the model has no parameter '" + std::string(wanted.name.view()) + "' of " + std::to_string(wanted.size()) + " values");
        }
        const auto values = from.parameters().subspan(found->offset, found->size());
        std::copy(values.begin(), values.end(), to.parameters().begin() + static_cast<std::ptrdiff_t>(wanted.offset));
    }
}

} // namespace duet
