// The page of digits serve: the files of page/, put together when the program is built.
#pragma once

#include <string_view>

namespace digits {

extern const std::string_view serve_page;

} // namespace digits
