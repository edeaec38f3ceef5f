#define BOOST_TEST_MODULE safetensors
#include "duet/io/safetensors.hpp"
#include "duet/core/random.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include <unistd.h>

using namespace duet::io;
namespace fs = std::filesystem;

namespace {

const auto each = boost::test_tools::per_element();
const std::vector<double> weight{1, -2, 3.5, 1e-300, 5, 6};
const std::vector<float> bias{0.5F, -0.25F};
const std::vector<std::int64_t> step{12345678901234};
const std::vector<TensorView> tensors{tensor_view("head.weight", {2, 3}, weight), tensor_view("head.bias", {2}, bias), tensor_view("step", {}, step)};
const Metadata metadata{{"model", "cnn \"quoted\"\n\xC3\xA9"}, {"seed", "7"}};

/// A folder that is gone after the test.
struct Scratch {
    fs::path folder = fs::temp_directory_path() / ("duet-safetensors-" + std::to_string(::getpid()));
    Scratch() { fs::create_directories(folder); }
    ~Scratch() { fs::remove_all(folder); }
    [[nodiscard]] fs::path operator/(const char* name) const { return folder / name; }
};

std::string content(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

void put(const fs::path& path, const std::string& bytes) { std::ofstream(path, std::ios::binary) << bytes; }

std::string with_length(std::uint64_t length, const std::string& rest) {
    return std::string(reinterpret_cast<const char*>(&length), sizeof(length)) + rest;
}

void refused(const fs::path& path, const std::string& part) {
    BOOST_CHECK_EXCEPTION(SafeTensors::read(path), duet::Error, [&](const duet::Error& error) {
        const std::string what = error.what();
        BOOST_TEST_MESSAGE(what);
        return what.find(part) != std::string::npos && what.starts_with(path.string() + ": ") && what.find('\n') == std::string::npos;
    });
}

template <class File>
constexpr bool gives_views = requires (File&& file) { std::forward<File>(file).tensors(); };

} // namespace

BOOST_AUTO_TEST_CASE(what_is_written_is_read_again) {
    const Scratch scratch;
    write_safetensors(scratch / "model.safetensors", tensors, metadata);
    SafeTensors first = SafeTensors::read(scratch / "model.safetensors");
    const SafeTensors file = std::move(first); // the views survive a move
    static_assert(gives_views<const SafeTensors&> && !gives_views<SafeTensors>, "views of a temporary file outlive it");
    BOOST_TEST((file.metadata() == metadata));
    std::size_t entries = 0;
    for (const auto& [key, value] : SafeTensors::read(scratch / "model.safetensors").metadata()) entries += metadata.at(key) == value ? 1U : 0U;
    BOOST_TEST(entries == metadata.size());
    BOOST_REQUIRE(file.tensors().size() == 3U);
    BOOST_TEST(file.tensors()[0].name == "head.weight");
    BOOST_TEST((file.at("head.weight").shape == std::vector<std::size_t>{2, 3}));
    BOOST_TEST((file.at("head.weight").dtype == DType::F64));
    BOOST_TEST(file.at("head.weight").to_doubles() == weight, each);
    BOOST_TEST(file.at("head.bias").to_floats() == bias, each);
    BOOST_TEST(file.at("step").shape.empty());
    BOOST_TEST(file.at("step").to_doubles() == (std::vector{12345678901234.0}), each);
    BOOST_TEST(file.find("head") == nullptr);
    BOOST_CHECK_EXCEPTION(static_cast<void>(file.at("head")), duet::Error,
                          [](const duet::Error& error) { return std::string(error.what()).ends_with("model.safetensors: has no tensor 'head'"); });
}

BOOST_AUTO_TEST_CASE(the_same_tensors_give_the_same_bytes) {
    const Scratch scratch;
    write_safetensors(scratch / "a.safetensors", tensors, metadata);
    write_safetensors(scratch / "b.safetensors", tensors, metadata);
    const SafeTensors file = SafeTensors::read(scratch / "a.safetensors");
    write_safetensors(scratch / "c.safetensors", file.tensors(), file.metadata());
    BOOST_TEST(!content(scratch / "a.safetensors").empty());
    BOOST_TEST(content(scratch / "a.safetensors") == content(scratch / "b.safetensors"));
    BOOST_TEST(content(scratch / "a.safetensors") == content(scratch / "c.safetensors"));
}

BOOST_AUTO_TEST_CASE(the_file_is_length_header_data) {
    const Scratch scratch;
    write_safetensors(scratch / "x.safetensors", std::vector{tensor_view("x", {2}, bias)});
    const std::string header = R"({"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})"; // 54 bytes, padded to 56
    BOOST_TEST(content(scratch / "x.safetensors") == with_length(56, header + "  " + std::string("\0\0\0\x3F\0\0\x80\xBE", 8)));
}

