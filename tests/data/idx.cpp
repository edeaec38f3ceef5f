#define BOOST_TEST_MODULE idx
#include "duet/data/idx.hpp"
#include "fixture.hpp"

using namespace duet::data;
using fixture::bytes_of;
using fixture::check_error;

namespace {

std::string idx(std::initializer_list<std::uint32_t> shape, const std::string& values, std::uint32_t type = 8) {
    std::string bytes = bytes_of(type << 8 | static_cast<std::uint32_t>(shape.size()), true);
    for (const std::uint32_t extent : shape) bytes += bytes_of(extent, true);
    return bytes + values;
}

std::string compressed(const fixture::Folder& folder, const std::string& bytes) {
    const auto path = folder / "made.gz";
    const gzFile file = gzopen(path.c_str(), "wb");
    gzwrite(file, bytes.data(), static_cast<unsigned>(bytes.size()));
    gzclose(file);
    return fixture::get(path);
}

} // namespace

BOOST_AUTO_TEST_CASE(plain_and_compressed_files_load) {
    const fixture::Folder folder;
    const std::string images = idx({2, 2, 3}, "\1\2\3\4\5\6\7\10\11\12\13\xFF");
    for (const std::string& bytes : {images, compressed(folder, images)}) {
        const Matrix matrix = read_idx(fixture::put(folder / "images", bytes), 6);
        BOOST_TEST(matrix.rows == 2U);
        BOOST_TEST(matrix.columns == 6U);
        BOOST_TEST(matrix.row(0)[5] == 6);
        BOOST_TEST(matrix.row(1)[5] == 255);
    }
    const Matrix labels = read_idx(fixture::put(folder / "labels", idx({3}, "\5\1\4")), 1);
    BOOST_TEST(labels.values == (std::vector<float>{5, 1, 4}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(bad_files_are_refused) {
    const fixture::Folder folder;
    const auto refused = [&](const std::string& bytes, std::initializer_list<std::string_view> parts) {
        fixture::put(folder / "bad", bytes);
        check_error([&] { read_idx(folder / "bad", 2); }, parts);
        check_error([&] { read_idx(folder / "bad", 2); }, {"bad: "});
    };
    const std::string good = idx({2, 2}, "\1\2\3\4");
    BOOST_TEST(read_idx(fixture::put(folder / "bad", good), 2).rows == 2U);
    for (std::size_t length = 0; length < good.size(); ++length) refused(good.substr(0, length), {});
    const std::string small = compressed(folder, good);
    for (std::size_t length = 0; length < small.size(); ++length) refused(small.substr(0, length), {});
    std::string damaged = small;
    damaged[damaged.size() - 6] = static_cast<char>(damaged[damaged.size() - 6] ^ 1);
    refused(damaged, {"damaged"});
    refused(good + "\5", {"bytes after its values"});
    refused(compressed(folder, good + "\5"), {"bytes after its values"});
    refused("row_id,label", {"not an IDX file"});
    refused(idx({2, 2}, "\1\2\3\4", 0x0D), {"not an IDX file"});
    refused(idx({2, 3}, "\1\2\3\4\5\6"), {"3 columns", "expected 2"});
    refused(idx({0, 2}, ""), {"no values"});
    refused(idx({0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF}, "\1"), {"truncated"});
    refused(compressed(folder, idx({0xFFFFFFFF, 2}, "\1")), {"truncated"});
    check_error([&] { read_idx(folder / "none", 0); }, {"none", "No such file"});
}

BOOST_AUTO_TEST_CASE(real_images_load) {
    const auto folder = fixture::shared("data/mnist");
    if (folder.empty()) return;
    const Matrix labels = read_idx(folder / "train-labels-idx1-ubyte.gz", 1);
    BOOST_TEST(labels.rows == 60'000U);
    BOOST_TEST(labels.values[0] == 5);
    BOOST_TEST(read_idx(folder / "train-images-idx3-ubyte.gz", 784).rows == 60'000U);
}
