# The parser alone: md4c's own build also makes a renderer of HTML and a program.
add_library(${target} STATIC ${source}/src/md4c.c)
target_include_directories(${target} SYSTEM PUBLIC ${source}/src)
