// A request and its response, without the network.
#pragma once

#include <map>
#include <string>

namespace digits {

struct HttpRequest {
    std::string method;
    std::string target;
    std::multimap<std::string, std::string> fields; // names in lower case
    std::string body;
};

struct HttpResponse {
    int status = 200;
    std::string type;
    std::string body;
};

/// What a visitor's program reads: {"error": ...}.
HttpResponse http_error(int status, const std::string& message);

} // namespace digits
