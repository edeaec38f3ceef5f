// `digits serve` against visitors of every kind, over loopback.
#define BOOST_TEST_MODULE program_serve
#include "sounds.hpp"
#include "trained.hpp"
#include "visitor.hpp"

#include <chrono>
#include <csignal>
#include <cstdint>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>
#include <sys/resource.h>

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

/// Serves while it lives.
struct Serving {
    RunningDigits digits;
    std::uint16_t port = 0;

    explicit Serving(const fs::path& model) : digits({"serve", "--model", model.string(), "--port", "0"}) {
        const std::string start = "http://127.0.0.1:";
        for (int i = 0; i < 5000 && digits.said().find('\n') == std::string::npos && !digits.ended(); ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        const std::string said = digits.said();
        const std::size_t at = said.find(start);
        BOOST_REQUIRE_MESSAGE(at != std::string::npos, said);
        port = static_cast<std::uint16_t>(std::stoi(said.substr(at + start.size())));
    }

    [[nodiscard]] Visitor visitor() const { return Visitor(port); }
    [[nodiscard]] std::string own() const { return "127.0.0.1:" + std::to_string(port); }

    [[nodiscard]] std::string request(const std::string& line, const std::string& body = "", const std::string& fields = "") const {
        return line + " HTTP/1.1\r\nHost: " + own() + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + fields + "\r\n" + body;
    }
    [[nodiscard]] std::string ask(const std::string& line, const std::string& body = "", const std::string& fields = "") const {
        const Visitor asking = visitor();
        asking.say(request(line, body, fields));
        return asking.hear();
    }
};

int status(const std::string& response) { return response.starts_with("HTTP/1.1 ") ? std::stoi(response.substr(9)) : 0; }
nlohmann::json json(const std::string& response) {
    const std::size_t end = response.find("\r\n\r\n");
    return end == std::string::npos ? nlohmann::json() : nlohmann::json::parse(response.substr(end + 4), nullptr, false);
}

/// A model of that name, trained for a moment.
fs::path model(const std::string& name) {
    static const Scratch scratch("duet-serve");
    static const fs::path data = tiny::write_folder(scratch.folder / "data");
    const fs::path run = scratch.folder / name;
    if (!fs::exists(run)) {
        const WithoutPath no_gnuplot;
        const Outcome outcome = run_digits(training(data, run, {"--model", name, "--threads", "1"}));
        BOOST_REQUIRE_MESSAGE(outcome.code == 0, outcome.err);
    }
    return run;
}
Serving& server() {
    static Serving serving(model("duet"));
    return serving;
}

/// A bar, upright.
std::string drawing() {
    std::string ink(280 * 280, '\0');
    for (std::size_t y = 40; y < 240; ++y) ink.replace(280 * y + 130, 24, 24, '\xff');
    return ink;
}
std::string sound(int rate = 8000) {
    const Scratch scratch("duet-sound");
    duet::data::write_wav(scratch.folder / "a.wav", sounds::tone(4, 1, 1, rate));
    return read(scratch.folder / "a.wav");
}

/// It answers as ever.
void check_well(const Serving& serving) {
    const auto start = Clock::now();
    BOOST_TEST(status(serving.ask("POST /answer/both", drawing() + sound())) == 200);
    BOOST_TEST(seconds_since(start) < 20);
}

} // namespace

BOOST_AUTO_TEST_CASE(the_page_is_one_file_that_asks_nobody_else) {
    const std::string page = server().ask("GET /");
    BOOST_TEST(status(page) == 200);
    for (const char* part : {"Content-Type: text/html; charset=utf-8", "Content-Security-Policy: default-src 'none'", "frame-ancestors 'none'",
                             "Cache-Control: no-store", "Connection: close", "<!doctype html>"})
        BOOST_TEST(page.find(part) != std::string::npos, part);
    for (const char* outward : {" src=", "@import", "url(", "https:", "Access-Control-Allow"})
        BOOST_TEST(page.find(outward) == std::string::npos, outward);
}

