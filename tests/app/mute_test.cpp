// Samplers that are muted, plots in panels, a plot on the stage: what plots, sessions, scenes and commands make of
// them.

#include "app/figure/mark_names.h"
#include "app/model/action_functions.h"
#include "app/model/actions.h"
#include "app/plots/common.h"
#include "app/scene/scene.h"
#include "tests/app/fake_canvas.h"
#include "tests/app/paper_helpers.h"
#include "tests/app/plots_helpers.h"
#include "tests/app/process.h"

#include <set>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

Experiment plane_of_three() {
    Experiment experiment = ring_2d();
    experiment.samplers.push_back(sampler("mean only", SamplerKind::mean_only));
    return experiment;
}

/// How much is drawn of a sampler: numbers in its marks.
std::size_t drawn_of(const std::vector<Mark>& marks, int sampler) {
    std::size_t numbers = 0;
    for (const Mark& mark : marks) {
        if (sampler_index(mark) != sampler) continue;
        if (const auto* curve = std::get_if<Curve>(&mark)) numbers += curve->x.size();
        if (const auto* points = std::get_if<Points>(&mark)) numbers += points->x.size();
        if (const auto* lines = std::get_if<Polylines>(&mark)) numbers += lines->y.size();
        if (const auto* bars = std::get_if<Bars>(&mark)) numbers += bars->height.size();
        if (const auto* band = std::get_if<Band>(&mark)) numbers += band->x.size();
    }
    return numbers;
}

std::set<std::string> labels_of(const std::vector<Mark>& marks, int sampler) {
    std::set<std::string> labels;
    for (const Mark& mark : marks)
        if (sampler_index(mark) == sampler && !label_of(mark).empty()) labels.insert(std::string(label_of(mark)));
    return labels;
}

bool same_axis(const Axis& a, const Axis& b) { return a.lo == b.lo && a.hi == b.hi && a.scale == b.scale; }

SamplerSet set_of(std::initializer_list<int> samplers) {
    SamplerSet set;
    for (const int sampler : samplers) set.add(sampler);
    return set;
}

Experiment three_on_a_line() {
    Experiment experiment = gaussian_1d();
    experiment.samplers.resize(3); // mean only, DDPM, half step
    experiment.run.particles = 200;
    return experiment;
}

} // namespace

TEST_CASE("mute: a sampler leaves every plot, the others and the axes stay as they are, and so does its entry") {
    for (const Experiment& experiment : {mixture_1d(), plane_of_three()}) {
        const Run run = run_of(experiment);
        for (const Plot& plot : all_plots()) {
            if (!plot.applies(run)) continue;
            INFO("plot ", std::string(plot.name));
            View view;
            view.level = 20;
            view.particle = 3;
            const Figure whole = plot.make(run, view);
            Figure muted = whole;
            mute(set_of({1}), muted);
            CHECK(drawn_of(muted.marks, 1) + drawn_of(muted.overlay, 1) == 0);
            CHECK(labels_of(muted.marks, 1) == labels_of(whole.marks, 1));
            CHECK(drawn_of(muted.marks, 0) == drawn_of(whole.marks, 0));
            CHECK(muted.marks.size() == whole.marks.size());
            view.muted = set_of({1});
            const Figure paper = paper_figure(plot, run, view, true);
            CHECK(labels_of(paper.marks, 1).empty());
            CHECK(drawn_of(paper.marks, 1) == 0);
            CHECK(same_axis(paper.x, whole.x));
            CHECK(same_axis(paper.y, whole.y));
        }
    }
}

TEST_CASE("mute: nobody points at the particles of a sampler that is not seen, or that has another panel") {
    const Run run = run_of(three_on_a_line());
    View view;
    view.level = 0; // the data: mean only has them within a fifth of where the others have theirs
    const Plot& plot = *find_plot("xt");
    FakeCanvas metrics;
    const Figure figure = plot.make(run, view);
    Layout l = layout(figure, {{0, 0, 1200, 800}, 1}, light_theme(), metrics);
    const Paths& paths = run.samplers[1].paths;
    int farthest = 0; // of the drawn paths of DDPM
    for (int p = 0; p < 32; ++p)
        if (*paths.at(p, paths.states - 1) > *paths.at(farthest, paths.states - 1)) farthest = p;
    const Point at = l.at(0, *paths.at(farthest, paths.states - 1));
    CHECK(plot.particle_at(run, l, view, at, 3) == farthest);
    view.muted = set_of({1, 2});
    CHECK(plot.particle_at(run, l, view, at, 3) == -1);
    view.muted = {};
    l.only = 0;
    CHECK(plot.particle_at(run, l, view, at, 3) == -1);
    l.only = 1;
    CHECK(plot.particle_at(run, l, view, at, 3) == farthest);
}

