# All of the library as one source, its own way to be built by others. Nothing else is needed for embedded faces.
find_package(Threads REQUIRED)
add_library(${target} STATIC ${source}/src/harfbuzz.cc)
target_include_directories(${target} SYSTEM PUBLIC ${source}/src)
target_compile_definitions(${target} PRIVATE HAVE_PTHREAD HB_NO_PRAGMA_GCC_DIAGNOSTIC_ERROR)
target_compile_features(${target} PRIVATE cxx_std_11)
target_compile_options(${target} PRIVATE -w)
target_link_libraries(${target} PUBLIC Threads::Threads)
