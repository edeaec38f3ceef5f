#define BOOST_TEST_MODULE shared_statistics
#include "digits/shared_statistics.hpp"

#include "duet/core/error.hpp"
#include "duet/core/random.hpp"
#include "duet/data/batches.hpp"
#include "duet/data/matrix.hpp"
#include "duet/distributed/one_process.hpp"
#include "one_of_ranks.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

#include <boost/test/unit_test.hpp>

using namespace digits;

namespace {

constexpr std::size_t columns = 2;

duet::data::Matrix many_rows() {
    duet::data::Matrix matrix{1000, columns, std::vector<float>(1000 * columns)};
    duet::Random random(3);
    for (float& value : matrix.values) value = static_cast<float>(100 + random.normal());
    return matrix;
}

} // namespace

BOOST_AUTO_TEST_CASE(they_are_those_of_a_standardiser) {
    const duet::data::Matrix matrix = many_rows();
    std::vector<std::size_t> rows;
    for (std::size_t i = 0; i < 1000; i += 3) rows.push_back(i);
    duet::OneProcess alone;
    const auto shared = shared_statistics(alone, rows, columns, [&](auto some, auto out) { duet::data::gather(matrix, some, out); });
    const auto expected = duet::data::Standardiser::fit(matrix, rows);
    for (std::size_t j = 0; j < columns; ++j) {
        BOOST_TEST(shared.mean[j] == expected.mean[j], boost::test_tools::tolerance(1e-6F));
        BOOST_TEST(shared.deviation[j] == expected.deviation[j], boost::test_tools::tolerance(1e-6F));
    }
    BOOST_CHECK_THROW(shared_statistics(alone, {}, columns, [](auto, auto) {}), duet::Error);
}

BOOST_AUTO_TEST_CASE(each_rank_reads_its_own_rows_once) {
    std::vector<std::size_t> rows(1000);
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = i;
    std::vector<std::size_t> read;
    for (std::size_t rank = 0; rank < 3; ++rank) {
        OneOfRanks ranks(rank, 3);
        const std::size_t before = read.size();
        shared_statistics(ranks, rows, columns, [&](auto some, auto out) {
            read.insert(read.end(), some.begin(), some.end());
            std::ranges::fill(out, 1.0F);
        });
        BOOST_TEST(read.size() - before < 400U);
    }
    BOOST_TEST(read == rows, boost::test_tools::per_element());
}
