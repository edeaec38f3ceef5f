#include "digits/commands/commands.hpp"

#include "digits/saved_model.hpp"
#ifdef DIGITS_SERVE
#include "digits/serve/digits_site.hpp"
#include "digits/serve/http_server.hpp"
#include "digits/serve/visitor_rules.hpp"
#include "digits/terminal/json.hpp"
#endif

#include "duet/core/error.hpp"

#include <cstdio>
#include <string>

namespace digits {

void serve([[maybe_unused]] const ServeArguments& arguments) {
#ifdef DIGITS_SERVE
    Recogniser recogniser(load_model(arguments.model));
    serve_http(arguments.port, [&](std::uint16_t port) {
        const std::string name = recogniser.saved().facts.name;
        const std::string address = "http://127.0.0.1:" + std::to_string(port) + "/";
        if (arguments.json) {
            print_json({{"model", name}, {"address", address}});
        } else {
            std::printf("%s listens, on this machine only: %s (Ctrl-C ends it)\n", name.c_str(), address.c_str());
        }
        std::fflush(stdout);
        return HttpSite{[port](const HttpRequest& head) { return refusal(head, port); },
                        [&](const HttpRequest& request) { return answer(recogniser, request); }};
    });
    if (!arguments.json) std::puts("stopped");
#else
    throw duet::Error("this program was built without a web server; install libboost-dev, and build it again");
#endif
}

} // namespace digits
