#define BOOST_TEST_MODULE visitor_rules
#include "digits/serve/visitor_rules.hpp"

#include <string>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

namespace {

using Fields = std::multimap<std::string, std::string>;

int status(const std::string& method, Fields fields) {
    const auto refused = digits::refusal({method, "/", std::move(fields), ""}, 8017);
    return refused ? refused->status : 200;
}

} // namespace

BOOST_AUTO_TEST_CASE(this_machine_under_its_own_names) {
    BOOST_TEST(status("GET", {{"host", "127.0.0.1:8017"}}) == 200);
    BOOST_TEST(status("GET", {{"host", "localhost:8017"}}) == 200);
    BOOST_TEST(status("POST", {{"host", "localhost:8017"}}) == 200); // no browser
    BOOST_TEST(status("POST", {{"host", "localhost:8017"}, {"origin", "http://localhost:8017"}, {"sec-fetch-site", "same-origin"}}) == 200);
}

BOOST_AUTO_TEST_CASE(a_name_that_somebody_made_resolve_to_this_machine) {
    for (const char* host : {"evil.example:8017", "127.0.0.1.evil.example:8017", "127.0.0.1", "localhost", "127.0.0.1:80", "127.0.0.1:80170", "",
                             "127.0.0.1:8017 ", "x@127.0.0.1:8017", "LOCALHOST:8017.", "[::1]:8017", "0.0.0.0:8017"})
        BOOST_TEST(status("GET", {{"host", host}}) == 403, host);
    BOOST_TEST(status("GET", {}) == 403);
    BOOST_TEST(status("GET", {{"host", "127.0.0.1:8017"}, {"host", "127.0.0.1:8017"}}) == 403);
}

BOOST_AUTO_TEST_CASE(a_page_of_another_site) {
    const auto posted = [](const char* field, const char* value) { return status("POST", {{"host", "127.0.0.1:8017"}, {field, value}}); };
    for (const char* origin :
         {"https://evil.example", "null", "", "https://127.0.0.1:8017", "http://127.0.0.1:8018", "http://127.0.0.1", "127.0.0.1:8017"})
        BOOST_TEST(posted("origin", origin) == 403, origin);
    for (const char* site : {"cross-site", "same-site", "", "anything"}) BOOST_TEST(posted("sec-fetch-site", site) == 403, site);
    BOOST_TEST(status("GET", {{"host", "127.0.0.1:8017"}, {"sec-fetch-site", "cross-site"}}) == 200); // a link to the page is no harm
    BOOST_TEST(status("GET", {{"host", "127.0.0.1:8017"}, {"origin", "https://evil.example"}}) == 403);
}
