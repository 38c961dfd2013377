// Pictures go to the clipboard by a program of the desktop: one that takes them, none, one that fails, one that hangs.

#include "app/model/clipboard.h"

#include "app/base/program.h"
#include "tests/app/process.h"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <chrono>
#include <thread>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

/// Sets a variable for as long as it lives; an empty value unsets it.
class SetVariable {
public:
    SetVariable(const char* name, const std::string& value) : name_(name) {
        if (const char* now = std::getenv(name)) was_ = now, had_ = true;
        value.empty() ? ::unsetenv(name) : ::setenv(name, value.c_str(), 1);
    }
    ~SetVariable() { had_ ? ::setenv(name_, was_.c_str(), 1) : ::unsetenv(name_); }
    SetVariable(const SetVariable&) = delete;
    SetVariable& operator=(const SetVariable&) = delete;

private:
    const char* name_;
    std::string was_;
    bool had_ = false;
};

std::string script(const TemporaryFolder& folder, const std::string& name, const std::string& lines) {
    const std::string path = folder.write(name, "#!/bin/sh\n" + lines + "\n");
    ::chmod(path.c_str(), 0755);
    return path;
}

bool has_children() {
    int status = 0;
    return ::waitpid(-1, &status, WNOHANG) >= 0;
}

double seconds_since(std::chrono::steady_clock::time_point begin) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

} // namespace

TEST_CASE("a program is fed: all of it, also more than a pipe holds, and what it leaves behind lives on") {
    const TemporaryFolder folder;
    std::string bytes(3 << 20, 'x');
    bytes += '\0';
    const std::string out = folder.path("out");
    CHECK(feed_program(script(folder, "take", "cat > " + out), {"take"}, bytes) == "");
    CHECK(read_whole(out) == bytes);
    // As xclip does: the parent ends, the child stays and holds on to what it was given.
    const std::string later = folder.path("later");
    const auto begin = std::chrono::steady_clock::now();
    CHECK(feed_program(script(folder, "fork", "cat > " + out + "; (sleep 0.4; echo lives > " + later + ") &"), {"fork"},
                       "abc") == "");
    CHECK(seconds_since(begin) < 0.4);
    CHECK(read_whole(out) == "abc");
    for (int i = 0; i < 200 && !std::filesystem::exists(later); ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    CHECK(std::filesystem::exists(later));
    CHECK_FALSE(has_children());
}

TEST_CASE("a program that fails, or reads nothing, says why") {
    const TemporaryFolder folder;
    CHECK(feed_program(script(folder, "fail", "echo first >&2; echo 'no display' >&2; exit 3"), {"fail"}, "x") ==
          "no display");
    CHECK(feed_program(script(folder, "mute", "exit 3"), {"mute"}, "x") == "ended with exit code 3");
    CHECK(feed_program(script(folder, "deaf", "exit 0"), {"deaf"}, std::string(8 << 20, 'x')) ==
          "ended before it had read everything");
    CHECK(feed_program(script(folder, "shot", "kill -9 $$"), {"shot"}, "x") == "ended by signal 9");
    CHECK(feed_program(folder.path("none"), {"none"}, "x").rfind("cannot be started: ", 0) == 0);
    CHECK_FALSE(has_children());
}

TEST_CASE("a program that hangs is ended, with all that it has started, in time or when it is asked to be") {
    const TemporaryFolder folder;
    const std::string hang = script(folder, "hang", "sleep 100 & sleep 100"), pid = folder.path("pid");
    const auto begin = std::chrono::steady_clock::now();
    CHECK(feed_program(hang, {"hang"}, "x", {.seconds = 0.2}).rfind("did not answer within 0.2 s", 0) == 0);
    CHECK(feed_program(hang, {"hang"}, std::string(8 << 20, 'x'), {.seconds = 0.2}).rfind("did not answer", 0) == 0);
    const std::atomic<bool> cancel{true};
    CHECK(feed_program(hang, {"hang"}, "x", {.seconds = 60, .cancel = &cancel}) == "was ended");
    CHECK(seconds_since(begin) < 5);
    CHECK_FALSE(has_children());
}

TEST_CASE("a picture: wl-copy on Wayland, xclip on X11, a file where there is neither or it fails") {
    const TemporaryFolder folder, pictures;
    const std::string png = "\x89PNG and more", took = folder.path("took"), how = folder.path("how");
    const SetVariable path("PATH", folder.path() + ":/usr/bin:/bin");
    bool in_file = false;
    const auto copy = [&] { return copy_picture({png, pictures.path(), "ring-plane"}, nullptr, in_file); };
    const std::string takes = "cat > " + took + "; echo \"${0##*/} $@\" > " + how;
    {
        const SetVariable wayland("WAYLAND_DISPLAY", "wayland-0"), x("DISPLAY", ":7");
        script(folder, "wl-copy", takes);
        script(folder, "xclip", "exit 1");
        CHECK(copy() == "is on the clipboard");
        CHECK_FALSE(in_file);
        CHECK(read_whole(took) == png);
        CHECK(read_whole(how) == "wl-copy --type image/png\n");
    }
    const SetVariable wayland("WAYLAND_DISPLAY", ""), x("DISPLAY", ":7");
    script(folder, "xclip", takes);
    CHECK(copy() == "is on the clipboard");
    CHECK(read_whole(how) == "xclip -selection clipboard -t image/png -i\n");
    CHECK(pictures.entries() == 0);

    script(folder, "xclip", "echo 'Error: cannot open display' >&2; exit 1");
    CHECK(copy() == "is in " + pictures.path("ring-plane.png") + ". xclip: Error: cannot open display");
    CHECK(in_file);
    CHECK(read_whole(pictures.path("ring-plane.png")) == png);
    std::filesystem::remove(folder.path("xclip"));
    const SetVariable nowhere("PATH", folder.path());
    CHECK(copy() == "is in " + pictures.path("ring-plane-2.png") +
                        ". The clipboard takes pictures by xclip, which is not installed");
    const SetVariable no_display("DISPLAY", "");
    CHECK(copy().find("There is no display") != std::string::npos);
    CHECK(pictures.entries() == 3);
}

TEST_CASE("cells of a spreadsheet are CSV with tabs, also where fields are quoted") {
    CHECK(tabs_for_commas("plot,mark\nxt,0\n") == "plot\tmark\nxt\t0\n");
    CHECK(tabs_for_commas("\"a, b\",\"say \"\"x\"\"\",\"two\nlines\"\n1,,3\n") ==
          "a, b\tsay \"x\"\ttwo lines\n1\t\t3\n");
}
