// `halfstep figure`, through the built program.

#include "app/plots/plots.h"
#include "app/scene/scene.h"
#include "tests/app/paper_helpers.h"
#include "tests/app/process.h"
#include "tests/app/small_scenes.h"

#include <filesystem>
#include <map>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

/// Exit code 2, one line that contains all of `parts`, and no file.
void check_figure_refused(std::vector<std::string> arguments, const std::string& output,
                          const std::vector<std::string>& parts) {
    arguments.insert(arguments.begin(), "figure");
    arguments.insert(arguments.end(), {"-o", output});
    const ProcessResult result = run_halfstep(arguments);
    INFO(result.err);
    CHECK(result.code == 2);
    CHECK(lines_of(result.err).size() == 1);
    for (const std::string& part : parts) {
        CAPTURE(part);
        CHECK(contains(result.err, part));
    }
    CHECK(!std::filesystem::is_regular_file(output));
}

} // namespace

TEST_CASE("figure --list names every plot") {
    const ProcessResult result = run_halfstep({"figure", "--list"});
    CHECK(result.code == 0);
    const auto lines = lines_of(result.out);
    REQUIRE(lines.size() == all_plots().size());
    for (std::size_t i = 0; i < lines.size(); ++i) {
        CHECK(lines[i].rfind(std::string(all_plots()[i].name) + "  ", 0) == 0);
        CHECK(contains(lines[i], all_plots()[i].title));
    }
}

TEST_CASE("figure writes every plot in every format") {
    const TemporaryFolder folder;
    const std::string scenes[] = {scene_1d(folder), scene_2d(folder)};
    std::size_t turn = 0; // with sanitizers each plot has one format for the eye and one for numbers, in turn
    for (const std::string& scene : scenes) {
        const Run run = run_of(load_scene(scene));
        std::vector<std::string> names = {"all"};
        for (const Plot& plot : all_plots())
            if (plot.applies(run)) names.push_back(plot.name);
        for (const std::string& name : names) {
            ++turn;
            std::size_t format = 0;
            for (const char* extension : {"svg", "pdf", "png", "csv", "npy", "npz"}) {
                if (sanitized && (turn + format++) % 3 != 0) continue;
                CAPTURE(name);
                CAPTURE(extension);
                const std::string path = folder.path("f." + std::string(extension));
                const ProcessResult result = run_halfstep({"figure", scene, "--plot", name, "-o", path});
                INFO(result.err);
                CHECK(result.code == 0);
                CHECK(result.out == "");
                CHECK(result.err == "");
                CHECK(std::filesystem::file_size(path) > 400);
                std::filesystem::remove(path);
            }
        }
    }
}

TEST_CASE("figure: what an option says is in the file") {
    const TemporaryFolder folder;
    const std::string scene = scene_1d(folder), path = folder.path("f.svg");
    const auto figure = [&](std::vector<std::string> options) {
        options.insert(options.begin(), {"figure", scene, "-o", path});
        if (options.size() < 6 || options[4] != "--plot") options.insert(options.end(), {"--plot", "histogram"});
        const ProcessResult result = run_halfstep(options);
        INFO(result.err);
        CHECK(result.code == 0);
        return read_whole(path);
    };
    CHECK(contains(figure({}), "width=\"85mm\""));
    CHECK(contains(figure({}), "font-size=\"8\""));
    CHECK(contains(figure({}), "k = 0 / 20"));
    CHECK(contains(figure({"--column", "double"}), "width=\"174mm\""));
    CHECK(contains(figure({"--width", "60.5", "--height", "55"}), "width=\"60.5mm\" height=\"55mm\""));
    CHECK(contains(figure({"--font-size", "7"}), "font-size=\"7\""));
    CHECK(contains(figure({"--at", "20"}), "k = 20 / 20"));
    CHECK(contains(figure({"--theme", "dark"}), "#17181b"));
    CHECK(!contains(figure({"--theme", "dark", "--transparent"}), "#17181b"));
    CHECK(figure({"--plot", "xt", "--colors", "quiet"}) == figure({"--plot", "xt"}));
    CHECK(figure({"--plot", "xt", "--colors", "lagoon"}) != figure({"--plot", "xt"}));
    CHECK(contains(figure({}), ">Distribution of x\u209c</text>"));
    CHECK(!contains(figure({"--no-titles"}), ">Distribution of x\u209c</text>"));
    CHECK(contains(figure({"--no-titles"}), ">Distribution of x\u209c</title>"));
}

