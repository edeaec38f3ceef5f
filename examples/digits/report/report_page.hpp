// report.html: one file that shows a training run in any browser, without a network.
#pragma once

#include "digits/report/report_data.hpp"

#include <string>

namespace digits {

/// The page. Its texts stand in it as JSON, and reach the reader as text: nothing in them is taken for HTML or a script.
std::string report_page(const ReportData& data);

} // namespace digits
