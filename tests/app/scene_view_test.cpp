// [view]: what is shown goes into a scene and comes back; figures are made as it says; what is wrong is said.

#include "app/plots/plots.h"
#include "app/scene/scene.h"
#include "tests/app/json.h"
#include "tests/app/process.h"

#include <doctest/doctest.h>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

const std::string viewed_scene = R"(title = "small"
[process]
kind = "ve"
steps = 40
[[sampler]]
name = "DDIM"
[[sampler]]
name = "DDPM"
kind = "ddpm"
[run]
particles = 200
)";

View view_of(const std::string& more) { return parse_with_view(viewed_scene + more, "test").view.value(); }

std::string view_complaint(const std::string& more) {
    try {
        parse_with_view(viewed_scene + more, "test");
        return "";
    } catch (const SceneError& error) {
        return error.what();
    }
}

/// All that a view can say.
View full_view() {
    View view;
    view.level = 17;
    view.notation = Notation::sde;
    view.muted.add(1);
    view.split = false;
    view.on_stage = find_plot("histogram");
    view.compare = "half-a-step";
    view.side = {find_plot("variance"), find_plot("loss"), find_plot("schedule")};
    view.time = AxisView::Span{0.25, 0.5};
    PlotView& variance = view.plots[find_plot("variance")];
    variance.x.range = AxisView::Span{0.25, 0.5};
    variance.y.locked = AxisView::Span{0.01, 2};
    variance.y.scale = Scale::log10;
    variance.hidden = {"exact", "quoted \"name\"\n"};
    PlotView& loss = view.plots[find_plot("loss")];
    loss.x.inverted = loss.y.inverted = true;
    loss.y.scale = Scale::linear;
    loss.legend = false;
    loss.split = true;
    return view;
}

/// Without the number of the mark, which counts those that are there.
std::vector<std::string> rows_with(const std::string& csv, const std::string& part) {
    std::vector<std::string> rows;
    for (const std::string& line : lines_of(csv))
        if (line.find(part) != std::string::npos) rows.push_back(line.substr(line.find(',', line.find(',') + 1)));
    return rows;
}

} // namespace

TEST_CASE("what is shown goes into a scene, and comes back as it was") {
    const Experiment experiment = parse_scene(viewed_scene, "test");
    const View view = full_view();
    const Scene back = parse_with_view(write_scene(experiment, view), "written");
    CHECK(back.problem->experiment == experiment);
    REQUIRE(back.view);
    CHECK(*back.view == view);
    CHECK(write_scene(experiment, *back.view) == write_scene(experiment, view));
}

TEST_CASE("a scene that shows nothing particular says nothing of it") {
    const Experiment experiment = parse_scene(viewed_scene, "test");
    CHECK_FALSE(parse_with_view(viewed_scene, "test").view);
    View looked_at;
    looked_at.plots[find_plot("loss")]; // and left as it was
    looked_at.sampler = 1;              // under the mouse
    CHECK(write_scene(experiment, looked_at) == write_scene(experiment));
    CHECK(view_of("[view]\n") == View{});
}

