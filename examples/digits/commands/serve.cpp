#include "digits/commands/commands.hpp"

#include "digits/saved_model.hpp"
#ifdef DIGITS_SERVE
#include "digits/serve/digits_site.hpp"
#include "digits/serve/http_server.hpp"
#include "digits/serve/visitor_rules.hpp"
#endif

#include "duet/core/error.hpp"

#include <cstdio>

namespace digits {

void serve([[maybe_unused]] const ServeArguments& arguments) {
#ifdef DIGITS_SERVE
    Recogniser recogniser(load_model(arguments.model));
    serve_http(arguments.port, [&](std::uint16_t port) {
        std::printf("%s listens, on this machine only: http://127.0.0.1:%d/ (Ctrl-C ends it)\n", recogniser.saved().facts.name.c_str(), port);
        std::fflush(stdout);
        return HttpSite{[port](const HttpRequest& head) { return refusal(head, port); },
                        [&](const HttpRequest& request) { return answer(recogniser, request); }};
    });
    std::puts("stopped");
#else
    throw duet::Error("this program was built without a web server; install libboost-dev, and build it again");
#endif
}

} // namespace digits
