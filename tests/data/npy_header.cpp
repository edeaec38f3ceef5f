#define BOOST_TEST_MODULE npy_header
#include "duet/data/npy_header.hpp"
#include "fixture.hpp"

using duet::data::NpyHeader;
using duet::data::NpyHeaderParser;

BOOST_AUTO_TEST_CASE(every_field_is_read) {
    const NpyHeader header = NpyHeaderParser("{'descr': '>i2', 'fortran_order': True, 'shape': (7, 28, 18446744073709551615), }  \n", "a").parse();
    BOOST_TEST(header.byte_order == '>');
    BOOST_TEST(header.kind == 'i');
    BOOST_TEST(header.item_size == 2U);
    BOOST_TEST(header.fortran_order);
    BOOST_TEST(header.shape == (std::vector<std::uint64_t>{7, 28, 18446744073709551615U}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_cut_or_damaged_header_is_refused_wherever_it_is_damaged) {
    const std::string good = "{'descr':'<f4','fortran_order':False,'shape':(2,3)}";
    BOOST_TEST(NpyHeaderParser(good, "a").parse().shape[1] == 3U);
    for (std::size_t i = 0; i < good.size(); ++i) {
        BOOST_TEST_CONTEXT("at " << i) {
            fixture::check_error([&] { NpyHeaderParser(good.substr(0, i), "cut.npy").parse(); }, {"cut.npy: "});
            if (good[i] == '2' || good[i] == '3' || good[i] == '4' || good[i] == '<') continue; // another number is still a header
            std::string damaged = good;
            damaged[i] = '#';
            fixture::check_error([&] { NpyHeaderParser(damaged, "damaged.npy").parse(); }, {"damaged.npy: "});
        }
    }
    fixture::check_error([] { NpyHeaderParser("{'descr':'<f4','fortran_order':False,'shape':(18446744073709551616,)}", "a").parse(); },
                         {"malformed"});
}
