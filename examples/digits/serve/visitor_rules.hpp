// Who may ask: the page itself and this machine's programs, but no other site that the reader's browser has open.
#pragma once

#include "digits/serve/http.hpp"

#include <cstdint>
#include <optional>

namespace digits {

/// The response to a request that is refused, or nothing. A name that resolves to this machine without being its own (DNS rebinding) is told by the
/// Host, a form or script of another site by the Origin and by Sec-Fetch-Site, which browsers set and pages cannot.
std::optional<HttpResponse> refusal(const HttpRequest& request, std::uint16_t port);

} // namespace digits
