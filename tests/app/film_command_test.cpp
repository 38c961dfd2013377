// `halfstep film`, through the built program.

#include "app/scene/scene.h"
#include "tests/app/paper_helpers.h"
#include "tests/app/picture.h"
#include "tests/app/process.h"
#include "tests/app/small_scenes.h"

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <sys/stat.h>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

bool has_ffmpeg() {
    if (has_program("ffmpeg") && has_program("ffprobe")) return true;
    MESSAGE("no ffmpeg here: skipped");
    return false;
}

ProcessResult film(std::vector<std::string> arguments, const ProcessOptions& options = {}) {
    arguments.insert(arguments.begin(), "film");
    return run_halfstep(arguments, options);
}

void check_film(const std::vector<std::string>& arguments) {
    const ProcessResult result = film(arguments);
    INFO(result.err);
    CHECK(result.code == 0);
    CHECK(result.out == "");
    CHECK(result.err == "");
}

void check_film_refused(const std::vector<std::string>& arguments, const std::vector<std::string>& parts) {
    const ProcessResult result = film(arguments);
    INFO(result.err);
    CHECK(result.code == 2);
    CHECK(lines_of(result.err).size() == 1);
    for (const std::string& part : parts) {
        CAPTURE(part);
        CHECK(contains(result.err, part));
    }
}

/// "width=1280\nheight=..." of the video in a file; frames are counted, not believed.
std::string probe(const std::string& path) {
    return output_of("ffprobe -v error -count_frames -select_streams v -show_entries "
                     "stream=codec_name,width,height,pix_fmt,color_space,color_range,avg_frame_rate,nb_read_frames:"
                     "format=duration:format_tags=title -of default=noprint_wrappers=1 '" +
                     path + "'");
}

/// A frame of a film, by its number.
Picture frame_of(const TemporaryFolder& folder, const std::string& film, int frame) {
    const std::string path = folder.path("extracted.png");
    output_of("ffmpeg -v error -y -i '" + film + "' -vf 'select=eq(n\\," + std::to_string(frame) +
              ")' -frames:v 1 -pix_fmt rgba '" + path + "'");
    return read_png(path);
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

TEST_CASE("film: a folder has every frame, each with its scene and level") {
    const TemporaryFolder folder;
    const std::string scene = scene_1d(folder), out = folder.path("frames");
    check_film({scene, "-o", out, "--fps", "8", "--seconds", "2", "--hold", "0.25", "--size", "321x243"});
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(out)) names.push_back(entry.path().filename());
    std::sort(names.begin(), names.end());
    REQUIRE(names.size() == 16);
    CHECK(names.front() == "000000.png");
    CHECK(names.back() == "000015.png");
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto picture = read_png(out + "/" + names[i]);
        CHECK(picture.width == 321);
        CHECK(picture.height == 243);
        const long level = std::lround(20 * (1 - std::clamp((static_cast<double>(i) - 2) / 11, 0.0, 1.0)));
        const std::string start = "# halfstep figure --plot xt --at " + std::to_string(level) + "\n";
        CAPTURE(picture.texts.at("halfstep-experiment").substr(0, 60));
        CHECK(picture.texts.at("halfstep-experiment").rfind(start, 0) == 0);
    }
    CHECK(run_halfstep({"run", out + "/000007.png"}).out == run_halfstep({"run", scene}).out);
}

