// What a report says of the machine.
#define BOOST_TEST_MODULE machine
#include "digits/report/machine.hpp"

#include <string>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_CASE(every_fact_is_one_line) {
    const digits::Machine machine = digits::this_machine();
    for (const std::string& fact : {machine.processor, machine.system, machine.compiler, machine.blas}) {
        BOOST_TEST(fact != "");
        BOOST_TEST(fact.find_first_of("\n\"") == std::string::npos, fact);
        BOOST_TEST_MESSAGE(fact);
    }
    BOOST_TEST(machine.threads >= 1U);
    BOOST_TEST(machine.memory > 100'000'000U);
}