TEST_CASE("split: whose panels there are, when unasked, and what has no samplers stays one plot") {
    const Run plane = run_of(plane_of_three()), line = run_of(three_on_a_line());
    const Plot &stage = *find_plot("plane"), &variance = *find_plot("variance"), &loss = *find_plot("loss");
    View view;
    CHECK_FALSE(is_split(stage, plane, view));
    view.split_by_itself = true;
    CHECK(is_split(stage, plane, view)); // three clouds are a mush
    CHECK_FALSE(is_split(stage, run_of(ring_2d()), view));
    CHECK_FALSE(is_split(variance, plane, view));
    CHECK_FALSE(is_split(*find_plot("xt"), line, view));
    View asked = view;
    asked.split = true;
    CHECK(is_split(variance, plane, asked));
    for (const char* name : {"step-lanes", "step-terms", "schedule"})
        CHECK_FALSE(is_split(*find_plot(name), plane, asked));
    view.split = false;
    CHECK_FALSE(is_split(stage, plane, view));
    view.plots[&stage].split = true; // a plot's own word counts more
    CHECK(is_split(stage, plane, view));
    view.muted = set_of({1});
    Figure figure = stage.make(plane, view);
    split_figure(stage, plane, view, figure);
    REQUIRE(figure.split.panels.size() == 2);
    CHECK(figure.split.panels[0] == Split::Panel{0, "DDPM"});
    CHECK(figure.split.panels[1] == Split::Panel{2, "mean only"});
    view.inspect = 1;
    CHECK_FALSE(is_split(stage, plane, view)); // its step needs the room
    view.inspect = 0;
    view.muted = set_of({0, 1});
    CHECK_FALSE(is_split(stage, plane, view)); // one alone needs no panel
    View all;
    all.split = true;
    CHECK(paper_figure(variance, line, all, false).split.panels.size() == 3);
    CHECK(paper_figure(loss, line, all, false).split.panels.empty());
}

TEST_CASE("session: a sampler that is muted stays so by its name while others come and go") {
    Session session(three_on_a_line(), "", [] {});
    session.toggle_muted(1);
    CHECK(session.view().muted == set_of({1}));
    Experiment next = session.experiment();
    next.samplers.erase(next.samplers.begin());
    session.edit(next, 0, "removed");
    CHECK(session.view().muted == set_of({0})); // DDPM still
    session.undo();
    CHECK(session.view().muted == set_of({1}));
    next = session.experiment();
    next.samplers[1].name = "another name";
    session.edit(next, 0, "renamed");
    CHECK(session.view().muted == set_of({1}));
    session.solo(2);
    CHECK(session.view().muted == set_of({0, 1}));
    session.solo(2);
    CHECK(session.view().muted.empty());
    session.inspect(3);
    session.toggle_muted(2);
    CHECK(session.view().inspect == 0); // of what is not there nobody sees a step
    session.open(plane_of_three());
    CHECK(session.view().muted.empty());
}

TEST_CASE("keys: digits mute, D splits, W puts a plot on the stage and takes it back") {
    Session session(three_on_a_line(), "", [] {});
    session.wait();
    AppState app(session, Settings(), 1);
    const auto press = [&](Key key, bool shift = false) {
        const Action* action = action_of(app, {.key = key, .shift = shift});
        REQUIRE(action);
        perform(app, *action);
    };
    press(Key::two);
    CHECK(session.view().muted == set_of({1}));
    press(Key::two, true); // on keyboards that have digits with Shift only
    CHECK(session.view().muted.empty());
    press(Key::four); // there is none
    CHECK(session.view().muted.empty());
    const Run& run = *session.run();
    press(Key::d);
    CHECK(is_split(*find_plot("xt"), run, session.view()));
    CHECK_FALSE(is_split(*find_plot("variance"), run, session.view()));
    app.hovered_plot = find_plot("variance");
    press(Key::d);
    CHECK(is_split(*find_plot("variance"), run, session.view()));
    press(Key::w);
    CHECK(stage_plot(run, session.view()) == find_plot("variance"));
    press(Key::w);
    CHECK(stage_plot(run, session.view()) == find_plot("xt"));
    app.drawing = true;
    press(Key::one); // a board's key
    CHECK(session.view().muted.empty());
}

