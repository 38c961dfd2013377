#include "app/window/window.h"

#include "app/model/lesson_steps.h"
#include "app/model/scenes.h"
#include "app/window/diagnosis.h"
#include "app/window/inbox.h"
#include "app/window/keeping.h"
#include "app/window/workspace.h"

#include <GLFW/glfw3.h>
#include <backends/imgui_impl_glfw.h>
#include <backends/imgui_impl_opengl3.h>
#include <epoxy/gl.h>
#include <imgui_internal.h> // the queue of input

#include <algorithm>
#include <chrono>
#include <cmath>
#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace halfstep {
namespace {

std::string last_glfw_error() {
    const char* text = nullptr;
    glfwGetError(&text);
    return text ? text : "no reason given";
}

/// Below, columns and bars would lie over each other.
constexpr int least_width = 900, least_height = 600;

/// As asked for, or as much of it as the screen has beside its bars.
std::pair<int, int> size_within_screen(int width, int height) {
    GLFWmonitor* const screen = glfwGetPrimaryMonitor();
    if (!screen) return {width, height};
    int x = 0, y = 0, room_x = 0, room_y = 0;
    glfwGetMonitorWorkarea(screen, &x, &y, &room_x, &room_y);
    if (room_x <= 0 || room_y <= 0) return {width, height};
    return {std::min(width, room_x), std::min(height, room_y)};
}

int scaled(int pixels, float by) { return static_cast<int>(std::lround(static_cast<float>(pixels) * by)); }

/// The one that shows this point; nullptr: none does.
GLFWmonitor* screen_of(int x, int y) {
    int count = 0;
    GLFWmonitor** const all = glfwGetMonitors(&count);
    for (int i = 0; i < count; ++i) {
        int left = 0, top = 0;
        glfwGetMonitorPos(all[i], &left, &top);
        const GLFWvidmode* mode = glfwGetVideoMode(all[i]);
        if (x >= left && x < left + mode->width && y >= top && y < top + mode->height) return all[i];
    }
    return nullptr;
}

/// Where the window is, unless it is on the whole screen or not to be seen.
void note_place(GLFWwindow* window, WindowPlace& place) {
    if (glfwGetWindowMonitor(window) || glfwGetWindowAttrib(window, GLFW_ICONIFIED)) return;
    glfwGetWindowPos(window, &place.x, &place.y);
    glfwGetWindowSize(window, &place.width, &place.height);
}

/// GLFW and its window; the context is current while it lives.
class Glfw {
public:
    Glfw(const WindowOptions& options, const WindowPlace& was, Inbox& mail) {
        if (!glfwInit())
            throw MachineError("cannot open a window (" + last_glfw_error() + "); `halfstep run` needs no display");
        glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
        glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 3);
        glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
        glfwWindowHint(GLFW_OPENGL_FORWARD_COMPAT, GLFW_TRUE);
        const bool known = was.width >= least_width && was.height >= least_height;
        const auto [width, height] =
            known ? size_within_screen(was.width, was.height) : size_within_screen(options.width, options.height);
        window = glfwCreateWindow(width, height, "Halfstep", nullptr, nullptr);
        if (!window) {
            const std::string reason = last_glfw_error();
            glfwTerminate();
            throw MachineError("cannot open a window with OpenGL 3.3 (" + reason + "); `halfstep run` needs neither");
        }
        const float scale = known ? 1 : scale_of_screen(window);
        if (scale > 1) { // on a screen of small pixels it is as large to the eye
            const auto [more, higher] = size_within_screen(scaled(options.width, scale), scaled(options.height, scale));
            glfwSetWindowSize(window, more, higher);
        }
        if (known && screen_of(was.x + width / 2, was.y + height / 2)) glfwSetWindowPos(window, was.x, was.y);
        glfwSetWindowSizeLimits(window, std::min(least_width, width), std::min(least_height, height), GLFW_DONT_CARE,
                                GLFW_DONT_CARE);
        listen(window, mail);
        glfwMakeContextCurrent(window);
        glfwSwapInterval(1);
    }
    ~Glfw() {
        glfwDestroyWindow(window);
        glfwTerminate();
    }
    Glfw(const Glfw&) = delete;
    Glfw& operator=(const Glfw&) = delete;

    GLFWwindow* window = nullptr;
};

