#include "digits/shared_statistics.hpp"

#include "duet/core/parallel.hpp"
#include "duet/data/moments.hpp"

#include <algorithm>
#include <vector>

namespace digits {

namespace {

duet::data::Moments moments_of(std::span<const std::size_t> rows, std::size_t columns, const ReadRows& read) {
    constexpr std::size_t together = 256;
    duet::data::Moments moments(columns);
    std::vector<float> values(together * columns);
    for (std::size_t begin = 0; begin < rows.size(); begin += together) {
        const auto some = rows.subspan(begin, std::min(together, rows.size() - begin));
        read(some, std::span(values).first(some.size() * columns));
        for (std::size_t i = 0; i < some.size(); ++i) moments.add(std::span(values).subspan(i * columns, columns));
    }
    return moments;
}

} // namespace

duet::data::Standardiser shared_statistics(duet::Communicator& ranks, std::span<const std::size_t> rows, std::size_t columns, const ReadRows& read) {
    // Of each piece of the rows its means and its squares, from one rank; nothing from the others.
    std::vector<double> parts(duet::slots * 2 * columns);
    const auto part = [&](std::size_t piece) { return std::span(parts).subspan(piece * 2 * columns, 2 * columns); };
    const auto range = [&](std::size_t piece) { return duet::slot_range(rows.size(), piece, duet::slots); };
    const duet::Range mine = duet::slot_range(duet::slots, ranks.rank(), ranks.size());
    for (std::size_t piece = mine.begin; piece < mine.end; ++piece) {
        const auto [begin, end] = range(piece);
        const duet::data::Moments moments = moments_of(rows.subspan(begin, end - begin), columns, read);
        std::ranges::copy(moments.mean, part(piece).begin());
        std::ranges::copy(moments.squares, part(piece).subspan(columns).begin());
    }
    ranks.sum<double>(parts, "the statistics of the training rows");
    duet::data::Moments all(columns);
    for (std::size_t piece = 0; piece < duet::slots; ++piece) {
        duet::data::Moments moments(columns);
        moments.count = static_cast<double>(range(piece).end - range(piece).begin);
        std::ranges::copy(part(piece).first(columns), moments.mean.begin());
        std::ranges::copy(part(piece).subspan(columns), moments.squares.begin());
        all.merge(moments);
    }
    return duet::data::Standardiser::of(all);
}

} // namespace digits
