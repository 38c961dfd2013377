// The part of window.h that needs no display: the window's picture, drawn off screen.

#include "app/export/png.h"
#include "app/scene/scene.h"
#include "app/window/window.h"
#include "app/window/workspace.h"

#include <backends/imgui_impl_opengl3.h>
#include <epoxy/gl.h>

namespace halfstep {
namespace {

/// A Dear ImGui context with the OpenGL backend and no window: input never comes, time stands still.
class StillImGui {
public:
    StillImGui(int width, int height) {
        ImGui::CreateContext();
        ImGuiIO& io = ImGui::GetIO();
        io.IniFilename = nullptr;
        io.DisplaySize = {static_cast<float>(width), static_cast<float>(height)};
        io.DeltaTime = 1.f / 60;
        ImGui_ImplOpenGL3_Init("#version 330 core");
    }
    ~StillImGui() {
        ImGui_ImplOpenGL3_Shutdown();
        ImGui::DestroyContext();
    }
    StillImGui(const StillImGui&) = delete;
    StillImGui& operator=(const StillImGui&) = delete;
};

HeadlessContext make_context() {
    try {
        return HeadlessContext();
    } catch (const std::exception& error) {
        throw MachineError(error.what());
    }
}

} // namespace

std::string take_screenshot(const Scene& scene, const ScreenshotOptions& options) {
    const HeadlessContext context = make_context();
    const Experiment& experiment = scene.problem->experiment;
    Session session(experiment, "", [] {});
    if (scene.view) session.look(*scene.view);
    session.wait();
    if (!session.mistake().empty()) throw std::runtime_error(session.mistake());
    if (options.at) session.set_level(*options.at);

    const StillImGui imgui(options.width, options.height);
    Renderer renderer;
    Fonts fonts;
    Settings settings; // the usual ones, whatever a window has left
    settings.dark = options.dark;
    Workspace workspace(session, renderer, fonts, {settings, options.scale, [] {}});
    present(workspace.state(), options.presenter);
    Framebuffer picture(options.width, options.height);
    // Dear ImGui settles sizes from one frame to the next; after three nothing moves any more. Presenting, the first of
    // them finds out how large type has to be.
    const int frames = 1 + (options.presenter ? 4 : 3);
    for (int i = 0; i < frames; ++i) {
        if (i == 1) session.wait(); // for what the first frame has asked to be measured
        workspace.before_frame();
        ImGui_ImplOpenGL3_NewFrame();
        ImGui::NewFrame();
        workspace.frame({static_cast<float>(options.width), static_cast<float>(options.height)});
        ImGui::Render();
        picture.bind();
        glClearColor(0, 0, 0, 1);
        glClear(GL_COLOR_BUFFER_BIT);
        ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
    }
    return encode_png(
        options.width, options.height, picture.read().data(),
        {{"Software", "Halfstep " HALFSTEP_VERSION}, {"halfstep-experiment", write_scene(experiment, session.view())}});
}

} // namespace halfstep
