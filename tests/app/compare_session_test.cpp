// Two scenes at once without a window: what the session holds of them, what is saved, how a journal does it again.

#include "app/figure/mark_names.h"
#include "app/model/actions.h"
#include "app/model/scenes.h"
#include "app/plots/beside.h"
#include "app/scene/view_text.h"
#include "app/views/differences_view.h"
#include "app/window/replay.h"
#include "tests/app/plots_helpers.h"
#include "tests/app/process.h"

using namespace halfstep;
using namespace halfstep::testing;

namespace {

Experiment line_of_two() {
    Experiment experiment;
    experiment.title = "two";
    experiment.process.steps = 20;
    experiment.run.particles = 400;
    experiment.samplers = {sampler("DDIM", SamplerKind::ddim), sampler("DDPM", SamplerKind::ddpm)};
    return experiment;
}

struct CompareDesk {
    Session session{line_of_two(), "", [] {}};
    AppState app{session, Settings(), 1};
    std::string clipboard;
    CompareDesk() {
        app.write_clipboard = [this](const std::string& text) { clipboard = text; };
        session.wait();
    }
    const Comparison& comparison() {
        session.wait();
        REQUIRE(session.run()->comparison);
        return *session.run()->comparison;
    }
};

} // namespace

TEST_CASE("a kept state stays as it was while settings change, with this scene's seed") {
    CompareDesk desk;
    perform(desk.app, "keep-state");
    CHECK(desk.comparison().pairs.size() == 2);
    CHECK(desk.comparison().pairs[1].apart.value == 0);
    Experiment next = line_of_two();
    next.samplers[0].eta = 1;
    desk.session.edit(next, 0, "sampler[0].eta");
    CHECK(desk.comparison().pairs[0].apart.value > 0);
    CHECK(desk.comparison().pairs[1].apart.value == 0);
    CHECK(desk.session.beside()->changes() == "sampler[1].eta = 0.0");
    next.run.seed = 99;
    desk.session.edit(next, 0, "run.seed");
    CHECK(desk.comparison().second->experiment().run.seed == 99);
    CHECK(desk.comparison().pairs[1].apart.value == 0);
    next.run.particles = 100;
    desk.session.edit(next, 0, "run.particles");
    CHECK(desk.comparison().particles == 100);
    desk.session.undo();
    CHECK(desk.comparison().particles == 400);
    CHECK(desk.session.beside());
    // Another dimension has no place beside it, until it is back.
    Experiment plane = next;
    plane.target.kind = TargetKind::ring;
    desk.session.edit(plane, 0, "target.kind");
    desk.session.wait();
    CHECK(desk.session.beside()->mistake().find("dimension") != std::string::npos);
    CHECK_FALSE(desk.session.run()->comparison);
    desk.session.undo();
    CHECK(desk.comparison().pairs.size() == 2);
    perform(desk.app, "back");
    CHECK_FALSE(desk.session.beside());
    CHECK_FALSE(desk.session.run()->comparison);
}

TEST_CASE("what is said of a scene beside this one is saved; what was kept is not") {
    CompareDesk desk;
    perform(desk.app, "keep-state");
    desk.session.set_side({find_plot("parting"), find_plot("variance"), find_plot("schedule")});
    copy_scene(desk.app);
    CHECK(desk.clipboard.find("compare") == std::string::npos);
    CHECK(desk.clipboard.find("parting") == std::string::npos);
    CHECK(desk.clipboard.find("\"variance\"") != std::string::npos);
    perform(desk.app, "keep-state"); // the same action ends it
    CHECK_FALSE(desk.session.beside());
    compare_by_choice(desk.app, "sigma-squared");
    CHECK(desk.comparison().pairs.size() == 2); // by their names
    copy_scene(desk.app);
    CHECK(desk.clipboard.find("compare = \"sigma-squared\"") != std::string::npos);
    const Scene back = parse_with_view(desk.clipboard, "copied");
    Session other(back.problem->experiment, "", [] {});
    other.look(*back.view);
    REQUIRE(other.beside());
    CHECK(other.beside()->source() == "sigma-squared");
    other.open(line_of_two());
    CHECK_FALSE(other.beside());
    compare_by_choice(desk.app, "no-such-lesson");
    CHECK(desk.session.beside()->mistake().find("no-such-lesson") != std::string::npos);
    desk.session.wait(); // which does not hang on what will never come
}

TEST_CASE("a scene that is saved names the one beside it from its own folder; one that is copied does from anywhere") {
    const TemporaryFolder folder;
    std::filesystem::create_directory(folder.path("sub"));
    const std::string other = folder.write("other.toml", write_scene(line_of_two())), saved = folder.path("sub/s.toml");
    CompareDesk desk;
    compare_by_choice(desk.app, other);
    CHECK(desk.comparison().pairs.size() == 2);
    REQUIRE(save_scene(desk.app, saved) == "");
    CHECK(read_whole(saved).find("compare = \"../other.toml\"") != std::string::npos);
    CHECK(load_with_view(saved).view->compare == other);
    copy_scene(desk.app);
    CHECK(desk.clipboard.find("compare = \"" + other + "\"") != std::string::npos);
}

