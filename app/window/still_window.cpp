#include "app/window/still_window.h"

#include "app/model/lesson_steps.h"

#include <backends/imgui_impl_opengl3.h>
#include <epoxy/gl.h>

#include <cfloat>

namespace halfstep {
namespace {

HeadlessContext still_context() {
    try {
        return HeadlessContext();
    } catch (const std::exception& error) {
        throw MachineError(error.what());
    }
}

Settings still_settings(bool dark) {
    Settings settings; // the usual ones, whatever a window has left
    settings.dark = dark;
    return settings;
}

} // namespace

struct StillWindow::State {
    /// A Dear ImGui context with the OpenGL backend and no window: input comes from nobody but us, time stands still.
    class StillImGui {
    public:
        explicit StillImGui(const StillOptions& options) {
            ImGui::CreateContext();
            ImGuiIO& io = ImGui::GetIO();
            io.IniFilename = nullptr;
            io.DisplaySize = {static_cast<float>(options.width), static_cast<float>(options.height)};
            io.DeltaTime = options.seconds_a_frame;
            ImGui_ImplOpenGL3_Init("#version 330 core");
        }
        ~StillImGui() {
            ImGui_ImplOpenGL3_Shutdown();
            ImGui::DestroyContext();
        }
        StillImGui(const StillImGui&) = delete;
        StillImGui& operator=(const StillImGui&) = delete;
    };

    State(const Scene& scene, const StillOptions& of)
        : options(of), context(still_context()), session(scene.problem->experiment, "", [] {}), imgui(of),
          workspace(session, renderer, fonts, {still_settings(of.dark), of.scale, [] {}}),
          picture(of.width, of.height) {}

    const StillOptions options;
    const HeadlessContext context;
    Session session;
    const StillImGui imgui;
    Renderer renderer;
    Fonts fonts;
    Workspace workspace;
    Framebuffer picture;
};

StillWindow::StillWindow(const Scene& scene, const StillOptions& options)
    : state_(std::make_unique<State>(scene, options)) {
    if (scene.view) session().look(*scene.view);
    session().set_document(session().document()); // as it was asked for: nothing is edited yet
    session().wait();
    if (!session().mistake().empty()) throw std::runtime_error(session().mistake());
    AppState& app = state_->workspace.state();
    present(app, options.presenter);
    if (options.step == 0) return;
    app.lesson.still = true;
    if (const auto lesson = lesson_with_steps(options.lesson)) open_lesson(app, lesson, options.step - 1);
    if (scene.view) session().look(*scene.view); // which may have been asked for otherwise than the step has it
}

StillWindow::~StillWindow() = default;

Session& StillWindow::session() { return state_->session; }
Workspace& StillWindow::workspace() { return state_->workspace; }

void StillWindow::point(std::optional<Point> at, bool pressed) {
    ImGuiIO& io = ImGui::GetIO();
    const ImVec2 place = at ? ImVec2{at->x, at->y} : ImVec2{-FLT_MAX, -FLT_MAX};
#if IMGUI_VERSION_NUM >= 18700
    io.AddMousePosEvent(place.x, place.y);
    io.AddMouseButtonEvent(0, pressed);
#else
    io.MousePos = place;
    io.MouseDown[0] = pressed;
#endif
    io.MouseDrawCursor = at.has_value();
}

void StillWindow::frame() {
    const StillOptions& options = state_->options;
    state_->workspace.before_frame();
    ImGui_ImplOpenGL3_NewFrame();
    ImGui::NewFrame();
    state_->workspace.frame({static_cast<float>(options.width), static_cast<float>(options.height)});
    ImGui::Render();
    state_->picture.bind();
    glClearColor(0, 0, 0, 1);
    glClear(GL_COLOR_BUFFER_BIT);
    ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
}

void StillWindow::settle() {
    // Dear ImGui settles sizes from one frame to the next; after three nothing moves any more. Presenting, the first of
    // them finds out how large type has to be.
    const int frames = 1 + (state_->workspace.state().presenting.on ? 4 : 3);
    for (int i = 0; i < frames; ++i) {
        if (i == 1) session().wait(); // for what the first frame has asked to be measured
        if (i > 0) workspace().wait();
        frame();
    }
}

std::string StillWindow::pixels() {
    const std::vector<std::uint8_t> rgba = state_->picture.read();
    return std::string(rgba.begin(), rgba.end());
}

} // namespace halfstep
