// `halfstep screenshot`: the window's picture without any window.

#include "app/figure/theme.h"
#include "app/scene/scene.h"
#include "tests/app/picture.h"
#include "tests/app/process.h"

#include <doctest/doctest.h>

#include <cmath>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

/// Few particles: the pictures are what is tested.
const char* const line_scene = R"(title = "a line"
[target]
sigma = 0.3
[process]
kind = "ve"
steps = 20
[[sampler]]
name = "DDIM"
[[sampler]]
name = "DDPM"
kind = "ddpm"
[run]
particles = 500
)";
const char* const plane_scene = R"(title = "a plane"
[target]
kind = "ring"
[process]
kind = "vp"
steps = 30
beta_end = 0.3
[run]
particles = 500
[[sampler]]
name = "DDIM"
)";

class Screenshots {
public:
    /// Writes a scene's picture; fails unless that goes well.
    std::string take(const char* scene, std::vector<std::string> options) {
        const std::string path = folder.path("picture" + std::to_string(++count_) + ".png");
        std::vector<std::string> words = {"screenshot", folder.write("scene.toml", scene), "-o", path};
        words.insert(words.end(), options.begin(), options.end());
        const ProcessResult result = run_halfstep(words);
        INFO(result.err);
        REQUIRE(result.code == 0);
        CHECK(result.err == "");
        CHECK(result.out == "");
        return path;
    }
    Picture picture(const char* scene, std::vector<std::string> options) {
        return read_png(take(scene, std::move(options)));
    }
    const TemporaryFolder folder;

private:
    int count_ = 0;
};

/// The ground shows between cards, the cards carry the plots, and every sampler is there in its colour.
void check_palette(const Picture& picture, const Theme& theme, int samplers) {
    CHECK(picture.share(pixel(theme.ground)) > 0.01);
    CHECK(picture.share(pixel(theme.panel)) > 0.2);
    CHECK(picture.share(pixel(theme.ground)) + picture.share(pixel(theme.panel)) < 0.99);
    for (int i = 0; i < samplers; ++i) {
        CAPTURE(i);
        CHECK(picture.share(pixel(theme.sampler[i])) > 3e-5);
    }
    bool opaque = true;
    for (std::size_t i = 3; i < picture.rgba.size(); i += 4) opaque = opaque && picture.rgba[i] == 255;
    CHECK(opaque);
}

} // namespace

TEST_CASE("the same bytes twice") {
    Screenshots shots;
    const std::vector<std::string> options = {"--size", "900x600", "--at", "7"};
    for (const char* scene : {line_scene, plane_scene})
        CHECK(read_whole(shots.take(scene, options)) == read_whole(shots.take(scene, options)));
}

TEST_CASE("both themes, in one and two dimensions") {
    Screenshots shots;
    for (const char* scene : {line_scene, plane_scene}) {
        const int samplers = scene == line_scene ? 2 : 1;
        check_palette(shots.picture(scene, {"--size", "1280x800", "--theme", "light", "--at", "5"}), light_theme(),
                      samplers);
        check_palette(shots.picture(scene, {"--size", "1280x800", "--theme", "dark", "--at", "5"}), dark_theme(),
                      samplers);
    }
}

TEST_CASE("the experiment travels with the picture") {
    Screenshots shots;
    const Picture picture = shots.picture(line_scene, {});
    CHECK(picture.width == 1600); // as DESIGN.md has it
    CHECK(picture.height == 1000);
    REQUIRE(picture.texts.count("halfstep-experiment") == 1);
    CHECK(parse_scene(picture.texts.at("halfstep-experiment"), "png") == parse_scene(line_scene, "line"));
    CHECK(picture.texts.at("Software") == "Halfstep " HALFSTEP_VERSION);
    // And the text found in it makes the same picture.
    const std::string found = shots.folder.write("found.toml", picture.texts.at("halfstep-experiment"));
    const std::string again = shots.folder.path("again.png");
    REQUIRE(run_halfstep({"screenshot", found, "-o", again}).code == 0);
    CHECK(difference(read_png(again), picture).max == 0);
}

TEST_CASE("--at moves the cursor") {
    Screenshots shots;
    for (const char* scene : {line_scene, plane_scene}) {
        const std::vector<std::string> size = {"--size", "1000x700"};
        const auto at = [&](const char* level) { return shots.picture(scene, {"--size", "1000x700", "--at", level}); };
        const Picture data = at("0"), middle = at("10"), noise = at(scene == line_scene ? "20" : "30");
        CHECK(difference(data, middle).mean > 0.1);
        CHECK(difference(middle, noise).mean > 0.1);
        CHECK(difference(data, shots.picture(scene, size)).max == 0); // 0 unless said otherwise
    }
}