TEST_CASE("the scene beside it shows the same share of its process, the same particle, the samplers that correspond") {
    Experiment flow = line_of_two();
    flow.process.kind = ProcessKind::flow;
    flow.process.steps = 50;
    flow.samplers = {sampler("Euler", SamplerKind::euler_ode), sampler("DDIM", SamplerKind::ddim)};
    const Run first = run_of(line_of_two()), second = run_of(flow);
    View view;
    view.level = 10;
    view.pinned = 7;
    view.sampler = 0;
    view.muted.add(1);
    view.time = AxisView::Span{0.25, 0.5};
    const View other = view_beside(view, first, second);
    CHECK(other.level == 25);
    CHECK(other.pinned == 7);
    CHECK(other.sampler == 1);
    CHECK(other.muted.has(0));
    CHECK_FALSE(other.muted.has(1));
    CHECK(other.time->hi == doctest::Approx(0.5)); // both end at t = 1
    Experiment vp = line_of_two();
    vp.process.kind = ProcessKind::vp;
    const Run chain = run_of(vp);
    CHECK(view_beside(view, first, chain).time->hi == doctest::Approx(10)); // t = k there
    PlotView zoomed;
    zoomed.x.range = AxisView::Span{0.25, 0.5};
    zoomed.y.range = AxisView::Span{-1, 1};
    const PlotView there = plot_view_beside(zoomed, true, first, chain);
    CHECK(there.x.range->lo == doctest::Approx(5));
    CHECK(there.y.range == zoomed.y.range);
    CHECK(plot_view_before(there, true, first, chain).x.range->hi == doctest::Approx(0.5));
}

TEST_CASE("the plot of how far they part: its values, its cursor, and nothing of one scene beside itself") {
    Run run = run_of(line_of_two());
    CHECK_FALSE(find_plot("parting")->applies(run));
    Experiment noisy = line_of_two();
    noisy.samplers[0].eta = 1;
    run.comparison = compare(run, std::make_shared<const Run>(run_of(noisy)));
    REQUIRE(find_plot("parting")->applies(run));
    View view;
    view.level = 5;
    const Figure figure = figure_of("parting", run, view);
    const Sane sane(figure);
    const Curve* ddim = nullptr;
    for (const Curve* curve : marks_of<Curve>(figure))
        if (curve->label == "DDIM" && curve->dash == Dash::solid) ddim = curve;
    REQUIRE(ddim);
    CHECK(std::any_of(figure.marks.begin(), figure.marks.end(),
                      [](const Mark& mark) { return name_of(mark) == "DDIM (median)"; })); // data tell them apart
    const auto& parting = run.comparison->pairs[0].parting;
    REQUIRE(ddim->x.size() == 21);
    for (std::size_t i = 0; i < 21; ++i) {
        CHECK(ddim->x[i] == parting[i].share);
        CHECK(ddim->y[i] == parting[i].rms.value);
    }
    REQUIRE(figure.overlay.size() == 1);
    CHECK(std::get<Rule>(figure.overlay[0]).value == doctest::Approx(0.25));
    CHECK(figure.caption.find("256 particles") != std::string::npos);
    run.comparison = compare(run, std::make_shared<const Run>(run));
    for (const Curve& curve : marks_of<Curve>(figure_of("parting", run, view)))
        for (const double y : curve.y) CHECK(y == 0);
}

TEST_CASE("the table of differences says whose they are, how many particles, and what is not there yet") {
    CompareDesk desk;
    perform(desk.app, "keep-state");
    desk.comparison();
    const auto table = differences_text(desk.session);
    REQUIRE(table.size() == 4);
    CHECK(table[0][0] == "A − B");
    CHECK(table[1][0] == "DDIM");
    for (std::size_t i = 1; i < 5; ++i) CHECK(table[1][i] == "0 ± 0");
    CHECK(table[3][0] == "400 particles, the same noise; errors from 64 blocks of them");
}

TEST_CASE("a journal does it again: a state is kept, a setting moved, a lesson put beside it, and all ended") {
    Scene scene;
    scene.problem = make_problem(line_of_two());
    ReplayOptions options;
    options.window.width = 1280;
    options.window.height = 720;
    Replay replay(scene, options);
    Session& session = replay.window().session();
    const auto act = [&](const char* name) { replay.apply({.kind = JournalStep::Kind::action, .what = name}); };
    act("keep-state");
    REQUIRE(session.beside());
    CHECK(session.beside()->kept());
    Experiment noisy = line_of_two();
    noisy.samplers[0].eta = 1;
    replay.apply({.kind = JournalStep::Kind::experiment, .what = write_scene(noisy), .cause = "sampler[0].eta"});
    // What the window writes of its view says nothing of what is kept, and does not end it.
    replay.apply({.kind = JournalStep::Kind::look, .what = view_text(noisy, {})});
    REQUIRE(session.beside());
    REQUIRE(session.run()->comparison);
    CHECK(session.run()->comparison->pairs[0].apart.value > 0);
    act("keep-state");
    CHECK_FALSE(session.beside());
    act("compare");
    CHECK(replay.window().workspace().state().dialog == Dialog::compare);
    replay.apply({.kind = JournalStep::Kind::look, .what = "[view]\ncompare = \"sigma-squared\"\n"});
    CHECK(replay.window().workspace().state().dialog == Dialog::none);
    REQUIRE(session.beside());
    CHECK(replay.window().workspace().widgets().count("beside.plot.xt") == 1);
    act("back");
    CHECK_FALSE(session.beside());
}