BOOST_AUTO_TEST_CASE(a_file_of_another_writer_holds_what_it_says) {
    const SafeTensors file = SafeTensors::read(fs::path(DUET_SOURCE_DIR) / "tests/golden/linear.safetensors");
    BOOST_TEST(file.metadata().at("case") == "linear");
    const std::vector<double> x = file.at("input").to_doubles();
    const std::vector<double> w = file.at("parameter.weight").to_doubles();
    const std::vector<double> b = file.at("parameter.bias").to_doubles();
    const std::vector<double> y = file.at("output").to_doubles();
    BOOST_REQUIRE((file.at("parameter.weight").shape == std::vector<std::size_t>{5, 7}));
    BOOST_REQUIRE((file.at("output").shape == std::vector<std::size_t>{3, 5}));
    for (std::size_t sample = 0; sample < 3; ++sample) {
        for (std::size_t out = 0; out < 5; ++out) {
            double sum = b[out];
            for (std::size_t in = 0; in < 7; ++in) sum += w[out * 7 + in] * x[sample * 7 + in];
            BOOST_TEST(sum == y[sample * 5 + out], boost::test_tools::tolerance(1e-12));
        }
    }
}

BOOST_AUTO_TEST_CASE(every_golden_file_is_read) {
    std::size_t count = 0;
    for (const fs::directory_entry& entry : fs::directory_iterator(fs::path(DUET_SOURCE_DIR) / "tests/golden")) {
        if (entry.path().extension() != ".safetensors") continue;
        BOOST_TEST(SafeTensors::read(entry.path()).metadata().at("case") == entry.path().stem().string());
        ++count;
    }
    BOOST_TEST(count > 40U);
}

BOOST_AUTO_TEST_CASE(what_is_not_a_safetensors_file_is_refused) {
    const Scratch scratch;
    const fs::path path = scratch / "bad.safetensors";
    refused(path, "cannot be opened");
    refused(scratch.folder, "regular file");
    put(path, "");
    refused(path, "has 0 bytes; expected a safetensors file");
    put(path, "1234567");
    refused(path, "has 7 bytes");
    put(path, "PK\x03\x04 and what follows in a PyTorch checkpoint");
    refused(path, "safetensors.torch.save_file");
    put(path, with_length(3, "{}"));
    refused(path, "claims a header of 3 bytes and has 2");
    put(path, with_length(~std::uint64_t{0}, "{}"));
    refused(path, "claims a header of 18446744073709551615 bytes");
    put(path, with_length(0, ""));
    refused(path, "does not begin with '{'");
    put(path, with_length(2, "{}x"));
    refused(path, "its tensors take 0");
    put(path, with_length(2, "{}"));
    const SafeTensors empty = SafeTensors::read(path);
    BOOST_TEST(empty.tensors().empty());
}

BOOST_AUTO_TEST_CASE(sizes_are_checked_before_memory_is_taken) {
    const Scratch scratch;
    const fs::path path = scratch / "huge.safetensors";
    put(path, with_length(100'000'001, "{}"));
    fs::resize_file(path, 200'000'000); // sparse
    refused(path, "claims a header of 100000001 bytes");
    put(path, with_length(2, "{}"));
    fs::resize_file(path, std::uintmax_t{3} << 30);
    refused(path, "its tensors take 0");
    fs::resize_file(path, std::uintmax_t{1} << 40);
    refused(path, "expected at most 4294967296");
}

BOOST_AUTO_TEST_CASE(damage_anywhere_is_refused_or_harmless) {
    const Scratch scratch;
    const fs::path path = scratch / "damaged.safetensors";
    write_safetensors(path, tensors, metadata);
    const std::string whole = content(path);
    for (std::size_t length = 0; length < whole.size(); length += 5) {
        put(path, whole.substr(0, length));
        BOOST_CHECK_THROW(SafeTensors::read(path), duet::Error);
    }
    duet::Random random(1);
    std::size_t refusals = 0;
    const std::size_t data_begin = whole.size() - 64;
    for (int trial = 0; trial < 400; ++trial) {
        std::string damaged = whole;
        for (std::size_t flips = 1 + random.below(3); flips > 0; --flips) damaged[random.below(data_begin)] = static_cast<char>(random.below(256));
        put(path, damaged);
        try {
            const SafeTensors file = SafeTensors::read(path);
            for (const TensorView& tensor : file.tensors()) static_cast<void>(tensor.to_floats());
        } catch (const duet::Error&) {
            ++refusals;
        }
    }
    BOOST_TEST(refusals > 200U);
}

BOOST_AUTO_TEST_CASE(a_refused_write_leaves_the_old_file_and_nothing_else) {
    const Scratch scratch;
    const fs::path path = scratch / "model.safetensors";
    write_safetensors(path, tensors, metadata);
    const std::string before = content(path);
    const std::vector wrong{tensor_view("x", {7}, weight)};
    BOOST_CHECK_THROW(write_safetensors(path, wrong), duet::Error);
    BOOST_TEST(content(path) == before);
    BOOST_CHECK_THROW(write_safetensors(scratch / "no such folder/model.safetensors", tensors), duet::Error);
    BOOST_TEST(std::distance(fs::directory_iterator(scratch.folder), {}) == 1);
}
