#define BOOST_TEST_MODULE npz
#include "duet/data/npz.hpp"
#include "duet/data/npy_writer.hpp"
#include "fixture.hpp"
#include "zip_bytes.hpp"

#include <limits>

using namespace duet::data;
using fixture::check_error;
using fixture::zip_bytes;
using fixture::ZipMember;

namespace {

/// An .npy file of (2, 2) floats.
std::string array() {
    const std::vector<std::size_t> shape{2, 2};
    std::string bytes = npy_start("", "<f4", shape, 4);
    for (const float value : {1.0F, 2.0F, 3.0F, 4.0F}) bytes += fixture::bytes_of(value);
    return bytes;
}

/// Raw DEFLATE, as members of zip archives hold it.
std::string deflated(const std::string& bytes) {
    z_stream stream{};
    BOOST_REQUIRE(deflateInit2(&stream, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    std::string out(deflateBound(&stream, bytes.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<unsigned>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<unsigned>(out.size());
    BOOST_REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

ZipMember compressed(const std::string& name, const std::string& bytes) {
    ZipMember member{.name = name, .bytes = bytes};
    member.bytes = deflated(bytes);
    member.method = 8;
    return member;
}

} // namespace

BOOST_AUTO_TEST_CASE(stored_and_deflated_arrays_load) {
    const fixture::Folder folder;
    const NpzFile file(fixture::put(
        folder / "a.npz", zip_bytes({{.name = "y.npy", .bytes = array()}, compressed("x.npy", array()), {.name = "readme", .bytes = "text"}})));
    BOOST_TEST(file.names() == (std::vector<std::string>{"x", "y"}), boost::test_tools::per_element());
    BOOST_TEST((file.contains("x") && file.contains("y") && !file.contains("readme") && !file.contains("") && !file.contains("x.npy")));
    for (const char* name : {"x", "y", "x"}) { // again, too
        const Matrix matrix = file.read(name, 2);
        BOOST_TEST(matrix.rows == 2U);
        BOOST_TEST(matrix.values == (std::vector<float>{1, 2, 3, 4}), boost::test_tools::per_element());
    }
    check_error([&] { (void)file.read("z", 0); }, {"a.npz: has no array 'z'", "it has: x, y"});
    check_error([&] { (void)file.read("x", 3); }, {"a.npz: x.npy: has 2 columns; expected 3"});
}

BOOST_AUTO_TEST_CASE(bad_archives_are_refused) {
    const fixture::Folder folder;
    const auto refused = [&](const std::string& bytes, std::initializer_list<std::string_view> parts) {
        fixture::put(folder / "bad.npz", bytes);
        check_error([&] { (void)NpzFile(folder / "bad.npz").read("x", 0); }, parts);
        check_error([&] { (void)NpzFile(folder / "bad.npz").read("x", 0); }, {"bad.npz: "});
    };
    const std::string good = zip_bytes({{.name = "x.npy", .bytes = array()}});
    BOOST_TEST(NpzFile(fixture::put(folder / "bad.npz", good)).read("x", 2).rows == 2U);
    for (std::size_t length = 0; length < good.size(); ++length) refused(good.substr(0, length), {});
    refused(array(), {"not an .npz archive", "numpy.savez"});
    refused(zip_bytes({}), {"has no array 'x'", "it has: none"});
    refused(zip_bytes({{.name = "x.npy", .bytes = array()}, {.name = "x.npy", .bytes = array()}}), {"two members named 'x.npy'"});
    refused(zip_bytes({{.name = "x.npy", .bytes = array() + "more"}}), {"x.npy: has bytes after its values"});
    refused(zip_bytes({{.name = "x.npy", .bytes = array().substr(0, 130)}}), {"x.npy: is truncated"});
    refused(zip_bytes({{.name = "x.npy", .bytes = "text"}}), {"x.npy: is not an .npy file"});
    refused(zip_bytes({{.name = "x.npy", .bytes = ""}}), {"x.npy: is not an .npy file"});
    refused(zip_bytes({{.name = "x.npy", .bytes = array(), .checksum = 1}}), {"x.npy: is damaged", "CRC"});
    refused(zip_bytes({{.name = "x.npy", .bytes = array(), .method = 12}}), {"x.npy: is compressed by method 12"});
    refused(zip_bytes({{.name = "x.npy", .bytes = array(), .flags = 1}}), {"x.npy: is encrypted"});
    refused(zip_bytes({{.name = "x.npy", .bytes = array(), .size = 0xF0000000}}), {"x.npy: claims 4026531840 bytes", "more than its 144"});
    ZipMember longer = compressed("x.npy", array());
    longer.size += 4;
    refused(zip_bytes({longer}), {"x.npy"});
    ZipMember shorter = compressed("x.npy", array());
    shorter.size -= 4;
    refused(zip_bytes({shorter}), {"x.npy"});
    ZipMember damaged = compressed("x.npy", array());
    damaged.bytes[damaged.bytes.size() / 2] ^= 0x55;
    refused(zip_bytes({damaged}), {"x.npy: is damaged"});
    check_error([&] { NpzFile(folder / "none.npz"); }, {"none.npz: cannot be opened"});
    check_error([&] { NpzFile(folder.path()); }, {"not a regular file"});
}

BOOST_AUTO_TEST_CASE(a_directory_that_claims_2_to_the_40_members_takes_no_memory_for_them) {
    const fixture::Folder folder;
    using fixture::bytes_of;
    const std::uint64_t members = std::uint64_t{1} << 40;
    const std::string end64 = "PK\6\6" + bytes_of(std::uint64_t{44}) + bytes_of(std::uint16_t{45}) + bytes_of(std::uint16_t{45}) +
                              bytes_of(std::uint32_t{0}) + bytes_of(std::uint32_t{0}) + bytes_of(members) + bytes_of(members) +
                              bytes_of(std::uint64_t{0}) + bytes_of(std::uint64_t{0});
    const std::string locator = "PK\6\7" + bytes_of(std::uint32_t{0}) + bytes_of(std::uint64_t{0}) + bytes_of(std::uint32_t{1});
    const std::string end = "PK\5\6" + bytes_of(std::uint32_t{0}) + bytes_of(std::uint32_t{0xFFFFFFFF}) +
                            bytes_of(std::uint64_t{0xFFFFFFFFFFFFFFFF}) + bytes_of(std::uint16_t{0});
    fixture::put(folder / "a.npz", end64 + locator + end);
    check_error([&] { NpzFile(folder / "a.npz"); }, {"a.npz: is not an .npz archive"});
}
