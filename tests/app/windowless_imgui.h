#pragma once
// Dear ImGui with the OpenGL backend and no window: input comes from the test.

#include "app/ui/fonts.h"

#include <backends/imgui_impl_opengl3.h>

namespace halfstep::testing {

/// Needs an OpenGL context.
class WindowlessImGui {
public:
    WindowlessImGui(float width, float height) {
        ImGui::CreateContext();
        ImGuiIO& io = ImGui::GetIO();
        io.IniFilename = nullptr;
        io.DisplaySize = {width, height};
        io.DeltaTime = 1.f / 60;
        ImGui_ImplOpenGL3_Init("#version 330 core");
    }
    ~WindowlessImGui() {
        ImGui_ImplOpenGL3_Shutdown();
        ImGui::DestroyContext();
    }
    WindowlessImGui(const WindowlessImGui&) = delete;
    WindowlessImGui& operator=(const WindowlessImGui&) = delete;

    /// With a bare window that fills the display.
    void begin_frame() const {
        ImGui_ImplOpenGL3_NewFrame();
        ImGui::NewFrame();
        ImGui::SetNextWindowPos({0, 0});
        ImGui::SetNextWindowSize(ImGui::GetIO().DisplaySize);
        ImGui::Begin("all", nullptr, ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoSavedSettings);
    }
    void end_frame() const {
        ImGui::End();
        ImGui::Render();
    }
};

} // namespace halfstep::testing
