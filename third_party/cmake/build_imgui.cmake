# Dear ImGui brings no build of its own. The same parts as in Debian's library that we use.
add_library(${target} STATIC
    ${source}/imgui.cpp
    ${source}/imgui_demo.cpp
    ${source}/imgui_draw.cpp
    ${source}/imgui_tables.cpp
    ${source}/imgui_widgets.cpp
    ${source}/misc/cpp/imgui_stdlib.cpp
    ${source}/backends/imgui_impl_glfw.cpp
    ${source}/backends/imgui_impl_opengl3.cpp)
target_compile_features(${target} PUBLIC cxx_std_17)
target_include_directories(${target} SYSTEM PUBLIC ${source} ${source}/misc/cpp)
target_link_libraries(${target} PUBLIC ${arg_LINKS})