BOOST_AUTO_TEST_CASE(a_drawing_and_a_voice_are_answered) {
    const nlohmann::json both = json(server().ask("POST /answer/both", drawing() + sound(44'100)));
    for (const char* part : {"answer", "image", "audio"}) {
        BOOST_TEST_CONTEXT(part) {
            const auto probabilities = both.at(part).at("probabilities").get<std::vector<double>>();
            BOOST_TEST(probabilities.size() == 10U);
            double sum = 0;
            for (const double p : probabilities) sum += p;
            BOOST_TEST(sum == 1.0, boost::test_tools::tolerance(1e-9));
            BOOST_TEST(both.at(part).at("confidence") == probabilities[both.at(part).at("digit").get<std::size_t>()]);
        }
    }
    BOOST_TEST(both.at("trust")[0].get<double>() + both.at("trust")[1].get<double>() == 1.0, boost::test_tools::tolerance(1e-9));
    BOOST_TEST(both.at("model") == "duet");
    BOOST_TEST(both.at("milliseconds") > 0);
    BOOST_TEST(both.at("seen").get<std::string>().size() == 784U);
    BOOST_TEST(both.at("heard").get<std::string>().size() == 507U);

    const nlohmann::json image = json(server().ask("POST /answer/image", drawing()));
    BOOST_TEST(image.at("answer") == both.at("image"));
    for (const char* absent : {"audio", "trust", "heard"}) BOOST_TEST(image.at(absent).is_null(), absent);
    const nlohmann::json audio = json(server().ask("POST /answer/audio", sound(44'100)));
    BOOST_TEST(audio.at("answer") == both.at("audio"));
    for (const char* absent : {"image", "trust", "seen"}) BOOST_TEST(audio.at(absent).is_null(), absent);
}

BOOST_AUTO_TEST_CASE(a_model_that_needs_both_says_so) {
    const Serving serving(model("twin39"));
    const nlohmann::json both = json(serving.ask("POST /answer/both", drawing() + sound()));
    BOOST_TEST(both.at("answer").at("confidence") > 0);
    for (const char* absent : {"image", "audio", "trust"}) BOOST_TEST(both.at(absent).is_null(), absent);
    const std::string response = serving.ask("POST /answer/image", drawing());
    BOOST_TEST(status(response) == 400);
    BOOST_TEST(json(response).at("error") == "this model needs both the images and the audio; expected a model that does with one, as duet");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_read_is_named) {
    const auto complaint = [](const std::string& line, const std::string& body) {
        const std::string response = server().ask(line, body);
        BOOST_TEST(status(response) == 400, line);
        return json(response).value("error", "no error in " + response);
    };
    BOOST_TEST(complaint("POST /answer/image", std::string(280 * 280, '\0')) == "the drawing is blank; expected a digit");
    BOOST_TEST(complaint("POST /answer/image", "short") == "the drawing has 5 bytes; expected 78400, one for each of its 280 x 280 pixels");
    BOOST_TEST(complaint("POST /answer/image", drawing() + "x").starts_with("the drawing has 78401 bytes"));
    BOOST_TEST(complaint("POST /answer/audio", "").starts_with("the recording: is not a sound file"));
    BOOST_TEST(complaint("POST /answer/audio", "RIFF\xff\xff\xff\xffWAVEfmt garbage").starts_with("the recording: "));
    BOOST_TEST(complaint("POST /answer/both", drawing()).starts_with("the recording: is not a sound file"));
    std::string many = sound();
    many.resize(700'000, '\x11'); // 43 s, whatever its head says
    many.replace(40, 4, "\xff\xff\xff\x7f");
    BOOST_TEST(complaint("POST /answer/audio", many) == "the recording: is longer than 10 seconds; cut it to the spoken digit");
    for (const auto& [line, expected] : std::vector<std::pair<std::string, int>>{{"GET /nothing", 404},
                                                                                 {"POST /answer/", 404},
                                                                                 {"POST /answer/../", 404},
                                                                                 {"GET /answer/both", 405},
                                                                                 {"POST /", 405},
                                                                                 {"BREW /", 405},
                                                                                 {"HEAD /", 405}})
        BOOST_TEST(status(server().ask(line)) == expected, line);
}

BOOST_AUTO_TEST_CASE(other_sites_are_refused) {
    const Visitor rebound = server().visitor();
    rebound.say("GET / HTTP/1.1\r\nHost: evil.example:" + std::to_string(server().port) + "\r\n\r\n");
    BOOST_TEST(status(rebound.hear()) == 403);
    BOOST_TEST(status(server().ask("POST /answer/image", drawing(), "Origin: https://evil.example\r\n")) == 403);
    BOOST_TEST(status(server().ask("POST /answer/image", drawing(), "Sec-Fetch-Site: cross-site\r\n")) == 403);
    BOOST_TEST(status(server().ask("POST /answer/image", drawing(), "Origin: http://" + server().own() + "\r\nSec-Fetch-Site: same-origin\r\n")) ==
               200);
}

BOOST_AUTO_TEST_CASE(only_this_machine_is_listened_to) {
    BOOST_TEST(server().visitor().connected());
    BOOST_TEST(!Visitor(server().port, "127.0.0.2").connected()); // bound to one address, not to all
}

BOOST_AUTO_TEST_CASE(bodies_and_heads_are_bounded) {
    const Visitor claims = server().visitor();
    claims.say("POST /answer/audio HTTP/1.1\r\nHost: " + server().own() + "\r\nContent-Length: 99999999999\r\n\r\n");
    BOOST_TEST(status(claims.hear()) == 413); // before any of it has come
    const Visitor chunks = server().visitor();
    chunks.say("POST /answer/audio HTTP/1.1\r\nHost: " + server().own() + "\r\nTransfer-Encoding: chunked\r\n\r\n");
    const std::string chunk = "10000\r\n" + std::string(0x10000, 'x') + "\r\n";
    for (int i = 0; i < 1000 && chunks.say(chunk); ++i) {
    }
    BOOST_TEST(status(chunks.hear()) == 413);
    BOOST_TEST(status(server().ask("GET /", "", "X: " + std::string(20'000, 'x') + "\r\n")) == 431);
    BOOST_TEST(status(server().ask("GET /" + std::string(20'000, 'x'))) == 431);
    check_well(server());
}

BOOST_AUTO_TEST_CASE(garbage_is_answered_or_dropped) {
    std::uint32_t state = 1;
    for (int i = 0; i < 300; ++i) {
        std::string bytes;
        for (int length = i; length > 0; --length) bytes += static_cast<char>((state = state * 1664525 + 1013904223) >> 24);
        if (i % 3 == 1) bytes = server().request("POST /answer/both", bytes);
        if (i % 3 == 2) bytes.insert(0, "GET / HTTP/1.1\r\n");
        const Visitor visitor = server().visitor();
        visitor.say(bytes + "\r\n\r\n");
        const int answered = status(visitor.hear());
        BOOST_TEST((answered == 0 || (answered >= 400 && answered < 500)), answered << " for garbage " << i);
    }
    check_well(server());
}

BOOST_AUTO_TEST_CASE(a_thousand_at_once_are_all_answered) {
    rlimit files{};
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = std::min<rlim_t>(files.rlim_max, 4096);
    setrlimit(RLIMIT_NOFILE, &files);
    std::vector<Visitor> crowd;
    for (int i = 0; i < 1000; ++i) crowd.push_back(server().visitor());
    const std::string request = server().request("POST /answer/image", drawing());
    std::thread talking([&] {
        for (const Visitor& visitor : crowd) visitor.say(request);
    });
    int answered = 0;
    for (const Visitor& visitor : crowd) answered += status(visitor.hear(60)) == 200 ? 1 : 0;
    talking.join();
    BOOST_TEST(answered == 1000);
    check_well(server());
}

BOOST_AUTO_TEST_CASE(slow_visitors_are_left_behind) {
    const auto start = Clock::now();
    std::vector<Visitor> silent; // twice as many as are let in at once
    for (int i = 0; i < 512; ++i) silent.push_back(server().visitor());
    check_well(server());
    const Visitor slow = server().visitor();
    const std::string request = server().request("POST /answer/image", drawing());
    std::size_t said = 0;
    while (said < 400 && slow.say(request.substr(said, 1))) { // a byte a time
        ++said;
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    BOOST_TEST(said < 400U);
    BOOST_TEST(slow.hear(1) == "");
    for (const Visitor& visitor : silent) BOOST_TEST(visitor.hear(1) == ""); // closed long since
    BOOST_TEST(seconds_since(start) < 30);
    check_well(server());
}

BOOST_AUTO_TEST_CASE(visitors_who_leave_do_no_harm) {
    for (int i = 0; i < 200; ++i) {
        const Visitor visitor = server().visitor();
        const std::string request = server().request("POST /answer/both", drawing() + sound());
        visitor.say(request.substr(0, request.size() * static_cast<std::size_t>(i) / 199));
    }
    check_well(server());
}

BOOST_AUTO_TEST_CASE(asked_to_stop_it_stops_cleanly) {
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
        Serving serving(model("duet"));
        const Visitor waiting = serving.visitor();
        waiting.say("POST /answer");
        serving.digits.send(signal);
        const Outcome outcome = serving.digits.wait();
        BOOST_TEST(outcome.code == 0, signal);
        BOOST_TEST(outcome.err == "");
        BOOST_TEST(outcome.out.ends_with("\nstopped\n"), outcome.out);
        BOOST_TEST(waiting.hear() == "");
    }
}

BOOST_AUTO_TEST_CASE(a_program_reads_its_address) {
    RunningDigits digits({"serve", "--model", model("duet").string(), "--port", "0", "--json"});
    for (int i = 0; i < 5000 && !digits.said().ends_with("}\n") && !digits.ended(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(2));
    const auto said = nlohmann::json::parse(digits.said());
    BOOST_TEST(said.at("model") == "duet");
    const std::string address = said.at("address"), start = "http://127.0.0.1:";
    BOOST_REQUIRE(address.starts_with(start));
    BOOST_TEST(Visitor(static_cast<std::uint16_t>(std::stoi(address.substr(start.size())))).connected());
    digits.send(SIGTERM);
    BOOST_TEST(nlohmann::json::parse(digits.wait().out) == said); // and nothing behind it
}

BOOST_AUTO_TEST_CASE(a_port_that_is_taken_and_a_model_that_is_none) {
    const Outcome taken = run_digits({"serve", "--model", model("duet").string(), "--port", std::to_string(server().port)});
    BOOST_TEST(taken.code == 2);
    BOOST_TEST(taken.err == "digits: port " + std::to_string(server().port) +
                                ": cannot be listened on: Address already in use; choose another with --port, or 0 for any that is free\n");
    BOOST_TEST(run_digits({"serve", "--model", "/nowhere"}).code == 2);
    BOOST_TEST(run_digits({"serve", "--model", model("duet").string(), "--port", "65536"}).code == 2);
}
