// The tables and the plot of a study.
#pragma once

#include "digits/study/figures.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace digits {

/// Prints what a model did in each seed's folds and writes it to `folder`: a CSV a table, and the model's plot. With several seeds a figure is their
/// mean and its spread (standard deviation). Appends the tables to `markdown`.
void report_model(const std::filesystem::path& folder, const std::string& model, const std::vector<std::vector<FoldFigures>>& seeds,
                  std::string& markdown);

} // namespace digits