TEST_CASE("figure without --plot shows the stage; several plots make a panel of those") {
    const TemporaryFolder folder;
    const std::string path = folder.path("f.svg");
    const auto figure = [&](const std::string& scene, std::vector<std::string> options) {
        options.insert(options.begin(), {"figure", scene, "-o", path});
        CHECK(run_halfstep(options).code == 0);
        return read_whole(path);
    };
    CHECK(contains(figure(scene_1d(folder), {}), ">Paths over p\u209c(x)</title>"));
    CHECK(contains(figure(scene_2d(folder), {}), ">Particles in the plane</title>"));
    const std::string panel = figure(scene_1d(folder), {"--plot", "variance,xt"});
    CHECK(contains(panel, ">Variance against t, Paths over p\u209c(x)</title>"));
    CHECK(contains(panel, "width=\"174mm\""));
    CHECK(contains(panel, "# halfstep figure --plot variance,xt --width 174\n"));
}

TEST_CASE("a figure made from a figure is the same figure, whatever the formats") {
    const TemporaryFolder folder;
    const std::string scene = scene_2d(folder);
    const std::vector<std::vector<std::string>> all_options = {
        {},
        {"--plot", "histogram"},
        {"--plot", "plane", "--at", "7", "--points", "100"},
        {"--plot", "all", "--at", "0"},
        {"--width", "120", "--theme", "dark", "--colors", "dusk", "--legend", "none", "--caption"},
        {"--height", "61.5", "--font-size", "9.5", "--no-titles", "--transparent", "--legend", "above"},
        {"--outline-text", "--theme", "light"}};
    for (const std::vector<std::string>& options : all_options) {
        const auto figure = [&](const std::string& from, const std::string& name, bool with_options) {
            std::vector<std::string> words = {"figure", from, "-o", folder.path(name)};
            if (with_options) words.insert(words.end(), options.begin(), options.end());
            CHECK(run_halfstep(words).code == 0);
            return read_whole(folder.path(name));
        };
        const std::string direct = figure(scene, "a.svg", true);
        figure(folder.path("a.svg"), "b.pdf", false);
        figure(folder.path("b.pdf"), "c.png", false);
        CHECK(figure(folder.path("c.png"), "d.svg", false) == direct);
    }
    // What is asked for goes before what is stored, and another plot begins afresh.
    const std::string at7 = folder.path("at7.svg"), path = folder.path("f.svg");
    REQUIRE(run_halfstep({"figure", scene, "--plot", "histogram", "--at", "7", "-o", at7}).code == 0);
    REQUIRE(run_halfstep({"figure", at7, "--at", "3", "-o", path}).code == 0);
    CHECK(contains(read_whole(path), "# halfstep figure --plot histogram --at 3\n"));
    REQUIRE(run_halfstep({"figure", at7, "--plot", "plane", "-o", path}).code == 0);
    CHECK(contains(read_whole(path), "# halfstep figure --plot plane\n"));
    const std::string dark = folder.path("dark.png"), other = folder.path("other.png");
    REQUIRE(run_halfstep({"figure", scene, "--width", "60", "--dpi", "90", "--theme", "dark", "-o", dark}).code == 0);
    REQUIRE(run_halfstep({"figure", dark, "-o", other}).code == 0);
    CHECK(read_whole(other) == read_whole(dark));
    REQUIRE(run_halfstep({"figure", dark, "--width", "70", "-o", path}).code == 0);
    CHECK(contains(read_whole(path), "# halfstep figure --plot plane --width 70 --theme dark --dpi 90\n"));
    CHECK(contains(read_whole(path), "width=\"70mm\""));
}

TEST_CASE("a figure is a scene for the other commands") {
    const TemporaryFolder folder;
    const std::string scene = scene_1d(folder), path = folder.path("f.pdf");
    REQUIRE(run_halfstep({"figure", scene, "--plot", "variance", "-o", path}).code == 0);
    CHECK(run_halfstep({"run", path}).out == run_halfstep({"run", scene}).out);
    const std::string again = folder.path("g.pdf");
    REQUIRE(run_halfstep({"figure", path, "--plot", "variance", "-o", again}).code == 0);
    CHECK(read_whole(path) == read_whole(again));
}

