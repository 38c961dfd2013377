// `halfstep film` that is refused, fails or is interrupted: it says why, and leaves nothing.

#include "tests/app/film_helpers.h"
#include "tests/app/paper_helpers.h"
#include "tests/app/small_scenes.h"

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <sys/stat.h>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

void check_film_refused(const std::vector<std::string>& arguments, const std::vector<std::string>& parts) {
    const ProcessResult result = run_film(arguments);
    INFO(result.err);
    CHECK(result.code == 2);
    CHECK(lines_of(result.err).size() == 1);
    for (const std::string& part : parts) {
        CAPTURE(part);
        CHECK(contains(result.err, part));
    }
}

/// A folder with nothing but a program called ffmpeg: a script.
std::string with_ffmpeg(const TemporaryFolder& folder, const std::string& script) {
    const std::string bin = folder.path("bin");
    std::filesystem::create_directory(bin);
    folder.write("bin/ffmpeg", "#!/bin/sh\n" + script);
    ::chmod((bin + "/ffmpeg").c_str(), 0755);
    return bin;
}

} // namespace

TEST_CASE("film: mistakes say what is allowed and leave nothing") {
    const TemporaryFolder folder;
    const std::string scene = scene_1d(folder), out = folder.path("f"), gif = folder.path("f.gif"),
                      mp4 = folder.path("f.mp4");
    check_film_refused({scene}, {"-o is missing", ".mp4, .webm, .gif", "folder"});
    check_film_refused({scene, "-o", folder.path("f.avi")}, {"f.avi", "allowed: .mp4, .webm, .gif, or a folder"});
    check_film_refused({scene, "-o", out, "--plot", "phase"}, {"--plot = phase", "there is no such plot"});
    check_film_refused({scene, "-o", out, "--plot", "plane"}, {"--plot = plane", "does not apply"});
    check_film_refused({scene, "-o", out, "--fps", "0"}, {"--fps = 0", "allowed: 1 to 240"});
    check_film_refused({scene, "-o", out, "--seconds", "0"}, {"--seconds", "allowed: above 0, to 3600"});
    check_film_refused({scene, "-o", out, "--seconds", "9999"}, {"--seconds = 9999", "allowed: above 0, to 3600"});
    check_film_refused({scene, "-o", out, "--hold", "5"}, {"--hold", "less than half"});
    check_film_refused({scene, "-o", out, "--size", "10x10"}, {"--size = 10x10", "each 64 to 8192"});
    check_film_refused({scene, "-o", out, "--size", "90x90", "--plot", "all"}, {"--size: 90x90", "no room"});
    check_film_refused({scene, "-o", out, "--theme", "blue"}, {"allowed: print, light, dark"});
    check_film_refused({scene, "-o", out, "--colors", "jet"}, {"--colors = jet", "allowed: quiet"});
    check_film_refused({scene, "-o", out, "--from", "21"}, {"--from = 21", "allowed: 0 to 20"});
    check_film_refused({scene, "-o", out, "--direction", "up"}, {"--direction = up", "reverse"});
    check_film_refused({scene, "-o", out, "--direction", "forward", "--from", "9", "--to", "3"},
                       {"goes against --from 9"});
    check_film_refused({scene, "-o", out, "--threads", "0"}, {"--threads = 0"});
    check_film_refused({scene, "-o", folder.path("no/f.gif")}, {"does not exist"});
    check_film_refused({scene, "-o", folder.write("file", "")}, {"is no folder"});
    check_film_refused({scene, "-o", folder.path()}, {"holds ", "which is no frame of a film"});
    check_film_refused({folder.path("none.toml"), "-o", out}, {"none.toml: no such file"});
    if (has_ffmpeg()) {
        check_film_refused({scene, "-o", mp4, "--size", "641x360"},
                           {"--size = 641x360", "the width is odd", "even numbers"});
        check_film_refused({scene, "-o", mp4, "--size", "640x361"}, {"the height is odd", ".gif"});
        check_film_refused({scene, "-o", gif, "--fps", "60"}, {"--fps = 60", "allowed: 1 to 50"});
    }
    CHECK(folder.entries() == 2); // the scene and "file"
}

TEST_CASE("film: without ffmpeg it says so at once, and what does without it") {
    const TemporaryFolder folder;
    ProcessOptions options;
    options.path = folder.path();
    const ProcessResult result = run_film({scene_1d(folder), "-o", folder.path("my.mp4")}, options);
    CHECK(result.code == 3);
    CHECK(lines_of(result.err).size() == 1);
    CHECK(contains(result.err, "ffmpeg, which is not on the PATH"));
    CHECK(contains(result.err, "PNG frames with -o " + folder.path("my/")));
    CHECK(run_film({scene_1d(folder), "-o", folder.path("my/"), "--seconds", "1", "--fps", "2"}, options).code == 0);
    CHECK(folder.entries() == 2);
}

TEST_CASE("film: when ffmpeg fails, its last words are told and nothing is left") {
    const TemporaryFolder folder, programs;
    const std::string scene = scene_1d(folder), path = folder.write("f.mp4", "old");
    const std::pair<const char*, const char*> failures[] = {
        {"echo 'first' >&2; echo '[libx264 @ 0x5581] it cannot be' >&2; echo 'Conversion failed!' >&2; exit 1\n",
         "f.mp4: cannot be written: ffmpeg: it cannot be"},
        {"exit 7\n", "ffmpeg: ended with exit code 7"},
        {"kill -9 $$\n", "ffmpeg: ended by signal 9"},
        {"exec 0<&-; echo 'no more' >&2; exit 0\n", "ffmpeg: no more"}, // a broken pipe
    };
    for (const auto& [script, expected] : failures) {
        ProcessOptions options;
        options.path = with_ffmpeg(programs, script);
        const ProcessResult result = run_film({scene, "-o", path}, options);
        INFO(result.err);
        CHECK(result.code == 3);
        CHECK(result.signal == 0);
        CHECK(lines_of(result.err).size() == 1);
        CHECK(contains(result.err, expected));
        CHECK(read_whole(path) == "old");
        CHECK(folder.entries() == 2);
    }
}

