# How the project's own programs are compiled. Linked (PRIVATE) by them only: nobody who uses the library inherits it.
add_library(duet_warnings INTERFACE)
target_compile_options(duet_warnings INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    target_compile_options(duet_warnings INTERFACE -Wno-restrict) # false alarms on std::string's operator+: GCC bug 105651
endif()
if(CMAKE_CXX_COMPILER_ID MATCHES "Clang" AND NOT CMAKE_BUILD_TYPE STREQUAL "Release")
    target_compile_options(duet_warnings INTERFACE -Wno-pass-failed) # loops that a sanitizer keeps from being vectorised
endif()
