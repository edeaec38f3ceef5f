#define BOOST_TEST_MODULE blas_setup
#include "duet/kernels/blas_setup.hpp"

#include <string>

#include <omp.h>

#include <boost/test/unit_test.hpp>

extern "C" int openblas_get_num_threads();

BOOST_AUTO_TEST_CASE(blas_runs_on_one_thread_and_the_default_is_remembered) {
    omp_set_num_threads(3);
    duet::kernels::use_single_threaded_blas();
    BOOST_TEST(openblas_get_num_threads() == 1);
    BOOST_TEST(duet::default_threads() == 3);
}

BOOST_AUTO_TEST_CASE(the_build_links_the_openmp_blas) {
    BOOST_TEST(openblas_get_parallel() == 2);
    BOOST_TEST(!duet::kernels::blas_complaint().has_value());
}

BOOST_AUTO_TEST_CASE(the_pthread_blas_is_named_with_what_mends_it) {
    const std::string complaint = duet::kernels::blas_complaint(1).value_or("");
    BOOST_TEST(complaint.starts_with("OpenBLAS's pthread build is in use"));
    BOOST_TEST(complaint.find("apt-get install libopenblas0-openmp") != std::string::npos);
}