TEST_CASE("a run of a million particles gives figures below 2 MB, with all of them in one picture") {
    const TemporaryFolder folder;
    const std::string scene = folder.write("many.toml", "[target]\nkind = \"ring\"\n[process]\nsteps = 4\n[[sampler]]\n"
                                                        "kind = \"ddpm\"\n[[sampler]]\nkind = \"ddim\"\n"
                                                        "[run]\nparticles = " +
                                                            std::string(heavy("1000000", "100000")) + "\n");
    for (const char* points : {"4000", "all"})
        for (const char* extension : {"svg", "pdf", "png"}) {
            const std::string path = folder.path("f." + std::string(extension));
            CHECK(run_halfstep({"figure", scene, "--points", points, "--at", "1", "-o", path}).code == 0);
            CHECK(std::filesystem::file_size(path) < 2'000'000);
        }
    const std::string svg = read_whole(folder.path("f.svg"));
    CHECK(contains(svg, std::string(heavy("1 000 000", "100 000")) + " particles"));
    CHECK(count_of(svg, "<image") == 3); // the density, its legend's, the cloud
}

TEST_CASE("figure --points: as many as asked for, at the very level, and no more than there are") {
    const TemporaryFolder folder;
    const std::string scene = scene_2d(folder), path = folder.path("f.csv");
    const auto points = [&](const std::string& count) {
        REQUIRE(run_halfstep({"figure", scene, "--points", count, "--at", "7", "-o", path}).code == 0);
        const std::string csv = read_whole(path);
        CHECK(!contains(csv, "nearest kept"));
        // By mark, as a reader of the file takes them apart: the cloud, and the heads of the 24 paths.
        std::map<std::string, int> rows;
        for (const std::string& row : lines_of(csv))
            if (contains(row, ",points,DDIM,")) ++rows[row.substr(0, row.find(",points,"))];
        REQUIRE(rows.size() == 2);
        const int first = rows.begin()->second, last = rows.rbegin()->second;
        CHECK((first == 24 || last == 24));
        return first == 24 ? last : first;
    };
    CHECK(points("1") == 1);
    CHECK(points("321") == 321);
    CHECK(points("all") == 500);
    CHECK(points("10000000") == 500);
}

TEST_CASE("figure --points: the distances along the way are of as many particles as ever, and say of how many") {
    const TemporaryFolder folder;
    for (const std::string& scene : {scene_1d(folder), scene_2d(folder)}) {
        const auto distances = [&](const std::string& points) {
            const std::string path = folder.path("f.csv");
            REQUIRE(run_halfstep({"figure", scene, "--plot", "distance", "--points", points, "-o", path}).code == 0);
            return read_whole(path);
        };
        const std::string few = distances("1"), usual = distances("4000");
        CHECK(count_of(few, "\n") > 5);
        CHECK(few == usual);
        const std::string svg = folder.path("f.svg");
        REQUIRE(run_halfstep({"figure", scene, "--plot", "distance", "--points", "1", "-o", svg}).code == 0);
        CHECK(contains(read_whole(svg), "500 particles"));
    }
}

TEST_CASE("figure: data a million times as wide as high, or as high as wide, are drawn, in a view that has a height") {
    const TemporaryFolder folder;
    for (const char* cov : {"[[1e6, 0.0], [0.0, 1e-6]]", "[[1e-6, 0.0], [0.0, 1e6]]"})
        for (const char* plots : {"plane", "posterior", "all"}) {
            const std::string scene =
                folder.write("wide.toml", std::string("[target]\nmean = [0.0, 0.0]\ncov = ") + cov +
                                              "\n[process]\nkind = \"vp\"\nschedule = \"cosine\"\nsteps = 20\n"
                                              "[run]\nparticles = 200\n");
            const std::string path = folder.path("wide.svg");
            const ProcessResult result = run_halfstep({"figure", scene, "--plot", plots, "-o", path});
            INFO(cov, plots, result.err);
            CHECK(result.code == 0);
            CHECK(result.err == "");
            // One plot: 85 mm wide, and between 0.4 and 1.6 times as high.
            const std::string svg = read_whole(path);
            const std::size_t at = svg.find("height=\"");
            REQUIRE(at != std::string::npos);
            const double height = std::stod(svg.substr(at + 8));
            CHECK(height >= 0.4 * 85);
            if (std::string(plots) != "all") CHECK(height <= 1.6 * 85);
        }
}

