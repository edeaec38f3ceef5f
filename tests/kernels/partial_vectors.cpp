#define BOOST_TEST_MODULE partial_vectors
#include "duet/kernels/partial_vectors.hpp"

#include <tuple>
#include <vector>

#include <boost/test/unit_test.hpp>

using namespace duet::kernels;

using Scalars = std::tuple<float, double>;

BOOST_AUTO_TEST_CASE_TEMPLATE(the_first_lanes_alone_are_read_and_written, T, Scalars) {
    for (std::size_t count = 0; count < lanes<T>; ++count) {
        std::vector<T> memory(count); // a sanitizer sees what is read behind it
        for (std::size_t i = 0; i < count; ++i) memory[i] = static_cast<T>(i + 1);
        const Vector<T> values = load_first(memory.data(), count);
        for (std::size_t i = 0; i < lanes<T>; ++i) BOOST_TEST(values.get(i) == (i < count ? static_cast<T>(i + 1) : T{}));
        std::vector<T> written(lanes<T> + 1, T{-7});
        store_first(Vector<T>(T{5}), written.data(), count);
        for (std::size_t i = 0; i < written.size(); ++i) BOOST_TEST(written[i] == (i < count ? T{5} : T{-7}));
    }
}
