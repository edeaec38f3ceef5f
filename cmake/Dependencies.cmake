# Finds every library, then stops with one error that names all that is missing. Also makes the target duet::openblas.
# Installed, this is a part of duetConfig.cmake, which finds the same in the project that uses duet.
set(missing)
set(missing_packages)

# duet_need(<variable that is true if found> <what it is> <Debian package>)
macro(duet_need found what package)
    if(NOT ${found})
        list(APPEND missing "${what}")
        list(APPEND missing_packages "${package}")
    endif()
endmacro()

set(compiler "${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION}")
set(compiler_is_new_enough TRUE)
if(compiler MATCHES "^GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 12 OR compiler MATCHES "^Clang" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 19)
    set(compiler_is_new_enough FALSE)
endif()
duet_need(compiler_is_new_enough
          "g++ 12 or clang++ 19, or newer (${CMAKE_CXX_COMPILER} is ${compiler}: in a new build folder, cmake -DCMAKE_CXX_COMPILER=g++-12)" g++-12)

find_package(OpenMP QUIET COMPONENTS CXX)
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    duet_need(OpenMP_CXX_FOUND "OpenMP for clang" libomp-19-dev)
else()
    duet_need(OpenMP_CXX_FOUND OpenMP g++)
endif()
find_package(xtensor QUIET)
duet_need(xtensor_FOUND xtensor libxtensor-dev)
find_package(xsimd QUIET)
duet_need(xsimd_FOUND xsimd libxsimd-dev)

# Not find_package(xtensor-blas): that would link whichever BLAS is the system's active one.
find_path(DUET_XTENSOR_BLAS xtensor-blas/xlinalg.hpp DOC "Folder that holds xtensor-blas/xlinalg.hpp")
duet_need(DUET_XTENSOR_BLAS xtensor-blas libxtensor-blas-dev)

# OpenBLAS's OpenMP build, by its full path. All builds share one soname, and the active one may be the pthread build, whose threads
# fight with OpenMP's; so the folder also goes into the programs' run path.
find_library(DUET_OPENBLAS openblas PATHS /usr/lib/${CMAKE_LIBRARY_ARCHITECTURE}/openblas-openmp NO_DEFAULT_PATH
             DOC "OpenBLAS, built with OpenMP (libopenblas.so)")
find_library(DUET_OPENBLAS NAMES openblaso openblas) # the first is Fedora's name of the OpenMP build
set(openblas_remark "elsewhere than on Debian: -DDUET_OPENBLAS=/path/to/libopenblas.so")
if(DUET_OPENBLAS)
    file(STRINGS "${DUET_OPENBLAS}" openmp REGEX "GOMP_parallel|__kmpc_fork_call" LIMIT_COUNT 1)
    if(NOT openmp)
        set(openblas_remark "${DUET_OPENBLAS} is another, and one of pthreads fights with OpenMP over the cores")
        unset(DUET_OPENBLAS CACHE) # so that the right one is found when it is there
        unset(DUET_OPENBLAS)
    endif()
endif()
duet_need(DUET_OPENBLAS "OpenBLAS's OpenMP build (${openblas_remark})" libopenblas-openmp-dev)

find_package(PkgConfig QUIET)
if(PKG_CONFIG_FOUND)
    pkg_check_modules(DUET_DATA QUIET IMPORTED_TARGET GLOBAL kissfft-float sndfile samplerate zlib libzip)
endif()
find_package(nlohmann_json QUIET)
find_package(Protobuf QUIET) # ONNX's target links to it
if(Protobuf_FOUND)
    find_package(ONNX QUIET)
endif()
if(NOT CMAKE_FIND_PACKAGE_NAME STREQUAL "duet" OR mpi IN_LIST duet_FIND_COMPONENTS) # it takes a while
    find_package(MPI QUIET COMPONENTS CXX)
endif()
if(DUET_BUILD_TESTS OR DUET_BUILD_EXAMPLES)
    duet_need(PKG_CONFIG_FOUND pkg-config pkg-config)
    duet_need(DUET_DATA_FOUND "kissfft, libsndfile, libsamplerate, zlib and libzip"
              "libkissfft-dev libsndfile1-dev libsamplerate0-dev zlib1g-dev libzip-dev")
    duet_need(nlohmann_json_FOUND nlohmann-json nlohmann-json3-dev)
    find_package(CLI11 QUIET)
    duet_need(CLI11_FOUND CLI11 libcli11-dev)
endif()
if(DUET_BUILD_TESTS)
    find_package(Boost 1.74 QUIET COMPONENTS unit_test_framework)
    duet_need(Boost_FOUND Boost.Test libboost-test-dev)
    find_package(Python3 QUIET COMPONENTS Interpreter)
    duet_need(Python3_FOUND "Python 3" python3)
endif()

if(missing)
    list(JOIN missing ", " missing)
    list(JOIN missing_packages " " missing_packages)
    set(duet_NOT_FOUND_MESSAGE "Not found: ${missing}. On Debian: apt-get install ${missing_packages}")
    if(NOT CMAKE_FIND_PACKAGE_NAME STREQUAL "duet") # which says it, if duet is required
        message(FATAL_ERROR "${duet_NOT_FOUND_MESSAGE}")
    endif()
elseif(NOT TARGET duet::openblas)
    cmake_path(GET DUET_OPENBLAS PARENT_PATH openblas_folder)
    add_library(duet::openblas INTERFACE IMPORTED GLOBAL)
    target_include_directories(duet::openblas INTERFACE ${DUET_XTENSOR_BLAS})
    target_link_libraries(duet::openblas INTERFACE ${DUET_OPENBLAS})
    target_link_options(duet::openblas INTERFACE LINKER:-rpath,${openblas_folder})
endif()