TEST_CASE("figure: mistakes say what is allowed and leave nothing") {
    const TemporaryFolder folder;
    const std::string scene = scene_1d(folder), out = folder.path("f.svg");
    check_figure_refused({scene, "--plot", "varience"}, out,
                         {"--plot = varience", "did you mean variance", "schedule", "all"});
    check_figure_refused({scene, "--plot", "xt,"}, out, {"a name is missing at a comma", "allowed: xt", "with commas"});
    check_figure_refused({scene, "--plot", "xt,mean,xt"}, out, {"--plot = xt,mean,xt", "names xt twice"});
    check_figure_refused({scene, "--plot", "xt,all"}, out, {"all alone"});
    check_figure_refused({scene, "--plot", "mean,plane"}, out, {"--plot = plane", "does not apply"});
    check_figure_refused({scene, "--points", "many"}, out, {"--points = many", "or all"});
    check_figure_refused({scene, "--points", "0"}, out, {"--points = 0", "allowed: 1 to 10000000"});
    check_figure_refused({scene, "--plot", "plane"}, out,
                         {"--plot = plane", "does not apply", "two dimensions;", "allowed: xt"});
    check_figure_refused({scene_2d(folder), "--plot", "xt"}, out, {"one dimension;", "allowed: plane"});
    check_figure_refused({scene, "--plot", "xt"}, folder.path("f.jpeg"),
                         {"f.jpeg", "allowed: .svg, .pdf, .png, .csv, .npy, .npz"});
    check_figure_refused({scene, "--plot", "xt"}, folder.path("svg"), {"allowed: .svg"});
    check_figure_refused({scene, "--plot", "xt"}, folder.path("no/f.svg"), {"-o = ", "does not exist"});
    check_figure_refused({scene, "--plot", "xt", "--at", "21"}, out, {"--at = 21", "allowed: 0 to 20"});
    check_figure_refused({scene, "--plot", "xt", "--at", "x"}, out, {"--at = x", "allowed: 0 to 20"});
    check_figure_refused({scene, "--plot", "xt", "--width", "5"}, out, {"--width = 5", "allowed: 20 to 1000"});
    check_figure_refused({scene, "--plot", "xt", "--width", "nan"}, out, {"--width = nan", "is no number"});
    for (const char* odd : {"0x55", " 85", "85mm"})
        check_figure_refused({scene, "--plot", "xt", "--width", odd}, out, {"--width = ", "is no number"});
    // No range that a scene could not hold.
    check_figure_refused({scene, "--plot", "xt", "--x-range", "1e101,1e102"}, out, {"--x-range = 1e101", "1e100"});
    check_figure_refused({scene, "--plot", "xt", "--y-range", "0,1e-300"}, out, {"--y-range = 0,1e-300", "1e-100"});
    check_figure_refused({scene, "--plot", "xt", "--column", "triple"}, out,
                         {"allowed: single (85 mm), double (174 mm)"});
    check_figure_refused({scene, "--plot", "xt", "--column", "single", "--width", "80"}, out, {"one of the two"});
    check_figure_refused({scene, "--plot", "xt", "--theme", "blue"}, out, {"allowed: print, light, dark"});
    check_figure_refused({scene, "--plot", "xt", "--colors", "jet"}, out, {"--colors = jet", "allowed: quiet, "});
    check_figure_refused({scene, "--plot", "xt", "--font-size", "72"}, out, {"--width", "no width", "--font-size"});
    check_figure_refused({scene, "--plot", "all", "--height", "20"}, out, {"--height", "no height"});
    check_figure_refused({scene, "--plot", "xt", "--dpi", "0"}, folder.path("f.png"),
                         {"--dpi = 0", "allowed: 36 to 2400"});
    check_figure_refused({scene, "--plot", "xt", "--dpi", "2400", "--width", "1000"}, folder.path("f.png"),
                         {"--dpi", "pixels"});
    check_figure_refused({folder.path("none.toml"), "--plot", "xt"}, out, {"none.toml: no such file"});
    CHECK(contains(run_halfstep({"figure", scene, "--plot", "xt"}).err, "-o is missing"));
    CHECK(contains(run_halfstep({"figure", "--plot", "xt", "-o", out}).err, "SCENE is missing"));
    CHECK(folder.entries() == 2); // the scenes
}

TEST_CASE("figure: a full disk is exit code 3 and leaves the old file") {
    const TemporaryFolder folder;
    const std::string scene = scene_1d(folder), path = folder.write("f.png", "old");
    ProcessOptions options;
    options.file_limit_bytes = 4096;
    const ProcessResult result = run_halfstep({"figure", scene, "--plot", "xt", "-o", path}, options);
    CHECK(result.code == 3);
    CHECK(contains(result.err, "f.png: cannot be written"));
    CHECK(read_whole(path) == "old");
    CHECK(folder.entries() == 2);
}
