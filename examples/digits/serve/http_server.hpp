// A web server for the programs of this machine, one thread, bounded in everything that a visitor decides.
#pragma once

#include "digits/serve/http.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>

namespace digits {

inline constexpr std::size_t most_body = std::size_t{1} << 20U; // bytes of a request
inline constexpr std::size_t most_head = std::size_t{8} << 10U; // bytes of its line and fields
inline constexpr std::size_t most_connections = 256;            // at once; more wait in the system's queue
inline constexpr std::chrono::seconds time_for_head{2};         // from the connection's start
inline constexpr std::chrono::seconds time_for_body{5};         // from the head's end
inline constexpr std::chrono::seconds time_for_response{5};     // to take it

struct HttpSite {
    /// Of a request whose body has not come: the response to one that is refused.
    std::function<std::optional<HttpResponse>(const HttpRequest& head)> refuse;
    /// What it throws is answered: duet::Error is the visitor's mistake, all else the program's.
    std::function<HttpResponse(const HttpRequest&)> answer;
};

/// Listens on 127.0.0.1 only, calls `started` with the port (0: any that is free), and answers until SIGINT, SIGTERM or SIGHUP. Each connection is for
/// one request. Throws duet::Error if it cannot listen.
void serve_http(std::uint16_t port, const std::function<HttpSite(std::uint16_t)>& started);

} // namespace digits