TEST_CASE("play veils what is to come, until time arrives, is taken in hand, or Esc") {
    Session session(three_on_a_line(), "", [] {});
    session.wait();
    AppState app(session, Settings(), 1);
    CHECK(session.view().reveal == Reveal::nothing);
    session.toggle_play(true);
    CHECK(session.view().reveal == Reveal::towards_data);
    session.play(false); // the class guesses what comes
    CHECK(session.view().reveal == Reveal::towards_data);
    session.set_level(10);
    CHECK(session.view().reveal == Reveal::towards_data);
    session.set_level(0);
    CHECK(session.view().reveal == Reveal::nothing);
    session.toggle_play(false);
    CHECK(session.view().reveal == Reveal::towards_noise);
    session.take_time(20);
    CHECK_FALSE(session.playback().playing);
    CHECK(session.view().reveal == Reveal::nothing);
    session.toggle_play(true);
    perform(app, "back");
    CHECK(session.view().reveal == Reveal::nothing);
}

TEST_CASE("while paths appear, each has a dot on its line at the cursor") {
    const Run run = run_of(three_on_a_line());
    View view;
    view.level = 25;
    const Plot& plot = *find_plot("xt");
    const auto dots = [&] {
        std::vector<Mark> overlay = plot.overlay(run, view);
        return marks_of<Points>(std::move(overlay));
    };
    CHECK(dots().empty());
    view.reveal = Reveal::towards_data;
    const std::vector<Points> heads = dots();
    REQUIRE(heads.size() == 3);
    for (const Points& points : heads) {
        const SamplerRun& of = run.samplers[static_cast<std::size_t>(points.ink.index)];
        const int state = of.state_at(25);
        REQUIRE(of.levels()[static_cast<std::size_t>(state)] == 25); // every level is visited
        CHECK(points.x[0] == run.process().levels[25].t);
        for (std::size_t p = 0; p < points.y.size(); ++p)
            CHECK(points.y[p] == *of.paths.at(static_cast<int>(p), state));
    }
}

TEST_CASE("a ghost is of curves and histograms, faint, and says nothing") {
    const Run run = run_of(three_on_a_line());
    const Figure figure = figure_of("histogram", run, {});
    const std::vector<Mark> ghost = ghost_of(figure);
    CHECK(marks_of<Bars>(ghost).size() == marks_of<Bars>(figure).size());
    REQUIRE(marks_of<Curve>(ghost).size() == marks_of<Curve>(figure).size());
    for (const Mark& mark : ghost) {
        CHECK(label_of(mark).empty());
        if (const auto* curve = std::get_if<Curve>(&mark)) CHECK(curve->quiet);
        if (const auto* bars = std::get_if<Bars>(&mark)) CHECK(bars->unit == 0);
    }
    CHECK(marks_of<Curve>(ghost).back()->ink.alpha < 0.5f);
    CHECK(marks_of<Curve>(ghost).back()->y == marks_of<Curve>(figure).back()->y);
    CHECK(marks_of<Points>(ghost_of(figure_of("plane", run_of(ring_2d()), {}))).empty());
}

TEST_CASE("while a slider moves an axis stays linear or logarithmic") {
    Axis linear{.label = "Var", .lo = 0, .hi = 2};
    Axis log{.label = "Var", .lo = 1e-3, .hi = 3};
    log.scale = Scale::log10;
    Axis next = log;
    keep_scale(next, linear);
    CHECK(next.scale == Scale::linear);
    CHECK(next.lo == 0);
    CHECK(next.hi == 3);
    next = linear;
    keep_scale(next, log);
    CHECK(next.scale == Scale::log10);
    CHECK(next.lo > 0);
    CHECK(next.hi == 2);
    next.label = "another quantity";
    next.scale = Scale::linear;
    keep_scale(next, log);
    CHECK(next.scale == Scale::linear);
}

