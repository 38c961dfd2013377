// `halfstep film`, through the built program.

#include "app/scene/scene.h"
#include "tests/app/film_helpers.h"
#include "tests/app/paper_helpers.h"
#include "tests/app/picture.h"
#include "tests/app/process.h"
#include "tests/app/small_scenes.h"

#include <algorithm>
#include <csignal>
#include <filesystem>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

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
        return run_film({scene, "-o", folder.path(name), "--fps", "2", "--seconds", "1", "--size", "320x240"});
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
        run_film({folder.path("huge.toml"), "-o", folder.path("more"), "--seconds", "600"}, interrupted);
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
            const std::string line = experiment.substr(experiment.find("--at "));
            text += line.substr(0, line.find_first_of(" \n", 5)) + " ";
        }
        return text;
    };
    CHECK(ends({}) == "--at 20 --at 0 ");
    CHECK(ends({"--direction", "forward"}) == "--at 0 --at 20 ");
    CHECK(ends({"--from", "15"}) == "--at 15 --at 0 ");
    CHECK(ends({"--from", "15", "--to", "18"}) == "--at 15 --at 18 ");
    CHECK(ends({"--direction", "forward", "--to", "12"}) == "--at 0 --at 12 ");
}
