# The parser alone: its own build also makes examples, looks for OpenMP and installs a C interface.
file(GLOB muparser_sources ${source}/src/*.cpp)
list(FILTER muparser_sources EXCLUDE REGEX "muParserDLL|muParserTest")
add_library(${target} STATIC ${muparser_sources})
target_include_directories(${target} SYSTEM PUBLIC ${source}/include)
target_compile_definitions(${target} PUBLIC MUPARSER_STATIC)
target_compile_features(${target} PRIVATE cxx_std_11)
target_compile_options(${target} PRIVATE -w)