class WindowImGui {
public:
    explicit WindowImGui(GLFWwindow* window) {
        ImGui::CreateContext();
        ImGui::GetIO().IniFilename = nullptr; // the layout is fixed
        ImGui_ImplGlfw_InitForOpenGL(window, true);
        ImGui_ImplOpenGL3_Init("#version 330 core");
    }
    ~WindowImGui() {
        ImGui_ImplOpenGL3_Shutdown();
        ImGui_ImplGlfw_Shutdown();
        ImGui::DestroyContext();
    }
    WindowImGui(const WindowImGui&) = delete;
    WindowImGui& operator=(const WindowImGui&) = delete;
};

/// Puts the window on the whole of a screen, and back to where it was.
class FullScreen {
public:
    explicit FullScreen(GLFWwindow* window) : window_(window) {}
    void set(bool on) {
        if (on == on_) return;
        on_ = on;
        if (!on) {
            if (glfwGetWindowMonitor(window_))
                glfwSetWindowMonitor(window_, nullptr, x_, y_, width_, height_, GLFW_DONT_CARE);
            return;
        }
        glfwGetWindowPos(window_, &x_, &y_);
        glfwGetWindowSize(window_, &width_, &height_);
        GLFWmonitor* monitor = screen_of(x_ + width_ / 2, y_ + height_ / 2);
        if (!monitor && !(monitor = glfwGetPrimaryMonitor())) return;
        const GLFWvidmode* mode = glfwGetVideoMode(monitor);
        glfwSetWindowMonitor(window_, monitor, 0, 0, mode->width, mode->height, mode->refreshRate);
    }

private:
    GLFWwindow* window_;
    bool on_ = false;
    int x_ = 0, y_ = 0, width_ = 0, height_ = 0;
};

/// Draws what Dear ImGui has into a picture instead of onto the screen.
void draw_picture(Workspace& workspace, int width, int height) {
    Framebuffer picture(width, height);
    picture.bind();
    glViewport(0, 0, width, height);
    glClearColor(0, 0, 0, 1);
    glClear(GL_COLOR_BUFFER_BIT);
    ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
    workspace.exporting().take_picture(width, height, picture.read(), workspace.state().session);
    glBindFramebuffer(GL_FRAMEBUFFER, 0);
}

/// Opening, closing and paging: what a text field does with keys is not for shortcuts.
bool heard_while_typing(const KeyPress& press) {
    const Key key = press.key;
    const bool size = key == Key::plus || key == Key::minus || key == Key::zero;
    if (press.ctrl && (key == Key::k || size)) return true;
    return key == Key::escape || key == Key::f1 || key == Key::f2 || key == Key::f11 || key == Key::page_up ||
           key == Key::page_down;
}

void press_keys(Inbox& mail, Workspace& workspace) {
    for (const KeyPress& key : take_keys(mail)) {
        const Dialog dialog = workspace.state().dialog; // whose field leaves keys to the list
        const bool browsing = dialog == Dialog::open || dialog == Dialog::palette;
        if (!ImGui::GetIO().WantTextInput || heard_while_typing(key) || browsing) workspace.press(key);
    }
}

/// What is kept of the window follows it, and what stands on the disk is looked at.
void keep_up(GLFWwindow* window, Inbox& mail, AppState& app, Keeping& keeping) {
    note_place(window, app.place);
    keeping.update(app);
    if (std::exchange(mail.focused, false)) look_at_disk(app);
    if (std::exchange(mail.rescaled, false)) follow_screen(app, scale_of_screen(window));
    look_at_results(app);
}

/// What Dear ImGui still wants to finish after the last event: hover and focus take a frame or two to settle.
constexpr int frames_after_event = 3;

