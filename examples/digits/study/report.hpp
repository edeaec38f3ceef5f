// The tables and the plot of a study.
#pragma once

#include "digits/study/figures.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace digits {

/// One of a model's tables, as it stands in its CSV.
struct StudyTable {
    std::string name;
    std::filesystem::path file;
    std::vector<std::string> header;
    std::vector<std::vector<std::string>> rows;
};

/// Writes what a model did in each seed's folds to `folder`: a CSV a table, and the model's plot. With several seeds a figure is their mean and its
/// spread (standard deviation). Appends the tables to `markdown`, and returns them.
std::vector<StudyTable> report_model(const std::filesystem::path& folder, const std::string& model,
                                     const std::vector<std::vector<FoldFigures>>& seeds, std::string& markdown);

} // namespace digits
