#include "digits/serve/http.hpp"

#include <nlohmann/json.hpp>

namespace digits {

HttpResponse http_error(int status, const std::string& message) {
    const nlohmann::json json{{"error", message}};
    return {status, "application/json", json.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace)};
}

} // namespace digits