TEST_CASE("--split and --together: in panels or not, whatever the scene says") {
    Screenshots shots;
    const std::string in_panels = std::string(line_scene) + "[view]\nsplit = true\n";
    const auto of = [&](const std::string& scene, std::vector<std::string> options) {
        options.insert(options.end(), {"--size", "1200x800"});
        return shots.picture(scene.c_str(), std::move(options));
    };
    const Picture together = of(line_scene, {}), split = of(in_panels, {});
    CHECK(difference(together, split).mean > 0.1);
    CHECK(difference(of(line_scene, {"--split"}), split).max == 0);
    CHECK(difference(of(in_panels, {"--together"}), together).max == 0);
    const std::string scene = shots.folder.write("both.toml", line_scene), path = shots.folder.path("both.png");
    CHECK(run_halfstep({"screenshot", scene, "-o", path, "--split", "--together"}).code == 2);
}

TEST_CASE("sizes and scales") {
    Screenshots shots;
    const struct {
        const char* size;
        const char* scale;
        int width, height;
    } all[] = {
        {"900x600", "1", 900, 600},     {"900x600", "0.8", 900, 600},     {"1280x800", "1.5", 1280, 800},
        {"1920x1080", "2", 1920, 1080}, {"3840x2160", "2.5", 3840, 2160}, {"3840x2160", "1", 3840, 2160},
        {"901x603", "1.37", 901, 603},  {"320x320", "4", 320, 320}, // smaller than any window, larger than any type
    };
    for (const auto& [size, scale, width, height] : all) {
        CAPTURE(size);
        CAPTURE(scale);
        const Picture picture =
            shots.picture(width % 2 ? plane_scene : line_scene, {"--size", size, "--scale", scale, "--at", "9"});
        CHECK(picture.width == width);
        CHECK(picture.height == height);
        if (width >= 900 && width / std::atof(scale) >= 800) check_palette(picture, light_theme(), 1);
    }
    // A larger scale is larger type: the bar along the top, in the ground's colour, grows with it.
    const auto bar = [&](const char* scale) {
        const Picture picture = shots.picture(line_scene, {"--size", "1280x800", "--scale", scale});
        // Left of the name, and past the rounded corner of the card below.
        const int x = static_cast<int>(14 * std::atof(scale));
        int y = 0;
        while (y < picture.height && picture.at(x, y) == pixel(light_theme().ground)) ++y;
        return y;
    };
    const int usual = bar("1");
    CHECK(usual > 20);
    CHECK(bar("1.5") == doctest::Approx(1.5 * usual).epsilon(0.05));
}

TEST_CASE("no display is needed, nor looked for") {
    const TemporaryFolder folder;
    const std::string scene = folder.write("scene.toml", line_scene);
    const char* const displays[] = {nullptr, ":4711"};
    std::vector<std::string> bytes;
    const char* const usual = std::getenv("DISPLAY");
    const std::string kept = usual ? usual : "";
    for (const char* display : displays) {
        display ? ::setenv("DISPLAY", display, 1) : ::unsetenv("DISPLAY");
        const std::string path = folder.path("a.png");
        CHECK(run_halfstep({"screenshot", scene, "-o", path, "--size", "900x600"}).code == 0);
        bytes.push_back(read_whole(path));
    }
    usual ? ::setenv("DISPLAY", kept.c_str(), 1) : ::unsetenv("DISPLAY");
    CHECK(bytes[0].size() > 10'000);
    CHECK(bytes[0] == bytes[1]);
}

TEST_CASE("a full disk: exit code 3, and no file is left") {
    const TemporaryFolder folder; // places that are refused before anything is drawn: commands_test.cpp
    const std::string scene = folder.write("scene.toml", line_scene);
    ProcessOptions full;
    full.file_limit_bytes = 4096;
    const ProcessResult result = run_halfstep({"screenshot", scene, "-o", folder.path("a.png")}, full);
    CHECK(result.code == 3);
    CHECK(result.err.find("a.png") != std::string::npos);
    CHECK(lines_of(result.err).size() == 1);
    CHECK(folder.entries() == 1);
}
