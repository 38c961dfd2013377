# halfstep_embed(target name=/path ...): adds the bytes of the files to the target, found by name at run time through the
# generated header halfstep_embedded.h. A changed file is embedded again by the next build.
#
# The assembler's .incbin takes megabytes in no time, but exists for ELF only; elsewhere the bytes become C++ arrays,
# which any compiler takes, slowly.

include(CheckSourceCompiles)

check_source_compiles(CXX "
    asm(\".section .rodata\\n.global probe\\n.hidden probe\\nprobe: .incbin \\\"${CMAKE_CURRENT_LIST_FILE}\\\"\\n.previous\");
    extern \"C\" __attribute__((visibility(\"hidden\"))) const unsigned char probe[];
    int main() { return probe[0] == '#' ? 0 : 1; }" HALFSTEP_HAVE_INCBIN)

function(halfstep_embed target)
    set(folder ${CMAKE_CURRENT_BINARY_DIR}/embedded)
    set(blobs "")
    set(entries "")
    set(depends "")
    set(count 0)
    foreach(item IN LISTS ARGN)
        string(REGEX MATCH "^([^=]+)=(.*)$" item "${item}")
        set(name ${CMAKE_MATCH_1})
        set(path ${CMAKE_MATCH_2})
        set(blob halfstep_blob_${count})
        if(HALFSTEP_HAVE_INCBIN)
            string(APPEND blobs "HALFSTEP_BLOB(${blob}, \"${path}\")\n")
            string(APPEND entries "    {\"${name}\", ${blob}_begin, ${blob}_end},\n")
            list(APPEND depends ${path})
        else()
            set(bytes ${folder}/${blob}.inc)
            add_custom_command(
                OUTPUT ${bytes}
                COMMAND ${CMAKE_COMMAND} -D in=${path} -D out=${bytes}
                        -P ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/embed_bytes.cmake
                DEPENDS ${path} ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/embed_bytes.cmake
                VERBATIM)
            string(APPEND blobs "const unsigned char ${blob}[] = {\n#include \"${bytes}\"\n};\n")
            string(APPEND entries "    {\"${name}\", ${blob}, ${blob} + sizeof(${blob}) - 1},\n")
            list(APPEND depends ${bytes})
        endif()
        math(EXPR count "${count} + 1")
    endforeach()

    configure_file(${CMAKE_CURRENT_FUNCTION_LIST_DIR}/embedded.h.in ${folder}/halfstep_embedded.h COPYONLY)
    configure_file(${CMAKE_CURRENT_FUNCTION_LIST_DIR}/embedded.cpp.in ${folder}/halfstep_embedded.cpp @ONLY)
    set_source_files_properties(${folder}/halfstep_embedded.cpp PROPERTIES OBJECT_DEPENDS "${depends}")
    target_sources(${target} PRIVATE ${folder}/halfstep_embedded.cpp)
    target_include_directories(${target} PUBLIC ${folder})
endfunction()
