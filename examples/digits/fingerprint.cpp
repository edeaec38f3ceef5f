#include "digits/fingerprint.hpp"

#include "duet/core/parallel.hpp"

#include <cstddef>
#include <utility>
#include <vector>

#include <zlib.h>

namespace digits {

namespace {

/// Into which the rows are cut, for as many ranks as a job may have.
constexpr std::size_t pieces = 1024;

template <class T>
uLong checksum(uLong before, std::span<const T> values) {
    if (values.empty()) return before; // zlib would begin anew where there is no memory
    return ::crc32_z(before, reinterpret_cast<const Bytef*>(values.data()), values.size_bytes());
}

uLong checksum_of(const RowSource& source, duet::Range rows) {
    std::vector<float> row(source.columns());
    uLong sum = 0;
    for (std::size_t i = rows.begin; i < rows.end; ++i) {
        source.gather(std::span(&i, 1), row);
        sum = checksum<float>(sum, row);
    }
    return sum;
}

/// Of every piece of the rows: those that fall to `rank` are set, the others zero.
std::vector<std::uint64_t> share_of(std::size_t rank, std::size_t ranks, const DigitRows& rows) {
    std::vector<std::uint64_t> sums(2 * pieces);
    const duet::Range mine = duet::slot_range(pieces, rank, ranks);
    for (std::size_t piece = mine.begin; piece < mine.end; ++piece) {
        const duet::Range range = duet::slot_range(rows.count(), piece, pieces);
        sums[2 * piece] = checksum_of(rows.images, range);
        sums[2 * piece + 1] = checksum_of(rows.audio, range);
    }
    return sums;
}

} // namespace

std::uint32_t fingerprint(const DigitRows& rows, duet::Communicator& ranks) {
    std::vector<std::uint64_t> sums = share_of(ranks.rank(), ranks.size(), rows);
    if (ranks.size() > 1) {
        std::vector<std::uint64_t> again = share_of((ranks.rank() + 1) % ranks.size(), ranks.size(), rows);
        ranks.sum<std::uint64_t>(sums, "the checksums of the data");
        ranks.sum<std::uint64_t>(again, "the checksums of the data");
        if (ranks.rank() > 0) sums = std::move(again); // so that all have the same where all copies are
    }
    uLong sum = checksum<std::uint64_t>(0, sums);
    sum = checksum<int>(sum, rows.labels);
    for (const std::string& group : rows.groups) sum = checksum<char>(sum, group);
    for (const auto& stand_ins : rows.recordings.stand_ins) sum = checksum<std::size_t>(sum, stand_ins);
    for (const std::vector<float>& word : rows.recordings.words) sum = checksum<float>(sum, word);
    sum = checksum<std::size_t>(sum, rows.recordings.of_row);
    return static_cast<std::uint32_t>(sum);
}

std::uint32_t fingerprint(std::span<const float> parameters) { return static_cast<std::uint32_t>(checksum(0, parameters)); }

} // namespace digits