TEST_CASE("figure --hide, --only and --split; data say the same with and without panels") {
    const TemporaryFolder folder;
    const std::string text = write_scene(three_on_a_line());
    const std::string scene = folder.write("three.toml", text);
    const auto made = [&](const std::string& of, const std::string& name, std::vector<std::string> options) {
        options.insert(options.begin(), {"figure", of, "-o", folder.path(name)});
        const ProcessResult result = run_halfstep(options);
        INFO(result.err);
        REQUIRE(result.code == 0);
        return read_whole(folder.path(name));
    };
    const auto rows_of = [](const std::string& csv, const std::string& label) {
        int rows = 0;
        for (const std::string& line : lines_of(csv)) rows += contains(line, "," + label + ",") ? 1 : 0;
        return rows;
    };
    const std::string whole = made(scene, "a.csv", {"--plot", "variance"});
    const std::string hidden = made(scene, "b.csv", {"--plot", "variance", "--hide", "DDPM"});
    CHECK(rows_of(whole, "DDPM") > 0);
    CHECK(rows_of(hidden, "DDPM") == 0);
    CHECK(rows_of(hidden, "half step") == rows_of(whole, "half step"));
    const std::string only = made(scene, "c.csv", {"--plot", "variance", "--only", "DDPM", "--only", "half step"});
    CHECK(rows_of(only, "mean only") == 0);
    CHECK(rows_of(only, "DDPM") == rows_of(whole, "DDPM"));
    const std::string said = folder.write("said.toml", text + "[view]\nmuted = [\"DDPM\"]\n");
    CHECK(made(said, "d.csv", {"--plot", "variance"}) == hidden);
    CHECK(made(scene, "e.csv", {"--plot", "xt", "--split"}) == made(scene, "f.csv", {"--plot", "xt"}));

    const std::string joined = made(scene, "g.svg", {"--plot", "xt", "--width", "200"});
    const std::string svg = made(scene, "h.svg", {"--plot", "xt", "--split", "--width", "200"});
    const auto count = [](const std::string& in, const std::string& part) {
        int found = 0;
        for (std::size_t at = in.find(part); at != std::string::npos; at = in.find(part, at + 1)) ++found;
        return found;
    };
    for (const char* name : {"mean only", "DDPM", "half step"})
        CHECK(count(svg, ">" + std::string(name) + "</text>") == 1);
    CHECK(count(svg, ">data</text>") == 3); // each panel has both ends of time
    CHECK(count(joined, ">data</text>") == 1);
    CHECK(made(folder.path("h.svg"), "i.svg", {"--width", "200"}) == svg); // the picture carries that it is split
    made(scene, "j.pdf", {"--plot", "xt", "--split"});
    made(scene, "k.png", {"--plot", "all", "--split", "--hide", "mean only"});
}

TEST_CASE("figure: samplers that there are not, and what goes against each other, are refused") {
    const TemporaryFolder folder;
    const std::string scene = folder.write("three.toml", write_scene(three_on_a_line()));
    const auto refused = [&](std::vector<std::string> options) {
        options.insert(options.begin(), {"figure", scene, "-o", folder.path("f.svg")});
        const ProcessResult result = run_halfstep(options);
        CHECK(result.code == 2);
        CHECK(lines_of(result.err).size() == 1);
        return result.err;
    };
    CHECK(contains(refused({"--hide", "DDMP"}),
                   "no sampler of the scene has that name (did you mean DDPM?); allowed: mean only, DDPM, half step"));
    CHECK(contains(refused({"--only", "x", "--hide", "DDPM"}), "given beside --only"));
}

TEST_CASE("film --split and --only") {
    const TemporaryFolder folder;
    const std::string scene = folder.write("three.toml", write_scene(plane_of_three()));
    const auto frames = [&](const std::string& name, std::vector<std::string> options) {
        options.insert(options.begin(), {"film", scene, "-o", folder.path(name) + "/", "--size", "320x180", "--fps",
                                         "2", "--seconds", "2", "--hold", "0.5"});
        const ProcessResult result = run_halfstep(options);
        INFO(result.err);
        REQUIRE(result.code == 0);
        return read_whole(folder.path(name) + "/000001.png");
    };
    const std::string whole = frames("a", {}), split = frames("b", {"--split"}), one = frames("c", {"--only", "DDIM"});
    CHECK(split != whole);
    CHECK(one != whole);
    CHECK(one != split);
    CHECK(frames("d", {"--split", "--only", "DDIM"}) != split);
}