TEST_CASE("film: frames have the same bytes every time and for any number of threads") {
    const TemporaryFolder folder;
    for (const std::string& scene : {scene_1d(folder), scene_2d(folder)}) {
        std::vector<std::string> bytes;
        for (const char* threads : {"1", "1", "3", "16"}) {
            const std::string out = folder.path("frames") + "/";
            check_film({scene, "-o", out, "--plot", "all", "--size", "960x720", "--fps", "4", "--seconds",
                        heavy("3", "1"), "--threads", threads, "--theme", "dark"});
            bytes.emplace_back();
            for (int i = 0; i < heavy(12, 4); ++i)
                bytes.back() += read_whole(out + (i < 10 ? "00000" : "0000") + std::to_string(i) + ".png");
        }
        CHECK(bytes[0].size() > 100'000);
        for (const std::string& other : bytes) CHECK(other == bytes[0]);
    }
}

TEST_CASE("film: mp4, webm and gif have the stated size, frames and rate, and carry their scene") {
    if (!has_ffmpeg()) return;
    const TemporaryFolder folder;
    const std::string scene = scene_2d(folder);
    for (const std::string& kind : {std::string("mp4"), std::string("webm"), std::string("gif")}) {
        CAPTURE(kind);
        const std::string path = folder.path("film." + kind);
        const std::string fps = heavy("20", "8"), frames = heavy("50", "20");
        check_film({scene, "-o", path, "--fps", fps, "--seconds", "2.5", "--size", "400x302"});
        const std::string facts = probe(path);
        INFO(facts);
        CHECK(contains(facts, "width=400\n"));
        CHECK(contains(facts, "height=302\n"));
        CHECK(contains(facts, "nb_read_frames=" + frames + "\n"));
        CHECK(contains(facts, "avg_frame_rate=" + fps + "/1\n"));
        if (kind != "gif") {
            CHECK(contains(facts, "duration=2.5"));
            CHECK(contains(facts, "pix_fmt=yuv420p\n"));
            CHECK(contains(facts, "color_space=bt709\n"));
            CHECK(contains(facts, "color_range=tv\n"));
        }
        CHECK(contains(facts, kind == "mp4"    ? "codec_name=h264"
                              : kind == "webm" ? "codec_name=vp9"
                                               : "codec_name=gif"));
        CHECK(run_halfstep({"run", path}).out == run_halfstep({"run", scene}).out);
    }
    CHECK(folder.entries() == 4); // nothing beside them
    // A figure or a film of a film shows its plot.
    check_film({scene, "-o", folder.path("h.mp4"), "--plot", "histogram", "--seconds", "1"});
    CHECK(run_halfstep({"figure", folder.path("h.mp4"), "-o", folder.path("h.svg")}).code == 0);
    CHECK(contains(read_whole(folder.path("h.svg")), "# halfstep figure --plot histogram\n"));
    check_film({folder.path("h.mp4"), "-o", folder.path("again.mp4"), "--seconds", "1"});
    CHECK(read_whole(folder.path("again.mp4")) == read_whole(folder.path("h.mp4")));
}

TEST_CASE("film: a title that looks like the scene of a film hides none") {
    if (!has_ffmpeg()) return;
    const TemporaryFolder folder;
    for (const char* title : {"# halfstep film --plot histogram",
                              "# halfstep film --plot xt\\ntitle = 1\\n# end of the "
                              "scene of this film\\n",
                              "# end of the scene of this film\\n"}) {
        const std::string scene = folder.write("s.toml", std::string("title = \"") + title +
                                                             "\"\n[process]\nsteps = 20\n[run]\nparticles = 50\n");
        const std::string table = run_halfstep({"run", scene}).out;
        for (const char* kind : {"mp4", "webm", "gif"}) {
            CAPTURE(title);
            CAPTURE(kind);
            const std::string path = folder.path(std::string("film.") + kind);
            check_film({scene, "-o", path, "--fps", "2", "--seconds", "1", "--size", "320x240"});
            const ProcessResult again = run_halfstep({"run", path});
            INFO(again.err);
            CHECK(again.out == table);
        }
    }
}

TEST_CASE("film: a scene too long for a tag is in a GIF, and elsewhere its absence is told") {
    if (!has_ffmpeg()) return;
    const TemporaryFolder folder;
    std::string points;
    for (int i = 0; i < 5600; ++i) points += (i > 0 ? ", " : "") + std::to_string(i) + ".1234567890123";
    const std::string scene = folder.write("s.toml", "[target]\nkind = \"points\"\nstandardize = true\npoints = [" +
                                                         points + "]\n[process]\nsteps = 5\n[run]\nparticles = 10\n");
    const auto make = [&](const std::string& name) {
        return film({scene, "-o", folder.path(name), "--fps", "2", "--seconds", "1", "--size", "320x240"});
    };
    CHECK(make("f.gif").err == "");
    CHECK(run_halfstep({"run", folder.path("f.gif")}).out == run_halfstep({"run", scene}).out);
    for (const char* name : {"f.mp4", "f.webm"}) {
        const ProcessResult result = make(name);
        CHECK(result.code == 0);
        CHECK(lines_of(result.err).size() == 1);
        CHECK(contains(result.err, std::string(name) + " does not carry its scene, which has "));
        CHECK(contains(result.err, "takes 100000 at most; a .gif and PNG frames carry it"));
        CHECK(contains(run_halfstep({"run", folder.path(name)}).err, "carries no experiment"));
    }
    CHECK(contains(run_halfstep({"film", "--help"}).out, "100,000 bytes"));
}

TEST_CASE("film: a title of a million characters costs no more than one that fills the picture, and Ctrl+C is heard") {
    const TemporaryFolder folder;
    const auto scene_of = [&](const std::string& name, std::size_t length) {
        return folder.write(name, "title = \"" + std::string(length, 'w') +
                                      "\"\n[process]\nsteps = 20\n[run]\nparticles = 50\n");
    };
    const auto frames = [&](const std::string& scene, const std::string& out) {
        check_film({scene, "-o", folder.path(out), "--seconds", "1", "--fps", "2", "--hold", "0"});
        return read_png(folder.path(out + "/000000.png"));
    };
    const auto began = std::chrono::steady_clock::now();
    const Picture huge = frames(scene_of("huge.toml", 1'000'000), "huge");
    CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(60)); // it took hours
    CHECK(huge.rgba == frames(scene_of("long.toml", 1'000), "long").rgba);
    ProcessOptions interrupted;
    interrupted.interrupt_after_ms = 1000;
    const auto asked = std::chrono::steady_clock::now();
    const ProcessResult result =
        film({folder.path("huge.toml"), "-o", folder.path("more"), "--seconds", "600"}, interrupted);
    CHECK(result.signal == SIGINT);
    CHECK(std::chrono::steady_clock::now() - asked <
          std::chrono::seconds(10)); // a second, and what a busy machine adds
}

TEST_CASE("film: what is encoded are the frames, in their colours and in their order") {
    if (!has_ffmpeg()) return;
    const TemporaryFolder folder;
    const std::string scene = scene_2d(folder), frames = folder.path("frames");
    const std::vector<std::string> same = {"--fps", "10", "--seconds", "2", "--size", "480x360", "--theme", "dark"};
    const auto make = [&](const std::string& out) {
        std::vector<std::string> words = {scene, "-o", out};
        words.insert(words.end(), same.begin(), same.end());
        check_film(words);
    };
    make(frames);
    // Half of the colour of video is that of four pixels at once, and GIF has 256 colours, dithered: text and discs are
    // off at their edges. A ground in the wrong range or matrix would be off by several everywhere, another frame by
    // much more.
    for (const std::string& kind : {std::string("mp4"), std::string("webm"), std::string("gif")}) {
        CAPTURE(kind);
        const std::string path = folder.path("film." + kind);
        make(path);
        for (const int i : {0, 9, 19}) {
            CAPTURE(i);
            const auto name = [&](int n) {
                return frames + (n < 10 ? "/00000" : "/0000") + std::to_string(n) + ".png";
            };
            const Picture frame = frame_of(folder, path, i), truth = read_png(name(i));
            const double mean = difference(frame, truth).mean;
            CAPTURE(mean);
            CHECK(mean < 2.5);
            CHECK(difference(frame, read_png(name((i + 7) % 20))).mean > 2 * mean);
            for (const auto& channel : {&Rgb::r, &Rgb::g, &Rgb::b})
                CHECK(std::abs(frame.at(2, 100).*channel - truth.at(2, 100).*channel) <= 2);
        }
    }
}

TEST_CASE("film: the same bytes twice") {
    if (!has_ffmpeg()) return;
    const TemporaryFolder folder;
    const std::string scene = scene_1d(folder);
    for (const std::string& name : {std::string("a.mp4"), std::string("a.webm"), std::string("a.gif")}) {
        CAPTURE(name);
        std::string bytes[2];
        for (std::string& one : bytes) {
            check_film(
                {scene, "-o", folder.path(name), "--seconds", "1", "--size", "320x240", "--plot", "xt,histogram"});
            one = read_whole(folder.path(name));
        }
        CHECK(bytes[0] == bytes[1]);
        CHECK(bytes[0].size() > 3000);
    }
}

TEST_CASE("film: levels and direction") {
    const TemporaryFolder folder;
    const std::string scene = scene_1d(folder), out = folder.path("frames");
    const auto ends = [&](std::vector<std::string> options) {
        options.insert(options.begin(), {scene, "-o", out, "--fps", "4", "--seconds", "1", "--size", "320x240"});
        check_film(options);
        std::string text;
        for (const char* name : {"/000000.png", "/000003.png"}) {
            const std::string experiment = read_png(out + name).texts.at("halfstep-experiment");
            text += experiment.substr(experiment.find("--at "), 8);
        }
        return text;
    };
    CHECK(ends({}) == "--at 20\n--at 0\nt");
    CHECK(ends({"--direction", "forward"}) == "--at 0\nt--at 20\n");
    CHECK(ends({"--from", "15"}) == "--at 15\n--at 0\nt");
    CHECK(ends({"--from", "15", "--to", "18"}) == "--at 15\n--at 18\n");
    CHECK(ends({"--direction", "forward", "--to", "12"}) == "--at 0\nt--at 12\n");
}

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
    const ProcessResult result = film({scene_1d(folder), "-o", folder.path("my.mp4")}, options);
    CHECK(result.code == 3);
    CHECK(lines_of(result.err).size() == 1);
    CHECK(contains(result.err, "ffmpeg, which is not on the PATH"));
    CHECK(contains(result.err, "PNG frames with -o " + folder.path("my/")));
    CHECK(film({scene_1d(folder), "-o", folder.path("my/"), "--seconds", "1", "--fps", "2"}, options).code == 0);
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
        const ProcessResult result = film({scene, "-o", path}, options);
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
            film({scene, "-o", folder.path(name), "--seconds", "3600", "--size", "640x360"}, options);
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
                film({scene, "-o", folder.path(name), "--seconds", "3600", "--size", "640x360"}, options);
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
                film({scene, "-o", folder.path(name), "--seconds", "2", "--size", "480x360"}, options);
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
        const ProcessResult result = film({scene, "-o", place + name, "--seconds", "1"});
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
