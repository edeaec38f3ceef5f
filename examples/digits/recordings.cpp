#include "digits/recordings.hpp"

#include "duet/core/error.hpp"
#include "duet/core/parallel.hpp"
#include "duet/data/front_end.hpp"
#include "duet/data/mfcc.hpp"
#include "duet/data/wav.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <exception>
#include <system_error>

namespace digits {

namespace fs = std::filesystem;

namespace {

constexpr const char* decimals = "0123456789";

bool is_wav(const fs::path& file) {
    const std::string ending = file.extension().string();
    return ending == ".wav" || ending == ".WAV";
}

std::vector<fs::path> wavs_in(const fs::path& folder) {
    std::vector<fs::path> files;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
        if (is_wav(entry.path()) && !entry.is_directory()) files.push_back(entry.path());
    }
    if (files.empty()) throw duet::Error(folder.string() + ": holds no recordings; expected files whose names end in .wav");
    std::sort(files.begin(), files.end());
    return files;
}

} // namespace

RecordingName recording_name(const fs::path& file) {
    const std::string name = file.stem().string();
    const std::size_t first = name.find('_');
    const std::size_t last = name.rfind('_');
    const bool parted = first == 1 && last != std::string::npos && last > first + 1 && name.find('_', first + 1) == last;
    const std::string index = parted ? name.substr(last + 1) : "";
    const bool whole = name.find_first_of(decimals) == 0 && !index.empty() && index.find_first_not_of(decimals) == std::string::npos;
    if (!whole || !is_wav(file)) {
        throw duet::Error(file.string() + ": its name does not say what is spoken; expected {digit}_{speaker}_{index}.wav, such as 7_jackson_12.wav");
    }
    return {name[0] - '0', name.substr(2, last - 2), index};
}

std::vector<fs::path> find_recordings(const std::vector<std::string>& paths) {
    std::vector<fs::path> files;
    for (const fs::path path : paths) {
        std::error_code error;
        const fs::file_status status = fs::status(path, error);
        if (!fs::exists(status)) throw duet::Error(path.string() + ": no such file or folder; expected recordings, or a folder that holds them");
        if (!fs::is_directory(status)) {
            files.push_back(path);
            continue;
        }
        const std::vector<fs::path> inside = wavs_in(path);
        files.insert(files.end(), inside.begin(), inside.end());
    }
    return files;
}

duet::data::Matrix features_of(const std::vector<fs::path>& files, bool trim, int threads) {
    using namespace duet::data;
    Matrix features{files.size(), mfcc_size, std::vector<float>(files.size() * mfcc_size)};
    const FrontEnd front_end{.trim = trim};
    std::array<std::exception_ptr, duet::slots> failures; // one a piece, so that the first file's is known
    duet::for_slots(files.size(), threads, [&](std::size_t slot, std::size_t begin, std::size_t end) {
        try {
            Mfcc mfcc;
            for (std::size_t i = begin; i < end; ++i) {
                const Recording recording = resample(read_wav(files[i]), mfcc_sample_rate);
                const auto coefficients = front_end.coefficients(recording.samples, mfcc);
                std::copy(coefficients.begin(), coefficients.end(), features.row(i).begin());
            }
        } catch (...) {
            failures[slot] = std::current_exception();
        }
    });
    for (const std::exception_ptr& failure : failures) {
        if (failure) std::rethrow_exception(failure);
    }
    return features;
}

} // namespace digits
