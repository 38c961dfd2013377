#include "app/window/window.h"

#include "app/model/scenes.h"
#include "app/window/workspace.h"

#include <GLFW/glfw3.h>
#include <backends/imgui_impl_glfw.h>
#include <backends/imgui_impl_opengl3.h>
#include <epoxy/gl.h>
#include <imgui_internal.h> // the queue of input

#include <algorithm>
#include <chrono>
#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace halfstep {
namespace {

/// What callbacks leave for the frame loop.
struct Inbox {
    std::vector<KeyPress> keys;
    std::vector<std::string> dropped;
    bool stirred = true; ///< anything happened: the next frames are drawn
    long redraws = 0;    ///< asked for by the system, in the order of all other events
};

Inbox& inbox(GLFWwindow* window) { return *static_cast<Inbox*>(glfwGetWindowUserPointer(window)); }

bool known_key(int key, Key& known) {
    static constexpr struct {
        int glfw;
        Key key;
    } table[] = {
        {GLFW_KEY_SPACE, Key::space},     {GLFW_KEY_LEFT, Key::left},
        {GLFW_KEY_TAB, Key::tab},         {GLFW_KEY_RIGHT, Key::right},
        {GLFW_KEY_UP, Key::up},           {GLFW_KEY_DOWN, Key::down},
        {GLFW_KEY_PAGE_UP, Key::page_up}, {GLFW_KEY_PAGE_DOWN, Key::page_down},
        {GLFW_KEY_HOME, Key::home},       {GLFW_KEY_END, Key::end},
        {GLFW_KEY_EQUAL, Key::plus},      {GLFW_KEY_KP_ADD, Key::plus},
        {GLFW_KEY_MINUS, Key::minus},     {GLFW_KEY_0, Key::zero},
        {GLFW_KEY_KP_0, Key::zero},       {GLFW_KEY_F1, Key::f1},
        {GLFW_KEY_F6, Key::f6},           {GLFW_KEY_F11, Key::f11},
        {GLFW_KEY_ESCAPE, Key::escape},   {GLFW_KEY_KP_SUBTRACT, Key::minus},
        {GLFW_KEY_ENTER, Key::enter},     {GLFW_KEY_KP_ENTER, Key::enter},
        {GLFW_KEY_DELETE, Key::del},      {GLFW_KEY_BACKSPACE, Key::del},
    };
    for (const auto& entry : table)
        if (entry.glfw == key) return known = entry.key, true;
    return false;
}

/// The row of digits by its place, shifted or not: on some keyboards it has digits only with Shift. With Ctrl
/// what is printed there counts, as Ctrl and minus.
bool known_digit(int key, bool ctrl, Key& known) {
    static constexpr Key digits[] = {Key::one,  Key::two, Key::three, Key::four,
                                     Key::five, Key::six, Key::seven, Key::eight};
    const int row = key - GLFW_KEY_1, pad = key - GLFW_KEY_KP_1, place = pad >= 0 && pad < 8 ? pad : row;
    if (ctrl || place < 0 || place >= 8) return false;
    known = digits[place];
    return true;
}

/// Letters by what is printed on them, not by where they lie: Ctrl+Z is where the user's Z is.
bool known_letter(int key, int scancode, Key& known) {
    const char* name = glfwGetKeyName(key, scancode);
    if (!name || name[1]) return false;
    switch (name[0]) {
    case 'a': known = Key::a; return true;
    case 'b': known = Key::b; return true;
    case 'c': known = Key::c; return true;
    case 'd': known = Key::d; return true;
    case 'e': known = Key::e; return true;
    case 'f': known = Key::f; return true;
    case 'g': known = Key::g; return true;
    case 'i': known = Key::i; return true;
    case 'k': known = Key::k; return true;
    case 'l': known = Key::l; return true;
    case 'm': known = Key::m; return true;
    case 'n': known = Key::n; return true;
    case 'p': known = Key::p; return true;
    case 'r': known = Key::r; return true;
    case 's': known = Key::s; return true;
    case 't': known = Key::t; return true;
    case 'v': known = Key::v; return true;
    case 'w': known = Key::w; return true;
    case 'y': known = Key::y; return true;
    case 'z': known = Key::z; return true;
    case '+': known = Key::plus; return true;
    case '-': known = Key::minus; return true;
    default: return false;
    }
}

/// Signs by what comes out, with Shift or AltGr where a keyboard needs them: "." is Shift+; on a French one.
bool known_sign(unsigned codepoint, Key& known) {
    switch (codepoint) {
    case ',': known = Key::comma; return true;
    case '.': known = Key::period; return true;
    case '[': known = Key::bracket_left; return true;
    case ']': known = Key::bracket_right; return true;
    default: return false;
    }
}

/// Held down, these go on; what toggles must not flicker.
bool repeats(Key key) {
    return key == Key::left || key == Key::right || key == Key::up || key == Key::down || key == Key::page_up ||
           key == Key::page_down || key == Key::plus || key == Key::minus || key == Key::z || key == Key::y;
}

void on_key(GLFWwindow* window, int key, int scancode, int action, int mods) {
    inbox(window).stirred = true;
    if (action == GLFW_RELEASE) return;
    KeyPress press{};
    press.ctrl = mods & (GLFW_MOD_CONTROL | GLFW_MOD_SUPER);
    press.shift = mods & GLFW_MOD_SHIFT;
    press.alt = mods & GLFW_MOD_ALT;
    if (!known_digit(key, press.ctrl, press.key) && !known_letter(key, scancode, press.key) &&
        !known_key(key, press.key))
        return;
    if (action == GLFW_PRESS || repeats(press.key)) inbox(window).keys.push_back(press);
}

void on_char(GLFWwindow* window, unsigned codepoint) {
    inbox(window).stirred = true;
    KeyPress press{};
    if (known_sign(codepoint, press.key)) inbox(window).keys.push_back(press);
}

void on_drop(GLFWwindow* window, int count, const char** paths) {
    for (int i = 0; i < count; ++i) inbox(window).dropped.push_back(paths[i]);
    inbox(window).stirred = true;
}

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

/// GLFW and its window; the context is current while it lives.
class Glfw {
public:
    Glfw(const WindowOptions& options, Inbox& mail) {
        if (!glfwInit())
            throw MachineError("cannot open a window (" + last_glfw_error() + "); `halfstep run` needs no display");
        glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
        glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 3);
        glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
        glfwWindowHint(GLFW_OPENGL_FORWARD_COMPAT, GLFW_TRUE);
        const auto [width, height] = size_within_screen(options.width, options.height);
        window = glfwCreateWindow(width, height, "Halfstep", nullptr, nullptr);
        if (!window) {
            const std::string reason = last_glfw_error();
            glfwTerminate();
            throw MachineError("cannot open a window with OpenGL 3.3 (" + reason + "); `halfstep run` needs neither");
        }
        glfwSetWindowSizeLimits(window, std::min(least_width, width), std::min(least_height, height), GLFW_DONT_CARE,
                                GLFW_DONT_CARE);
        glfwSetWindowUserPointer(window, &mail);
        glfwSetKeyCallback(window, on_key); // Dear ImGui's backend calls these in turn
        glfwSetDropCallback(window, on_drop);
        glfwSetCursorPosCallback(window, [](GLFWwindow* w, double, double) { inbox(w).stirred = true; });
        glfwSetCursorEnterCallback(window, [](GLFWwindow* w, int) { inbox(w).stirred = true; });
        glfwSetMouseButtonCallback(window, [](GLFWwindow* w, int, int, int) { inbox(w).stirred = true; });
        glfwSetScrollCallback(window, [](GLFWwindow* w, double, double) { inbox(w).stirred = true; });
        glfwSetCharCallback(window, on_char);
        glfwSetFramebufferSizeCallback(window, [](GLFWwindow* w, int, int) { inbox(w).stirred = true; });
        glfwSetWindowRefreshCallback(window, [](GLFWwindow* w) {
            inbox(w).stirred = true;
            ++inbox(w).redraws;
        });
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
        if (!monitor) return;
        const GLFWvidmode* mode = glfwGetVideoMode(monitor);
        glfwSetWindowMonitor(window_, monitor, 0, 0, mode->width, mode->height, mode->refreshRate);
    }

private:
    /// The one that shows this point; the first where none does.
    static GLFWmonitor* screen_of(int x, int y) {
        int count = 0;
        GLFWmonitor** const all = glfwGetMonitors(&count);
        for (int i = 0; i < count; ++i) {
            int left = 0, top = 0;
            glfwGetMonitorPos(all[i], &left, &top);
            const GLFWvidmode* mode = glfwGetVideoMode(all[i]);
            if (x >= left && x < left + mode->width && y >= top && y < top + mode->height) return all[i];
        }
        return glfwGetPrimaryMonitor();
    }
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
bool heard_while_typing(Key key) {
    return key == Key::escape || key == Key::f1 || key == Key::f11 || key == Key::page_up || key == Key::page_down;
}

/// What Dear ImGui still wants to finish after the last event: hover and focus take a frame or two to settle.
constexpr int frames_after_event = 3;

void frame_loop(GLFWwindow* window, Inbox& mail, Session& session, Workspace& workspace) {
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
        for (const KeyPress& key : std::exchange(mail.keys, {}))
            if (!ImGui::GetIO().WantTextInput || heard_while_typing(key.key)) workspace.press(key);
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

} // namespace

bool open_window(const Scene& scene, const WindowOptions& options) {
#ifdef __GLIBC__
    // Software OpenGL allocates frame-sized buffers again and again: keep them instead of giving them back to the
    // system.
    mallopt(M_MMAP_THRESHOLD, 256 << 20);
    mallopt(M_TRIM_THRESHOLD, 512 << 20);
#endif
    Inbox mail;
    if (!options.drop.empty()) mail.dropped.push_back(options.drop);
    const Glfw glfw(options, mail);
    const WindowImGui imgui(glfw.window);
    float scale = options.scale;
    if (scale <= 0) {
        float vertical = 1;
        glfwGetWindowContentScale(glfw.window, &scale, &vertical);
    }
    Session session(scene.problem->experiment, options.journal, [] { glfwPostEmptyEvent(); });
    if (scene.view) session.look(*scene.view);
    if (!session.journal().failure().empty()) return false; // from its first line on
    Renderer renderer;
    Fonts fonts;
    const std::string remembered = settings_path();
    Settings settings = load_settings(remembered);
    settings.dark = options.dark.value_or(settings.dark);
    const Settings before = settings;
    Workspace workspace(session, renderer, fonts,
                        {settings, std::clamp(scale, 0.7f, 3.f), [] { glfwPostEmptyEvent(); }});
    frame_loop(glfw.window, mail, session, workspace);
    if (const Settings& now = workspace.state().settings; now != before) save_settings(remembered, now);
    return session.journal().failure().empty();
}

} // namespace halfstep
