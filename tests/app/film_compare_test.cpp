// `halfstep film SCENE --compare OTHER`, through the built program: both stages, one time by share of the process.

#include "app/scene/scene.h"
#include "tests/app/film_helpers.h"
#include "tests/app/picture.h"

#include <algorithm>
#include <set>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

std::string film_scene_of(int steps, double sigma, const std::string& title) {
    return "title = \"" + title + "\"\n[target]\nsigma = " + std::to_string(sigma) +
           "\n[process]\nkind = \"ve\"\nsteps = " + std::to_string(steps) +
           "\n[[sampler]]\nname = \"DDIM\"\n[run]\nparticles = 300\n";
}

/// Where the time cursor stands in a part of a picture, between the data and the noise: the darkest column.
int cursor_column(const Picture& picture, int top, int bottom) {
    int found = -1;
    double least = 1e9;
    for (int x = 125; x < 543; ++x) {
        double light = 0;
        for (int y = top; y < bottom; ++y) {
            const Rgb p = picture.at(x, y);
            light += (p.r + p.g + p.b) / 3.0 / (bottom - top);
        }
        if (light < least) least = light, found = x;
    }
    CHECK(least < 190); // a line from the bottom to the top
    return found;
}

Picture film_frame(const std::string& folder, int frame) {
    return read_png(folder + "/00000" + std::to_string(frame) + ".png");
}

} // namespace

TEST_CASE("film --compare: both stages, the cursor at the same share of both processes in every frame") {
    const TemporaryFolder folder;
    const std::string a = folder.write("a.toml", film_scene_of(20, 0.5, "one")),
                      b = folder.write("b.toml", film_scene_of(50, 0.5, "other"));
    const std::string out = folder.path("frames");
    check_film({a, "--compare", b, "-o", out, "--fps", "2", "--seconds", "4", "--size", "640x480", "--hold", "0"});
    std::set<int> seen;
    for (int i = 1; i < 7; ++i) { // time runs along both, which stand below each other
        const Picture picture = film_frame(out, i);
        const int above = cursor_column(picture, 78, 208), below = cursor_column(picture, 303, 433);
        CHECK(std::abs(above - below) <= 640 / 50 / 2); // half a level
        seen.insert(above);
        CHECK(load_with_view(out + "/00000" + std::to_string(i) + ".png").view.value_or(View{}).compare == b);
    }
    CHECK(seen.size() == 6); // it moves
}

TEST_CASE("film --compare: one scene beside itself is the same picture twice; another one is not") {
    const TemporaryFolder folder;
    const std::string a = folder.write("a.toml", film_scene_of(20, 0.5, "one")),
                      wide = folder.write("b.toml", film_scene_of(20, 2, "wide")),
                      viewed = folder.write("v.toml", film_scene_of(20, 0.5, "one") + "[view]\ncompare = \"b.toml\"\n");
    const auto film = [&](const std::string& scene, const std::string& other) {
        const std::string out = folder.path("frames") + "/";
        std::vector<std::string> words = {scene,    "-o", out,           "--fps",  "1",        "--seconds", "2",
                                          "--hold", "0",  "--no-titles", "--plot", "variance", "--size",    "640x360"};
        if (!other.empty()) words.insert(words.end(), {"--compare", other});
        check_film(words);
        return film_frame(out, 1); // at the data nothing is veiled
    };
    // Marks of the two plots, beside each other in so wide a film.
    const auto ink = [](const Picture& picture, int left, int right) {
        int count = 0;
        for (int y = 78; y < 310; ++y)
            for (int x = left; x < right; ++x) {
                const Rgb p = picture.at(x, y);
                count += p.r + p.g + p.b < 3 * 170;
            }
        return count;
    };
    const Picture same = film(a, a), other = film(a, wide);
    const int left = ink(same, 60, 290), right = ink(same, 60 + 318, 290 + 318);
    CHECK(left > 300);
    CHECK(right == doctest::Approx(left).epsilon(0.05));
    CHECK(difference(same, other).mean > 0.5);
    CHECK(difference(film(viewed, ""), other).max == 0); // the view says the same, and has no other settings
}

TEST_CASE("film --compare: scenes that have no place beside each other are refused with a sentence") {
    const TemporaryFolder folder;
    const std::string a = folder.write("a.toml", film_scene_of(20, 0.5, "one")),
                      plane = folder.write("p.toml", "[target]\nkind = \"ring\"\n");
    const ProcessResult refused = run_film({a, "--compare", plane, "-o", folder.path("f") + "/"});
    CHECK(refused.code == 2);
    CHECK(refused.err.find("has data in two dimensions, and this scene in one dimension") != std::string::npos);
    const ProcessResult journal =
        run_film({a, "--compare", a, "--journal", folder.write("j", ""), "-o", folder.path("f") + "/"});
    CHECK(journal.code == 2);
}

TEST_CASE("on a terminal a film, and two scenes, are one bar that only goes up, the simulation first") {
    if (!has_program("script")) return;
    const TemporaryFolder folder;
    std::string scene = film_scene_of(200, 0.5, "long");
    scene.replace(scene.find("particles = 300"), 15, "particles = 300000");
    const std::string a = folder.write("a.toml", scene);
    const auto percents = [&](const std::string& arguments) {
        const std::string said =
            output_of("script -qec \"'" + std::string(program) + "' " + arguments + "\" " + folder.path("typescript"));
        std::vector<int> values;
        for (std::size_t at = 0; (at = said.find("] ", at)) != std::string::npos; ++at)
            if (said.find('%', at) < at + 8) values.push_back(std::stoi(said.substr(at + 2)));
        return values;
    };
    for (const std::string& arguments :
         {"film '" + a + "' -o '" + folder.path("frames") + "/' --size 960x540 --fps 8 --seconds 4",
          "run '" + a + "' --compare '" + a + "'"}) {
        const std::vector<int> values = percents(arguments);
        CAPTURE(arguments);
        REQUIRE(values.size() > 1); // how often it is told depends on the machine
        CHECK(std::is_sorted(values.begin(), values.end()));
        CHECK(values.front() < values.back());
    }
}
