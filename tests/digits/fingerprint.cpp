#define BOOST_TEST_MODULE fingerprint
#include "digits/fingerprint.hpp"

#include "duet/distributed/one_process.hpp"
#include "tiny_data.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <set>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

using namespace digits;

namespace {

std::uint32_t of_changed(const std::function<void(DigitRows&)>& change) {
    tiny::Rows made = tiny::make_rows(30, 1);
    DigitRows rows{duet::data::Matrix{30, 784, std::move(made.images)},
                   duet::data::Matrix{30, 507, std::move(made.audio)},
                   std::move(made.labels),
                   std::vector<std::string>(30, "take"),
                   {}};
    rows.recordings.words = {{1, 2}, {3}};
    rows.recordings.of_row.assign(30, 1);
    change(rows);
    duet::OneProcess alone;
    return fingerprint(rows, alone);
}

} // namespace

BOOST_AUTO_TEST_CASE(the_least_change_of_the_data_is_told) {
    BOOST_TEST(of_changed([](DigitRows&) {}) == of_changed([](DigitRows&) {}));
    const std::vector<std::function<void(DigitRows&)>> changes{
        [](DigitRows&) {},
        [](DigitRows& rows) { rows.images.matrix().row(29)[783] += 1; },
        [](DigitRows& rows) { rows.audio.matrix().row(0)[0] += 1e-5F; },
        [](DigitRows& rows) { std::swap(rows.audio.matrix().row(3)[5], rows.audio.matrix().row(3)[6]); },
        [](DigitRows& rows) { rows.labels[7] ^= 1; },
        [](DigitRows& rows) { rows.groups[7] = "another"; },
        [](DigitRows& rows) { rows.recordings.words[0][1] = 4; },
        [](DigitRows& rows) { rows.recordings.of_row[2] = 0; },
        [](DigitRows& rows) { rows.recordings.stand_ins[4] = {1}; },
        [](DigitRows& rows) { rows.images.keep_first(29); },
    };
    std::set<std::uint32_t> all;
    for (const auto& change : changes) all.insert(of_changed(change));
    BOOST_TEST(all.size() == changes.size());
}

BOOST_AUTO_TEST_CASE(parameters_differ_by_a_bit) {
    BOOST_TEST(fingerprint(std::vector<float>{1, 2}) == fingerprint(std::vector<float>{1, 2}));
    BOOST_TEST(fingerprint(std::vector<float>{1, 2}) != fingerprint(std::vector<float>{1, 2.0000002F}));
}
