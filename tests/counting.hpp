// The precondition of tests that count allocations.
#pragma once

#include "allocation_counter.hpp"

#include <boost/test/unit_test.hpp>

namespace allocations {

/// Skips a test, with a word, where nothing can be counted.
inline boost::test_tools::assertion_result counting(boost::unit_test::test_unit_id) {
    boost::test_tools::assertion_result result(can_count());
    result.message() << "allocations cannot be counted here (a sanitizer, valgrind, or not glibc)";
    return result;
}

} // namespace allocations