TEST_CASE("what cannot be shown is said, with its line and what is allowed") {
    CHECK(view_complaint("[view]\nlevel = 41\n") ==
          "test:13: view.level = 41: out of range; allowed: a whole number from 0 to 40");
    CHECK(view_complaint("[view]\nplots = [\"los\"]\n")
              .rfind("test:13: view.plots = [\"los\"]: is no plot (did you mean loss?); allowed: xt, ", 0) == 0);
    CHECK(
        view_complaint("[view]\nplots = [\"xt\", \"xt\", \"xt\", \"xt\", \"xt\", \"xt\"]\n").find("allowed: up to 5") !=
        std::string::npos);
    CHECK(view_complaint("[view]\nplots = [1]\n").find("allowed: a list of texts") != std::string::npos);
    for (const char* range : {"[1, 0]", "[1, 1]", "[0]", "[0, 1e101]", "[1, 1.0000000000000002]"})
        CHECK(view_complaint(std::string("[view]\ntime = ") + range + "\n").find("is no range; allowed: [from, to]") !=
              std::string::npos);
    CHECK(view_complaint("[view]\nmuted = [\"DDMI\"]\n") ==
          "test:13: view.muted = [\"DDMI\"]: names no sampler of the scene (did you mean DDIM?); allowed: DDIM, DDPM");
    CHECK(view_complaint("[view]\nmuted = \"DDIM\"\n").find("allowed: a list of texts") != std::string::npos);
    CHECK(view_complaint("[view]\nsplit = 1\n").find("allowed: true or false") != std::string::npos);
    CHECK(view_complaint("[view]\nstage = \"xtt\"\n").find("is no plot (did you mean xt?)") != std::string::npos);
    const std::string plot = "[[view.plot]]\n";
    CHECK(view_complaint(plot + "x = [0, 1]\n") ==
          "test:12: view.plot[0].name: is missing; allowed: the name of a plot");
    CHECK(view_complaint(plot + "name = \"xt\"\n" + plot + "name = \"xt\"\n").find("has a table already") !=
          std::string::npos);
    CHECK(view_complaint(plot + "name = \"xt\"\nx_locked = true\n").find("beside x = [from, to]") != std::string::npos);
    CHECK(view_complaint(plot + "name = \"xt\"\ny_scale = \"cubic\"\n").find("allowed: linear, log") !=
          std::string::npos);
    CHECK(view_complaint(plot + "name = \"xt\"\ny_scale = \"log\"\ny = [0, 1]\n").find("allowed: 0 < from < to") !=
          std::string::npos);
    CHECK(view_complaint(plot + "name = \"xt\"\nzoom = 2\n").find("unknown key; allowed: name, x, y, ") !=
          std::string::npos);
}

TEST_CASE("figures are made as the scene is looked at") {
    const TemporaryFolder folder;
    const std::string plain = folder.write("plain.toml", viewed_scene);
    const std::string seen = folder.write("seen.toml", viewed_scene + R"([view]
level = 10
[[view.plot]]
name = "variance"
y = [0.001, 100]
y_scale = "log"
hidden = ["DDPM"]
)");
    const auto csv = [&](const std::string& path, const std::vector<std::string>& more = {}) {
        std::vector<std::string> words = {"figure", path, "--plot", "variance", "-o", folder.path("f.csv")};
        words.insert(words.end(), more.begin(), more.end());
        REQUIRE(run_halfstep(words).code == 0);
        return read_whole(folder.path("f.csv"));
    };
    const std::string before = csv(plain), after = csv(seen);
    CHECK_FALSE(rows_with(before, ",DDPM,").empty());
    CHECK(rows_with(after, ",DDPM,").empty()); // hidden
    CHECK(rows_with(after, ",curve,DDIM,") == rows_with(before, ",curve,DDIM,"));
    CHECK(rows_with(before, ",rule,").empty());
    REQUIRE(rows_with(after, ",rule,").size() == 1); // the cursor, at level 10 of 40
    CHECK(rows_with(after, ",rule,")[0].find(",0.25,") != std::string::npos);
    REQUIRE(rows_with(csv(seen, {"--at", "20"}), ",rule,").size() == 1);
    CHECK(rows_with(csv(seen, {"--at", "20"}), ",rule,")[0].find(",0.5,") != std::string::npos);
    const std::vector<std::string> words = {"figure", seen, "--plot", "variance", "-o", folder.path("f.svg")};
    REQUIRE(run_halfstep(words).code == 0);
    const std::string svg = read_whole(folder.path("f.svg"));
    CHECK(svg.find(">0.001</text>") != std::string::npos);
    CHECK(load_scene(folder.path("f.svg")) == load_scene(plain));
    REQUIRE(run_halfstep({"figure", folder.path("f.svg"), "-o", folder.path("g.svg")}).code == 0);
    CHECK(read_whole(folder.path("g.svg")) == svg); // the picture carries how it was looked at
    REQUIRE(run_halfstep({"screenshot", seen, "-o", folder.path("s.png"), "--size", "900x600"}).code == 0);
    CHECK(load_with_view(folder.path("s.png")).view == load_with_view(seen).view);
}