void frame_loop(GLFWwindow* window, Inbox& mail, Workspace& workspace, Keeping& keeping) {
    Session& session = workspace.state().session;
    using Clock = std::chrono::steady_clock;
    auto last = Clock::now();
    int frames_left = frames_after_event;
    bool unrest = true;
    FullScreen full_screen(window);
    while (!glfwWindowShouldClose(window)) {
        // At rest nothing is drawn, but for the line of progress and the blinking caret of a field.
        const bool busy = session.busy() || workspace.animating(), caret = ImGui::GetIO().WantTextInput;
        if (frames_left > 0 || session.playback().playing)
            glfwPollEvents();
        else
            glfwWaitEventsTimeout(busy ? 0.05 : caret ? 0.2 : 0.5);
        const auto now = Clock::now();
        const double passed = std::chrono::duration<double>(now - last).count();
        const double moved = std::min(passed, 0.1); // what plays does not leap over a pause
        last = now;

        if (std::exchange(mail.stirred, false) | session.update(moved) | workspace.update(passed)) {
            frames_left = frames_after_event;
            unrest = true;
        }
        keep_up(window, mail, workspace.state(), keeping);
        if (frames_left <= 0 && (busy || caret)) frames_left = 1;
#if IMGUI_VERSION_NUM >= 18700
        // A frame takes only as much of the input as it can tell apart; what is left wants more of them.
        if (ImGui::GetCurrentContext()->InputEventsQueue.Size > 0) frames_left = frames_after_event;
#endif
        if (frames_left <= 0) continue;
        --frames_left;

        workspace.before_frame();
        ImGui_ImplOpenGL3_NewFrame();
        ImGui_ImplGlfw_NewFrame();
        ImGui::NewFrame();
        press_keys(mail, workspace);
        for (const std::string& path : std::exchange(mail.dropped, {})) open_scene(workspace.state(), path);
        const ImVec2 size = ImGui::GetIO().DisplaySize;
        workspace.frame({size.x, size.y});
        ImGui::Render();

        int width = 0, height = 0;
        glfwGetFramebufferSize(window, &width, &height);
        if (workspace.exporting().wants_picture()) {
            draw_picture(workspace, width, height);
            frames_left = frames_after_event;
            continue;
        }
        glViewport(0, 0, width, height);
        glClear(GL_COLOR_BUFFER_BIT);
        ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
        glfwSwapBuffers(window);
        full_screen.set(workspace.state().presenting.on);
        if (frames_left == 0 && !workspace.animating() && std::exchange(unrest, false))
            session.journal().rest(workspace.frames(), mail.redraws);
    }
}

/// As asked for, or as it was, with what the screen is now in place of what it was then, or as the screen has it.
float scale_to_begin_with(const WindowOptions& options, const WindowImage* was, float screen) {
    if (options.scale > 0) return options.scale;
    const float of_screen = was && was->screen_scale > 0 ? screen / was->screen_scale : 1;
    return std::clamp(was ? was->scale * of_screen : screen, least_scale, most_scale);
}

} // namespace

bool open_window(const Scene& scene, const WindowOptions& options) {
#ifdef __GLIBC__
    // Software OpenGL allocates frame-sized buffers again and again: keep them instead of giving them back to the
    // system.
    mallopt(M_MMAP_THRESHOLD, 256 << 20);
    mallopt(M_TRIM_THRESHOLD, 512 << 20);
#endif
    Keeping keeping(options.autosave, options.resume);
    Inbox mail;
    if (!options.drop.empty()) mail.dropped.push_back(options.drop);
    const Glfw glfw(options, keeping.resumed() ? keeping.resumed()->place : WindowPlace{}, mail);
    keeping.claim();
    const WindowImage* const was = keeping.resumed();
    const WindowImGui imgui(glfw.window);
    const float screen = scale_of_screen(glfw.window), scale = scale_to_begin_with(options, was, screen);
    Session session(scene.problem->experiment, options.journal, [] { glfwPostEmptyEvent(); });
    if (scene.view) session.look(*scene.view);
    OpenDocument document = document_of(options.source);
    document.results = scene.results;
    session.set_document(std::move(document));
    if (was) session.restore(was->session);
    if (!session.journal().failure().empty()) return false; // from its first line on
    Renderer renderer;
    Fonts fonts;
    const std::string remembered = settings_path();
    Settings settings = load_settings(remembered);
    settings.dark = options.dark.value_or(settings.dark);
    const Settings before = settings;
    Workspace workspace(session, renderer, fonts, {settings, scale, [] { glfwPostEmptyEvent(); }});
    workspace.state().screen_scale = screen;
    keeping.begin(workspace.state());
    begin_lesson(workspace.state(), was != nullptr);
    note_journal(options.journal);
    workspace.state().diagnose = [&app = workspace.state()] { return diagnosis_in_window(app); };
    frame_loop(glfw.window, mail, workspace, keeping);
    keeping.finish(workspace.state());
    if (const Settings& now = workspace.state().settings; now != before) save_settings(remembered, now);
    return session.journal().failure().empty();
}

} // namespace halfstep
