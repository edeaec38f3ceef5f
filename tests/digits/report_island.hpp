// The data that stands in a report.html.
#pragma once

#include <stdexcept>
#include <string>

#include <nlohmann/json.hpp>

/// Read as a browser does: up to the first end of a script.
inline nlohmann::json report_island(const std::string& page) {
    const std::string start = "<script type=\"application/json\" id=\"data\">";
    const std::size_t begin = page.find(start);
    if (begin == std::string::npos) throw std::runtime_error("the page has no data");
    const std::size_t first = begin + start.size();
    return nlohmann::json::parse(page.substr(first, page.find("</script", first) - first));
}
