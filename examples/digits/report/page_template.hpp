// The page of report.html without its data: the files of page/, put together when the program is built.
#pragma once

#include <string_view>

namespace digits {

/// Stands in the template once, where JSON belongs.
inline constexpr std::string_view data_place = "@DATA@";

extern const std::string_view page_template;

} // namespace digits
