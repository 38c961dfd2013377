// The block for reports: what the program is, where it runs, and that nothing which is missing stops it.

#include "tests/app/messages.h"
#include "tests/app/process.h"

#include <doctest/doctest.h>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

/// Sets variables for a child, and puts them back.
class Environment {
public:
    explicit Environment(std::vector<std::pair<std::string, std::string>> values) {
        for (const auto& [name, value] : values) {
            const char* was = std::getenv(name.c_str());
            before_.push_back({name, was ? was : ""});
            value.empty() ? ::unsetenv(name.c_str()) : ::setenv(name.c_str(), value.c_str(), 1);
        }
    }
    ~Environment() {
        for (const auto& [name, value] : before_)
            value.empty() ? ::unsetenv(name.c_str()) : ::setenv(name.c_str(), value.c_str(), 1);
    }
    Environment(const Environment&) = delete;
    Environment& operator=(const Environment&) = delete;

private:
    std::vector<std::pair<std::string, std::string>> before_;
};

/// What a line says behind its name; "(none)" where there is no such line.
std::string diagnosed_line(const std::string& text, const std::string& name) {
    for (const std::string& line : lines_of(text)) {
        if (line.rfind("  " + name + " ", 0) != 0) continue;
        const std::string value = line.substr(name.size() + 2);
        return value.substr(value.find_first_not_of(' '));
    }
    return "(none)";
}

} // namespace

TEST_CASE("--diagnose says what is there and what is not, without a display") {
    const TemporaryFolder folder;
    const Environment environment({{"DISPLAY", ""}, {"WAYLAND_DISPLAY", ""}, {"XDG_STATE_HOME", folder.path()}});
    std::filesystem::create_directories(folder.path("halfstep/windows"));
    std::filesystem::create_directories(folder.path("bin"));
    folder.write("halfstep/windows/1.window", "12345");
    folder.write("halfstep/last-journal", "/nowhere/w.journal\n");
    folder.write("bin/xclip", "#!/bin/sh\n");
    std::filesystem::permissions(folder.path("bin/xclip"), std::filesystem::perms::owner_all);
    ProcessOptions with_path;
    with_path.path = folder.path("bin");
    const ProcessResult result = run_halfstep({"--diagnose"}, with_path);
    INFO(result.out);
    CHECK(result.code == 0);
    CHECK(result.err == "");
    CHECK(result.out.rfind("Halfstep " HALFSTEP_VERSION "\n", 0) == 0);
    for (const char* name : {"commit", "compiler", "Dear ImGui", "GLFW", "Eigen", "Cairo", "fonts", "theme", "system",
                             "instructions", "threads", "settings"}) {
        CAPTURE(name);
        CHECK(diagnosed_line(result.out, name) != "(none)");
        CHECK(diagnosed_line(result.out, name) != "unknown");
    }
    CHECK(contains(diagnosed_line(result.out, "fonts"), "Inter-Regular.otf"));
    CHECK(contains(diagnosed_line(result.out, "window"), "none: no display ("));
    CHECK(diagnosed_line(result.out, "xclip") == folder.path("bin/xclip"));
    CHECK(diagnosed_line(result.out, "wl-copy") == "not found");
    CHECK(contains(diagnosed_line(result.out, "ffmpeg"), "not found"));
    CHECK(diagnosed_line(result.out, "autosave") == folder.path("halfstep/windows") + ", 1 file, 5 bytes");
    CHECK(diagnosed_line(result.out, "last journal") == "/nowhere/w.journal, not there");
    CHECK(diagnosed_line(result.out, "DISPLAY") == "not set");
    CHECK(read_whole(folder.path("halfstep/windows/1.window")) == "12345"); // looked at, and left alone
}

TEST_CASE("--diagnose without a home says so") {
    const Environment environment({{"DISPLAY", ""}, {"WAYLAND_DISPLAY", ""}, {"XDG_STATE_HOME", ""}, {"HOME", ""}});
    const ProcessResult result = run_halfstep({"--diagnose"});
    CHECK(result.code == 0);
    CHECK(contains(diagnosed_line(result.out, "state"), "neither XDG_STATE_HOME nor HOME"));
}