TEST_CASE("film: Ctrl+C leaves nothing behind, even when ffmpeg does not listen") {
    const TemporaryFolder folder, programs;
    const std::string scene = scene_2d(folder);
    const std::string for_ever = "while :; do :; done\n";
    std::vector<std::pair<std::string, std::string>> cases = {
        {"frames", ""},
        {"f.mp4", for_ever},
        {"f.mp4", "exec 0<&-\n" + for_ever},      // listens no more
        {"f.mp4", "exec 0<&- 2>&-\n" + for_ever}, // nor speaks
    };
    if (has_ffmpeg()) cases.insert(cases.end(), {{"f.mp4", ""}, {"f.webm", ""}, {"f.gif", ""}});
    for (const auto& [name, script] : cases) {
        CAPTURE(name);
        ProcessOptions options;
        options.interrupt_after_ms = 700;
        options.timeout_s = 30;
        if (!script.empty()) options.path = with_ffmpeg(programs, script);
        const ProcessResult result =
            run_film({scene, "-o", folder.path(name), "--seconds", "3600", "--size", "640x360"}, options);
        INFO(result.err);
        CHECK(result.signal == SIGINT);
        CHECK(folder.entries() == 1); // the scene
    }
}

TEST_CASE("film: whatever signal ends it, and however many come, nothing of a film stays behind") {
    const TemporaryFolder folder;
    const std::string scene = scene_2d(folder);
    std::vector<std::string> names = {"frames"};
    if (has_ffmpeg()) names.insert(names.end(), {"f.mp4", "f.gif"});
    for (const std::string& name : names)
        for (const std::vector<int>& signals :
             {std::vector{SIGPIPE}, {SIGTERM}, {SIGHUP}, {SIGINT, SIGINT}, {SIGTERM, SIGHUP, SIGPIPE}}) {
            CAPTURE(name);
            CAPTURE(signals.front());
            ProcessOptions options;
            options.interrupt_after_ms = 700;
            options.signals = signals;
            options.timeout_s = 30;
            const ProcessResult result =
                run_film({scene, "-o", folder.path(name), "--seconds", "3600", "--size", "640x360"}, options);
            INFO(result.err);
            CHECK(std::count(signals.begin(), signals.end(), result.signal) > 0);
            CHECK(folder.entries() == 1); // the scene
        }
}

TEST_CASE("film: a full disk is exit code 3 and leaves the old film") {
    const TemporaryFolder folder;
    const std::string scene = scene_2d(folder);
    std::vector<std::string> names = {"frames"};
    if (has_ffmpeg()) names.insert(names.end(), {"f.mp4", "f.webm", "f.gif"});
    for (const std::string& name : names) {
        CAPTURE(name);
        if (name != "frames") folder.write(name, "old");
        for (const long limit : {100, 3000, 20'000}) {
            ProcessOptions options;
            options.file_limit_bytes = limit;
            const ProcessResult result =
                run_film({scene, "-o", folder.path(name), "--seconds", "2", "--size", "480x360"}, options);
            INFO(result.err);
            CHECK(result.code == 3);
            CHECK(lines_of(result.err).size() == 1);
            CHECK(contains(result.err, name));
            CHECK(contains(result.err, "cannot be written: File too large"));
        }
        if (name != "frames") CHECK(read_whole(folder.path(name)) == "old");
        CHECK(folder.entries() == (name == "frames" ? 1 : 2));
        std::filesystem::remove(folder.path(name));
    }
}

TEST_CASE("film: a folder that cannot be written to") {
    const TemporaryFolder folder;
    const std::string scene = scene_1d(folder);
    // Root may write to any folder, but not even root makes files in this one.
    const std::string place = ::geteuid() == 0 ? "/proc/self" : folder.path("closed");
    if (::geteuid() != 0) ::mkdir(place.c_str(), 0500);
    std::vector<std::string> names = {"/frames"};
    if (has_ffmpeg()) names.insert(names.end(), {"/f.mp4", "/f.gif"});
    for (const std::string& name : names) {
        const ProcessResult result = run_film({scene, "-o", place + name, "--seconds", "1"});
        INFO(result.err);
        CHECK((result.code == 2 || result.code == 3)); // seen at once, or when it is tried
        CHECK(lines_of(result.err).size() == 1);
        CHECK(contains(result.err, place));
        CHECK(!std::filesystem::exists(place + name));
    }
}

TEST_CASE("film: an older film is replaced, and keeps its rights") {
    const TemporaryFolder folder;
    const std::string scene = scene_1d(folder), frames = folder.path("frames");
    check_film({scene, "-o", frames, "--seconds", "1", "--fps", "9"});
    check_film({scene, "-o", frames, "--seconds", "1", "--fps", "3"});
    CHECK(std::distance(std::filesystem::directory_iterator(frames), {}) == 3);
    if (!has_ffmpeg()) return;
    const std::string path = folder.write("f.gif", "old");
    ::chmod(path.c_str(), 0640);
    check_film({scene, "-o", path, "--seconds", "1", "--fps", "3"});
    struct stat status {};
    REQUIRE(::stat(path.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0640);
    CHECK(read_whole(path).rfind("GIF89a", 0) == 0);
}
