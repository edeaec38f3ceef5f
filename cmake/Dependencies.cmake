# Finds every library, then stops with one error that names all that is missing. Also makes the target duet_openblas.
set(missing)

# duet_need(<variable that is true if found> <what it is> <Debian package>)
macro(duet_need found what package)
    if(NOT ${found})
        list(APPEND missing "${what}")
        list(APPEND missing_packages "${package}")
    endif()
endmacro()

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
find_library(DUET_OPENBLAS openblaso) # Fedora's name of the OpenMP build
duet_need(DUET_OPENBLAS "OpenBLAS's OpenMP build (elsewhere than on Debian: -DDUET_OPENBLAS=/path/to/libopenblas.so)" libopenblas-openmp-dev)

find_package(PkgConfig QUIET)
if(PKG_CONFIG_FOUND)
    pkg_check_modules(DUET_DATA QUIET IMPORTED_TARGET GLOBAL kissfft-float sndfile samplerate zlib)
endif()
find_package(nlohmann_json QUIET)
find_package(Protobuf QUIET) # ONNX's target links to it
if(Protobuf_FOUND)
    find_package(ONNX QUIET)
endif()
if(DUET_BUILD_TESTS OR DUET_BUILD_EXAMPLES)
    duet_need(PKG_CONFIG_FOUND pkg-config pkg-config)
    duet_need(DUET_DATA_FOUND "kissfft, libsndfile, libsamplerate and zlib"
              "libkissfft-dev libsndfile1-dev libsamplerate0-dev zlib1g-dev")
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
    message(FATAL_ERROR "Not found: ${missing}. On Debian: apt-get install ${missing_packages}")
endif()

cmake_path(GET DUET_OPENBLAS PARENT_PATH openblas_folder)
add_library(duet_openblas INTERFACE)
target_include_directories(duet_openblas SYSTEM INTERFACE ${DUET_XTENSOR_BLAS})
target_link_libraries(duet_openblas INTERFACE ${DUET_OPENBLAS})
target_link_options(duet_openblas INTERFACE LINKER:-rpath,${openblas_folder})
