#include "app/window/diagnosis.h"

#include "app/base/files.h"
#include "app/base/input_file.h"
#include "app/base/number_text.h"
#include "app/base/text.h"
#include "app/export/ffmpeg.h"
#include "app/model/app_state.h"
#include "app/model/recent_files.h"
#include "app/render/render.h"
#include "app/scene/network_layout.h"
#include "app/scene/scene.h"
#include "halfstep_commit.h"
#include "halfstep_embedded.h"

#include <Eigen/Core>
#include <GLFW/glfw3.h>
#include <cairo.h>
#include <epoxy/gl.h>
#include <imgui.h>
#include <nlohmann/json.hpp>
#include <sys/utsname.h>
#include <toml++/toml.h>
#include <zlib.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>
#include <unistd.h>

namespace halfstep {
namespace {

namespace fs = std::filesystem;

/// Names and what they are, below each other.
class ReportText {
public:
    void head(const std::string& name) { text_ += (text_.empty() ? "" : "\n") + name + "\n"; }
    void add(const std::string& name, const std::string& value) {
        constexpr std::size_t column = 18;
        const std::string padding(name.size() < column ? column - name.size() : 1, ' ');
        text_ += "  " + name + padding + one_line(value.empty() ? "unknown" : value, 500) + "\n";
    }
    std::string take() { return std::move(text_); }

private:
    std::string text_;
};

std::string environment(const char* name) {
    const char* value = std::getenv(name);
    return value && *value ? value : "not set";
}

// ---- versions ----

std::string compiler() {
#if defined(__clang__)
    return "Clang " __clang_version__;
#elif defined(__GNUC__)
    return "GCC " __VERSION__;
#else
    return "";
#endif
}

/// That the program was compiled for, and what the processor has beyond it.
std::string instruction_set() {
    std::string built;
#if defined(__AVX512F__)
    built = "AVX-512";
#elif defined(__AVX2__)
    built = "AVX2";
#elif defined(__AVX__)
    built = "AVX";
#elif defined(__SSE4_2__)
    built = "SSE4.2";
#elif defined(__x86_64__)
    built = "SSE2";
#elif defined(__ARM_NEON)
    built = "NEON";
#else
    built = "none known";
#endif
#if defined(__x86_64__) && defined(__GNUC__)
    const char* has = __builtin_cpu_supports("avx512f") ? "AVX-512"
                      : __builtin_cpu_supports("avx2")  ? "AVX2"
                      : __builtin_cpu_supports("avx")   ? "AVX"
                                                        : "SSE2";
    return "built for " + built + ", the processor has " + has;
#else
    return "built for " + built;
#endif
}

std::string processor() {
    std::ifstream file("/proc/cpuinfo");
    for (std::string line; std::getline(file, line);)
        if (line.rfind("model name", 0) == 0) return std::string(trimmed(line.substr(line.find(':') + 1)));
    return "";
}

std::string operating_system() {
    utsname name{};
    if (::uname(&name) != 0) return "";
    std::ifstream file("/etc/os-release");
    std::string called;
    for (std::string line; std::getline(file, line);)
        if (line.rfind("PRETTY_NAME=", 0) == 0) called = line.substr(12);
    std::erase(called, '"');
    return (called.empty() ? "" : called + ", ") + name.sysname + " " + name.release + ", " + name.machine;
}

void add_versions(ReportText& block) {
    block.head("Halfstep " HALFSTEP_VERSION);
    block.add("commit", HALFSTEP_COMMIT);
    block.add("scene format", std::to_string(scene_format));
    block.add("weights format", network_format);
    block.add("compiler", compiler());
#ifdef NDEBUG
    block.add("build", "optimised");
#else
    block.add("build", "with assertions");
#endif
    block.head("Libraries");
    block.add("Dear ImGui", IMGUI_VERSION);
    block.add("GLFW", glfwGetVersionString());
    block.add("Eigen", std::to_string(EIGEN_WORLD_VERSION) + "." + std::to_string(EIGEN_MAJOR_VERSION) + "." +
                           std::to_string(EIGEN_MINOR_VERSION));
    block.add("Cairo", cairo_version_string());
    block.add("toml++", std::to_string(TOML_LIB_MAJOR) + "." + std::to_string(TOML_LIB_MINOR) + "." +
                            std::to_string(TOML_LIB_PATCH));
    block.add("JSON", std::to_string(NLOHMANN_JSON_VERSION_MAJOR) + "." + std::to_string(NLOHMANN_JSON_VERSION_MINOR) +
                          "." + std::to_string(NLOHMANN_JSON_VERSION_PATCH));
    block.add("zlib", zlibVersion());
    std::string faces;
    for (const std::string_view name : embedded_names()) {
        constexpr std::string_view folder = "fonts/";
        if (!name.starts_with(folder)) continue;
        faces += (faces.empty() ? "" : ", ") + std::string(name.substr(folder.size())) + " (" +
                 std::to_string(embedded(name).size()) + " bytes)";
    }
    block.add("fonts", faces);
}

// ---- renderer ----

std::string gl_text(GLenum name) {
    const auto* text = reinterpret_cast<const char*>(glGetString(name));
    return text ? text : "";
}

/// Of the context that is current.
void add_renderer(ReportText& block) {
    block.add("vendor", gl_text(GL_VENDOR));
    block.add("renderer", gl_text(GL_RENDERER));
    block.add("OpenGL", gl_text(GL_VERSION));
    block.add("shaders", gl_text(GL_SHADING_LANGUAGE_VERSION));
    GLint texture = 0;
    glGetIntegerv(GL_MAX_TEXTURE_SIZE, &texture);
    block.add("texture size", std::to_string(texture));
}

std::string glfw_reason() {
    const char* text = nullptr;
    glfwGetError(&text);
    return text ? text : "no reason given";
}

/// In a window that is not shown; without a display off screen, which screenshots need alone.
void add_renderer_found(ReportText& block) {
    if (glfwInit()) {
        glfwWindowHint(GLFW_VISIBLE, GLFW_FALSE);
        glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
        glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 3);
        glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
        glfwWindowHint(GLFW_OPENGL_FORWARD_COMPAT, GLFW_TRUE);
        if (GLFWwindow* window = glfwCreateWindow(64, 64, "Halfstep", nullptr, nullptr)) {
            glfwMakeContextCurrent(window);
            float across = 1, down = 1;
            glfwGetWindowContentScale(window, &across, &down);
            add_renderer(block);
            block.add("screen's scale", number(static_cast<double>(across)));
            glfwDestroyWindow(window);
        } else {
            block.add("window", "none: no window with OpenGL 3.3 (" + glfw_reason() + ")");
        }
        glfwTerminate();
        return;
    }
    block.add("window", "none: no display (" + glfw_reason() + ")");
    try {
        const HeadlessContext context;
        block.add("off screen", "EGL without a display");
        add_renderer(block);
    } catch (const std::exception& error) {
        block.add("off screen", std::string("none: ") + error.what());
    }
}

// ---- paths and programs ----

std::string file_text(const std::string& path) {
    std::error_code error;
    if (path.empty()) return "none: neither XDG_STATE_HOME nor HOME is known";
    const auto bytes = fs::file_size(path, error);
    return path + (error ? ", not there" : ", " + std::to_string(bytes) + " bytes");
}

std::string folder_text(const std::string& path) {
    std::error_code error;
    if (path.empty()) return "none: neither XDG_STATE_HOME nor HOME is known";
    if (!fs::is_directory(path, error)) return path + ", not there";
    std::size_t files = 0;
    std::uintmax_t bytes = 0;
    for (auto entry = fs::recursive_directory_iterator(path, fs::directory_options::skip_permission_denied, error);
         !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
        std::error_code unread;
        if (!entry->is_regular_file(unread)) continue;
        const auto size = entry->file_size(unread);
        if (unread) continue;
        ++files;
        bytes += size;
    }
    return path + ", " + std::to_string(files) + (files == 1 ? " file, " : " files, ") + std::to_string(bytes) +
           " bytes";
}

/// Which program of that name would be run.
std::string program_text(const std::string& name) {
    const char* path = std::getenv("PATH");
    const std::string folders = path ? path : "";
    for (std::size_t at = 0; at < folders.size();) {
        const std::size_t end = std::min(folders.find(':', at), folders.size());
        const std::string program = folders.substr(at, end - at) + "/" + name;
        std::error_code error;
        if (end > at && fs::is_regular_file(program, error) && ::access(program.c_str(), X_OK) == 0) return program;
        at = end + 1;
    }
    return "not found";
}

std::string journal_note() {
    const std::string folder = state_folder();
    return folder.empty() ? "" : folder + "/last-journal";
}

std::string last_journal() {
    try {
        const std::string text = read_file(journal_note(), 1 << 16), path = text.substr(0, text.find('\n'));
        return path.empty() ? "none" : file_text(path);
    } catch (const std::exception&) {
        return "none";
    }
}

void add_paths(ReportText& block) {
    const std::string folder = state_folder();
    block.head("Paths");
    block.add("settings", file_text(settings_path()));
    block.add("state", folder_text(folder));
    block.add("autosave", folder_text(folder.empty() ? "" : folder + "/windows"));
    block.add("recent scenes", std::to_string(recent_files(folder).size()));
    block.add("data", "in the program: " + std::to_string(lessons().size()) + " lessons");
    std::error_code error;
    block.add("working folder", fs::current_path(error).string());
    block.add("last journal", last_journal());
    block.head("Programs beside it");
    const std::string ffmpeg = find_ffmpeg();
    block.add("ffmpeg", ffmpeg.empty() ? "not found: films only as GIF and pictures" : ffmpeg);
    for (const char* name : {"wl-copy", "xclip"}) block.add(name, program_text(name));
}

void add_machine(ReportText& block) {
    block.head("Machine");
    block.add("system", operating_system());
    block.add("processor", processor());
    block.add("instructions", instruction_set());
    block.add("threads", std::to_string(std::max(1u, std::thread::hardware_concurrency())));
    for (const char* name : {"HALFSTEP_SIMD", "XDG_SESSION_TYPE", "DISPLAY", "WAYLAND_DISPLAY", "LANG"})
        block.add(name, environment(name));
}

void add_looks(ReportText& block, const Settings& settings) {
    block.add("theme", settings.dark ? "dark" : "light");
    block.add("densities", settings.color_map);
}

} // namespace

std::string diagnosis() {
    ReportText block;
    add_versions(block);
    block.head("Renderer");
    add_renderer_found(block);
    add_looks(block, load_settings(settings_path()));
    add_machine(block);
    add_paths(block);
    return block.take();
}

std::string diagnosis_in_window(const AppState& app) {
    ReportText block;
    add_versions(block);
    block.head("Renderer");
    add_renderer(block);
    block.add("scale", number(static_cast<double>(app.scale)));
    block.add("window", std::to_string(app.place.width) + " x " + std::to_string(app.place.height));
    add_looks(block, app.settings);
    add_machine(block);
    add_paths(block);
    return block.take();
}

void note_journal(const std::string& path) {
    const std::string note = journal_note();
    if (path.empty() || note.empty()) return;
    try {
        std::error_code error;
        fs::create_directories(state_folder(), error);
        write_file(note, fs::absolute(path).string() + "\n");
    } catch (const std::exception&) { // nobody has asked for it
    }
}

} // namespace halfstep
