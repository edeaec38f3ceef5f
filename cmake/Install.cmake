# What `cmake --install` puts where: the headers, and what find_package and pkg-config read. The Debian package is made of the same.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

install(DIRECTORY include/duet TYPE INCLUDE)
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/libduet-dev RENAME copyright)

# find_package: one file of targets each for duet::duet and what stands on it, since each needs libraries of its own.
set(package_folder ${CMAKE_INSTALL_DATADIR}/cmake/duet)
foreach(target IN ITEMS duet duet_data duet_io duet_onnx duet_mpi)
    if(TARGET ${target})
        string(REGEX REPLACE "^duet_" "" name ${target})
        set_target_properties(${target} PROPERTIES EXPORT_NAME ${name})
        install(TARGETS ${target} EXPORT ${target})
        install(EXPORT ${target} NAMESPACE duet:: DESTINATION ${package_folder})
    endif()
endforeach()
write_basic_package_version_file(${PROJECT_BINARY_DIR}/duetConfigVersion.cmake COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(FILES cmake/duetConfig.cmake cmake/Dependencies.cmake ${PROJECT_BINARY_DIR}/duetConfigVersion.cmake DESTINATION ${package_folder})

# pkg-config. Which OpenBLAS is linked was decided when this project was configured; the prefix is wherever the file is found.
file(RELATIVE_PATH prefix_from_file /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
cmake_path(GET DUET_OPENBLAS PARENT_PATH openblas_folder)
foreach(name IN ITEMS duet duet-data duet-io)
    configure_file(cmake/pkg-config/${name}.pc.in ${PROJECT_BINARY_DIR}/${name}.pc @ONLY)
    install(FILES ${PROJECT_BINARY_DIR}/${name}.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endforeach()

# cpack -G DEB
set(CPACK_PACKAGE_NAME duet)
set(CPACK_PACKAGE_VENDOR "the duet authors")
set(CPACK_PACKAGE_CONTACT "the duet authors")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_DEBIAN_PACKAGE_NAME libduet-dev)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "libxtensor-dev, libxtensor-blas-dev, libxsimd-dev, libopenblas-openmp-dev")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS
    "g++ (>= 4:12), pkg-config, libkissfft-dev, libsndfile1-dev, libsamplerate0-dev, zlib1g-dev, libzip-dev, nlohmann-json3-dev")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "libonnx-dev, libprotobuf-dev, libopenmpi-dev, openmpi-bin")
include(CPack)
