#include "digits/serve/http_server.hpp"

#include "duet/core/error.hpp"

#include <array>
#include <csignal>
#include <exception>
#include <memory>
#include <new>
#include <string>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>

namespace digits {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using Failure = beast::error_code;

class Server;

HttpRequest request_of(const http::request<http::string_body>& message) {
    HttpRequest request{std::string(message.method_string()), std::string(message.target()), {}, message.body()};
    for (const auto& field : message) {
        std::string name(field.name_string());
        for (char& letter : name) {
            if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
        }
        request.fields.emplace(std::move(name), std::string(field.value()));
    }
    return request;
}

/// One request and its response; it keeps itself alive until both are done or their time is over.
class Connection : public std::enable_shared_from_this<Connection> {
public:
    Connection(std::shared_ptr<Server> server, tcp::socket socket);
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection();

    void start() {
        parser_.header_limit(most_head);
        parser_.body_limit(most_body);
        stream_.expires_after(time_for_head);
        http::async_read_header(stream_, buffer_, parser_, [self = shared_from_this()](Failure failure, std::size_t) { self->on_head(failure); });
    }

private:
    void on_head(Failure failure);
    void on_body(Failure failure);
    void complain(Failure failure);
    void respond(const HttpResponse& response);
    void drain();

    std::shared_ptr<Server> server_;
    beast::tcp_stream stream_;
    beast::flat_buffer buffer_{most_head + 4096};
    http::request_parser<http::string_body> parser_;
    http::response<http::string_body> response_;
    std::array<char, 4096> ignored_{};
};

class Server : public std::enable_shared_from_this<Server> {
public:
    Server(asio::io_context& context, std::uint16_t port) : context_(context), acceptor_(context), pause_(context) {
        const tcp::endpoint here(asio::ip::address_v4::loopback(), port);
        Failure failure;
        acceptor_.open(here.protocol(), failure);
        if (!failure) acceptor_.set_option(tcp::acceptor::reuse_address(true), failure);
        if (!failure) acceptor_.bind(here, failure);
        if (!failure) acceptor_.listen(tcp::acceptor::max_listen_connections, failure);
        if (failure) {
            throw duet::Error("port " + std::to_string(port) + ": cannot be listened on: " + failure.message() +
                              "; choose another with --port, or 0 for any that is free");
        }
    }

    [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

    void start(HttpSite site) {
        site_ = std::move(site);
        accept();
    }
    [[nodiscard]] const HttpSite& site() const { return site_; }

    void opened() { ++open_; }
    void closed() {
        --open_;
        if (waiting_ && !context_.stopped()) accept();
    }

private:
    void accept() {
        waiting_ = open_ >= most_connections;
        if (waiting_) return;
        acceptor_.async_accept([self = shared_from_this()](Failure failure, tcp::socket socket) { self->on_accept(failure, std::move(socket)); });
    }

    void on_accept(Failure failure, tcp::socket socket) {
        if (failure == asio::error::operation_aborted) return;
        if (!failure) {
            std::make_shared<Connection>(shared_from_this(), std::move(socket))->start();
            accept();
            return;
        }
        pause_.expires_after(std::chrono::milliseconds(100)); // without descriptors, say
        pause_.async_wait([self = shared_from_this()](Failure ended) {
            if (!ended) self->accept();
        });
    }

    asio::io_context& context_;
    tcp::acceptor acceptor_;
    asio::steady_timer pause_;
    HttpSite site_;
    std::size_t open_ = 0;
    bool waiting_ = false; // for one of the open connections to close
};

Connection::Connection(std::shared_ptr<Server> server, tcp::socket socket) : server_(std::move(server)), stream_(std::move(socket)) {
    server_->opened();
}
Connection::~Connection() { server_->closed(); }

void Connection::on_head(Failure failure) {
    if (failure) return complain(failure);
    if (const auto refused = server_->site().refuse(request_of(parser_.get()))) return respond(*refused);
    stream_.expires_after(time_for_body);
    http::async_read(stream_, buffer_, parser_, [self = shared_from_this()](Failure ended, std::size_t) { self->on_body(ended); });
}

void Connection::on_body(Failure failure) {
    if (failure) return complain(failure);
    HttpResponse response;
    try {
        response = server_->site().answer(request_of(parser_.get()));
    } catch (const duet::Error& error) {
        response = http_error(400, error.what());
    } catch (const std::bad_alloc&) {
        response = http_error(503, "out of memory");
    } catch (const std::exception& error) {
        response = http_error(500, error.what());
    }
    respond(response);
}

void Connection::complain(Failure failure) {
    if (failure == http::error::body_limit) return respond(http_error(413, "the request's body is too long; expected at most 1 MiB"));
    if (failure == http::error::header_limit || failure == http::error::buffer_overflow)
        return respond(http_error(431, "the request's head is too long; expected at most 8 KiB"));
    const bool is_text = failure.category() == make_error_code(http::error::bad_method).category();
    if (is_text && failure != http::error::end_of_stream && failure != http::error::partial_message)
        respond(http_error(400, "this is not HTTP: " + failure.message()));
}

void Connection::respond(const HttpResponse& response) {
    response_.version(11);
    response_.result(static_cast<unsigned>(response.status));
    response_.keep_alive(false);
    response_.set(http::field::content_type, response.type);
    response_.set(http::field::cache_control, "no-store");
    response_.set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; "
                                             "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    response_.set("Cross-Origin-Resource-Policy", "same-origin");
    response_.set("Referrer-Policy", "no-referrer");
    response_.set("X-Content-Type-Options", "nosniff");
    response_.body() = response.body;
    response_.prepare_payload();
    stream_.expires_after(time_for_response);
    http::async_write(stream_, response_, [self = shared_from_this()](Failure failure, std::size_t) {
        if (failure) return;
        Failure ignored;
        self->stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
        self->stream_.expires_after(time_for_head);
        self->drain();
    });
}

/// Closing on what the visitor still sends would take the response from it.
void Connection::drain() {
    stream_.async_read_some(asio::buffer(ignored_), [self = shared_from_this()](Failure failure, std::size_t) {
        if (!failure) self->drain();
    });
}

} // namespace

void serve_http(std::uint16_t port, const std::function<HttpSite(std::uint16_t)>& started) {
    asio::io_context context(1);
    asio::signal_set stop(context, SIGINT, SIGTERM, SIGHUP);
    stop.async_wait([&](Failure, int) { context.stop(); });
    const auto server = std::make_shared<Server>(context, port);
    server->start(started(server->port()));
    context.run();
}

} // namespace digits
