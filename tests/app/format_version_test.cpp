// In which form scenes, figures and networks are: what is newer than the program says who opens it, and a figure that
// does not come out as when it was made says so.

#include "app/export/metadata.h"
#include "app/export/png.h"
#include "app/model/scenes.h"
#include "app/results/changed_results.h"
#include "app/scene/network_file.h"
#include "app/scene/scene.h"
#include "tests/app/paper_helpers.h"
#include "tests/app/process.h"
#include "tests/app/small_network.h"
#include "tests/app/small_scenes.h"

#include <cstring>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

std::string scene_complaint(const std::string& toml) {
    return complaint<SceneError>([&] { parse_scene(toml, "s.toml"); });
}

/// A figure's scene with the first of its results another one.
std::string altered(std::string scene, double factor) {
    const std::size_t table = scene.find("[[result]]"), at = scene.find("variance = ", table) + 11;
    REQUIRE(table != std::string::npos);
    const std::size_t end = scene.find('\n', at);
    char text[40];
    std::snprintf(text, sizeof text, "%.17g", factor * std::stod(scene.substr(at, end - at)));
    return scene.replace(at, end - at, text);
}

/// A picture that carries this scene.
std::string picture_with(const TemporaryFolder& folder, const std::string& scene) {
    const std::uint8_t pixel[4] = {255, 255, 255, 255};
    return folder.write("altered.png", encode_png(1, 1, pixel, {{experiment_key, scene}}, 72));
}

} // namespace

TEST_CASE("a scene says its form; one that says none is of the oldest, and a newer one who opens it") {
    const std::string scene = write_scene(gaussian_1d());
    CHECK(scene.rfind("format = 1\nhalfstep = \"" HALFSTEP_VERSION "\"\ntitle = ", 0) == 0);
    CHECK(parse_scene(scene, "s") == parse_scene(scene.substr(scene.find("title")), "s"));
    for (const Lesson& lesson : lessons()) CHECK(!contains(lesson.toml, "format = ")); // of the oldest form, and read
    CHECK(scene_complaint("title = \"x\"\nformat = 2\nhalfstep = \"9.4.1\"\nstrange = true\n") ==
          "s.toml:2: format = 2: is newer than what this program, Halfstep " HALFSTEP_VERSION
          ", reads; allowed: up to 1; Halfstep 9.4.1, or a later one, opens it");
    CHECK(contains(scene_complaint("format = 17\n"), "the Halfstep that wrote it, or a later one, opens it"));
    CHECK(contains(scene_complaint("format = 0\n"), "allowed: a whole number from 1"));
    CHECK(contains(scene_complaint("format = \"1\"\n"), "wrong type"));
}

TEST_CASE("a network of a newer form is refused in one line, which says who opens it") {
    std::string bytes = network_bytes(network_of());
    const std::size_t at = bytes.find("\"halfstep 2\"");
    REQUIRE(at != std::string::npos);
    CHECK(contains(bytes, "\"program\":\"Halfstep " HALFSTEP_VERSION "\""));
    bytes[at + 10] = '3';
    CHECK(complaint<SceneError>([&] { parse_network(bytes, "w.safetensors"); }) ==
          "w.safetensors: is a network of the format \"halfstep 3\", newer than what this program, "
          "Halfstep " HALFSTEP_VERSION ", reads; allowed: up to \"halfstep 2\"; Halfstep " HALFSTEP_VERSION
          ", or a later one, opens it");
    const TemporaryFolder folder;
    const std::string weights = folder.write("w.safetensors", bytes);
    const ProcessResult result =
        run_halfstep({"run", folder.write("s.toml", "[denoiser]\nkind = \"learned\"\nfile = \"" + weights + "\"\n")});
    INFO(result.err);
    CHECK(result.code == 2);
    CHECK(lines_of(result.err).size() == 1);
    CHECK(contains(result.err, "newer than what this program"));
}

TEST_CASE("a figure carries its results in full digits, and they are the same again") {
    for (const Precision precision : {Precision::single, Precision::double_}) {
        Experiment experiment = ring_2d();
        experiment.run.precision = precision;
        const Run run = unmeasured_run_of(experiment);
        const Scene scene = parse_with_view(figure_scene(run, {"plane"}), "figure");
        CHECK(scene.problem->experiment == experiment);
        REQUIRE(scene.results.size() == 4); // two samplers, x and y
        CHECK(scene.results == results_to_store(run));
        CHECK(scene.results[1].numbers[1].second == run.samplers[0].moments.back().cov(1, 1));
        CHECK(changed_result(unmeasured_run_of(experiment), scene.results) == "");
        std::vector<StoredResult> other = scene.results;
        other[3].numbers[0].second += 1e-3;
        CHECK(contains(changed_result(run, other), "the mean of DDIM in y was "));
    }
}

TEST_CASE("rounding is no change, and what is more than that is one") {
    Experiment experiment = gaussian_1d();
    experiment.run.precision = Precision::double_;
    const Run run = unmeasured_run_of(experiment);
    const std::string scene = figure_scene(run, {"variance"});
    const auto changed = [&](double factor) {
        return changed_result(run, parse_with_view(altered(scene, factor), "figure").results);
    };
    CHECK(changed(1 + 1e-11) == "");
    CHECK(contains(changed(1 + 1e-7), "the variance of mean only was 0.00"));
}

TEST_CASE("the command line and the window say which number of a figure has changed, and nothing else") {
    const TemporaryFolder folder;
    const std::string scene = scene_1d(folder), figure = folder.path("a.svg");
    REQUIRE(run_halfstep({"figure", scene, "--plot", "variance", "-o", figure}).code == 0);
    const std::string carried = scene_of_picture(figure, max_scene_bytes).value();
    const std::string other = picture_with(folder, altered(carried, 1.25));
    for (const auto& [path, says] : {std::pair{figure, false}, {other, true}}) {
        INFO(path);
        const ProcessResult run = run_halfstep({"run", path});
        const ProcessResult again = run_halfstep({"figure", path, "-o", folder.path("b.csv")});
        for (const ProcessResult& result : {run, again}) {
            INFO(result.err);
            CHECK(result.code == 0);
            CHECK(lines_of(result.err).size() == (says ? 1u : 0u));
            CHECK(contains(result.err, "does not come out as when it was made: the variance of DDIM was ") == says);
        }
        CHECK(run_halfstep({"run", path, "--seed", "8"}).err == ""); // another experiment

        Session session(parse_scene("", "first"), "", [] {});
        AppState app{session, Settings(), 1};
        REQUIRE(open_scene(app, path));
        look_at_results(app); // the run is not there yet
        CHECK(app.notice.text == "");
        session.wait();
        look_at_results(app);
        CHECK(contains(app.notice.text,
                       "The figure does not come out as when it was made: the variance of DDIM was ") == says);
        app.notice = {};
        look_at_results(app); // once is enough
        CHECK(app.notice.text == "");
    }
}
