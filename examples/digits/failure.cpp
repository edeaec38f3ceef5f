#include "digits/failure.hpp"

#include <algorithm>
#include <exception>
#include <filesystem>
#include <new>

namespace digits {

std::string failure_line() {
    try {
        throw;
    } catch (const std::bad_alloc&) {
        return "out of memory; try fewer rows, a smaller --batch or fewer --threads";
    } catch (const std::filesystem::filesystem_error& error) {
        return one_line(error.path1().string() + ": " + error.code().message());
    } catch (const std::exception& error) {
        return one_line(error.what());
    }
}

std::string one_line(std::string message) {
    const auto control = [](char letter) { return static_cast<unsigned char>(letter) < 0x20 || letter == 0x7F; };
    std::replace_if(message.begin(), message.end(), control, '?');
    return message;
}

} // namespace digits
