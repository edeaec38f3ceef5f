#include "digits/serve/visitor_rules.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace digits {

std::optional<HttpResponse> refusal(const HttpRequest& request, std::uint16_t port) {
    const std::string end = ":" + std::to_string(port);
    const std::array<std::string, 2> own{"127.0.0.1" + end, "localhost" + end};
    const auto is_own = [&](const std::string& host) { return std::ranges::find(own, host) != own.end(); };
    const auto all = [&](const char* field, const auto& holds) {
        const auto [begin, last] = request.fields.equal_range(field);
        return std::all_of(begin, last, [&](const auto& entry) { return holds(entry.second); });
    };

    if (request.fields.count("host") != 1 || !all("host", is_own)) return http_error(403, "another host is meant; expected http://" + own[0] + "/");
    if (!all("origin", [&](const std::string& origin) { return origin.starts_with("http://") && is_own(origin.substr(7)); }))
        return http_error(403, "a page of another site asks; expected this one's own");
    const auto near = [](const std::string& site) { return site == "same-origin" || site == "none"; };
    if (request.method != "GET" && !all("sec-fetch-site", near)) return http_error(403, "a page of another site asks; expected this one's own");
    return {};
}

} // namespace digits
