// A visitor of a web server on this machine, who says whatever bytes.
#pragma once

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

class Visitor {
public:
    explicit Visitor(std::uint16_t port, const char* address = "127.0.0.1") : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in there{};
        there.sin_family = AF_INET;
        there.sin_port = htons(port);
        inet_pton(AF_INET, address, &there.sin_addr);
        connected_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&there), sizeof there) == 0;
    }
    Visitor(Visitor&& other) noexcept : socket_(std::exchange(other.socket_, -1)), connected_(other.connected_) {}
    Visitor(const Visitor&) = delete;
    Visitor& operator=(const Visitor&) = delete;
    ~Visitor() {
        if (socket_ >= 0) ::close(socket_);
    }

    [[nodiscard]] bool connected() const { return connected_; }

    /// Whether all of it was taken.
    bool say(const std::string& bytes) const {
        std::size_t sent = 0;
        while (sent < bytes.size()) {
            const ssize_t count = ::send(socket_, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
            if (count < 0) return false;
            sent += static_cast<std::size_t>(count);
        }
        return true;
    }

    /// All that is said until the server closes; throws if it does not within so many seconds.
    [[nodiscard]] std::string hear(int seconds = 30) const {
        std::string all;
        char part[65536];
        for (;;) {
            pollfd ready{socket_, POLLIN, 0};
            if (::poll(&ready, 1, 1000 * seconds) <= 0) throw std::runtime_error("the server neither answers nor closes");
            const ssize_t count = ::recv(socket_, part, sizeof part, 0);
            if (count <= 0) return all;
            all.append(part, static_cast<std::size_t>(count));
        }
    }

private:
    int socket_;
    bool connected_ = false;
};
