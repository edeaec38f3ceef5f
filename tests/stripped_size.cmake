# Without its symbols, PROGRAM is at most LARGEST bytes.
set(stripped ${CMAKE_CURRENT_BINARY_DIR}/stripped)
execute_process(COMMAND ${STRIP} -o ${stripped} ${PROGRAM} COMMAND_ERROR_IS_FATAL ANY)
file(SIZE ${stripped} bytes)
message("${PROGRAM}: ${bytes} bytes")
file(REMOVE ${stripped})
if(bytes GREATER LARGEST)
    message(FATAL_ERROR "expected at most ${LARGEST} bytes")
endif()
