#include "digits/commands/commands.hpp"

#include "digits/output.hpp"
#include "digits/recordings.hpp"
#include "digits/terminal/format.hpp"
#include "digits/terminal/json.hpp"

#include "duet/core/error.hpp"
#include "duet/data/atomic_file.hpp"
#include "duet/data/csv.hpp"
#include "duet/data/npy_writer.hpp"

#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

namespace digits {

void write_features(const FeaturesArguments& arguments) {
    const std::filesystem::path npy = arguments.out;
    if (npy.extension() != ".npy") throw duet::Error(npy.string() + ": is no name of features; expected one that ends in .npy");
    std::filesystem::path csv = npy;
    csv.replace_extension(".csv");
    require_output_file(npy);
    require_output_file(csv);
    const std::vector<std::filesystem::path> files = find_recordings(arguments.recordings);
    const duet::data::Matrix features = features_of(files, arguments.trim, arguments.threads);

    std::string names = "row_id,wav\n";
    for (std::size_t i = 0; i < files.size(); ++i) names += std::to_string(i) + ',' + duet::data::csv_field(files[i].string()) + '\n';
    duet::data::AtomicFile table(csv); // on disk before either takes its place
    table.write(names);
    duet::data::write_npy(npy, features.values, {features.rows, features.columns});
    table.commit();
    if (arguments.json) {
        nlohmann::ordered_json report{{"features", npy.string()}, {"table", csv.string()}, {"recordings", nlohmann::ordered_json::array()}};
        for (const std::filesystem::path& file : files) report["recordings"].push_back(file.string());
        print_json(report);
        return;
    }
    std::printf("wrote %s and %s: %s recordings\n", npy.c_str(), csv.c_str(), grouped(files.size()).c_str());
}

} // namespace digits
