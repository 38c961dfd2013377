# X11 only, as Debian's libglfw3 is: Wayland sessions run it through XWayland.
set(GLFW_BUILD_WAYLAND OFF CACHE BOOL "" FORCE)
set(GLFW_BUILD_DOCS OFF CACHE BOOL "" FORCE)
set(GLFW_BUILD_TESTS OFF CACHE BOOL "" FORCE)
set(GLFW_BUILD_EXAMPLES OFF CACHE BOOL "" FORCE)
set(GLFW_INSTALL OFF CACHE BOOL "" FORCE)
add_subdirectory(${source} ${CMAKE_CURRENT_BINARY_DIR}/glfw EXCLUDE_FROM_ALL SYSTEM)
add_library(${target} INTERFACE)
target_link_libraries(${target} INTERFACE glfw)
