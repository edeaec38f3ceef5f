#include "digits/row_recordings.hpp"

#include "digits/recordings.hpp"

#include "duet/core/error.hpp"
#include "duet/core/parallel.hpp"
#include "duet/data/mfcc.hpp"
#include "duet/data/wav.hpp"

#include <exception>
#include <map>
#include <mutex>

namespace digits {

namespace {

/// What was recorded in each of the files, behind the words that are there.
void append_words(std::vector<std::vector<float>>& words, const std::vector<std::string>& files, int threads) {
    const std::size_t first = words.size();
    words.resize(first + files.size());
    std::exception_ptr failure;
    std::mutex mutex; // of failure
    const auto read = [&](std::size_t i) {
        try {
            words[first + i] = duet::data::resample(duet::data::read_wav(files[i]), duet::data::mfcc_sample_rate).samples;
        } catch (...) {
            const std::scoped_lock lock(mutex);
            failure = std::current_exception();
        }
    };
    duet::parallel_for(files.size(), threads, read);
    if (failure) std::rethrow_exception(failure);
}

} // namespace

RowRecordings load_row_recordings(const std::filesystem::path& folder, const std::vector<std::string>& names, int threads) {
    if (names.empty()) {
        throw duet::Error(folder.string() +
                          ": nothing says which recording each row has; expected a pairs_train.csv with a 'wav' column beside the data");
    }
    RowRecordings recordings;
    std::map<std::string, std::size_t> known;
    std::vector<std::string> files;
    for (const std::string& name : names) {
        const auto [place, is_new] = known.try_emplace(name, files.size());
        if (is_new) files.push_back(name);
        recordings.of_row.push_back(place->second);
    }
    for (std::string& file : files) file = (folder / file).string();
    append_words(recordings.words, files, threads);
    return recordings;
}

void add_stand_ins(RowRecordings& recordings, const std::filesystem::path& folder, int threads) {
    std::vector<std::string> files;
    for (const std::filesystem::path& file : find_recordings({folder.string()})) {
        recordings.stand_ins[static_cast<std::size_t>(recording_name(file).digit)].push_back(recordings.words.size() + files.size());
        files.push_back(file.string());
    }
    append_words(recordings.words, files, threads);
}

} // namespace digits
