// A plot's pane by the mouse, without a window: handles, menu and read-outs are the plot's own, whatever it is called.

#include "app/views/plot_pane.h"
#include "tests/app/plots_helpers.h"
#include "tests/app/windowless_imgui.h"

#include <imgui_internal.h> // forgets a click, so that the next one is no double click

using namespace halfstep;
using namespace halfstep::testing;

namespace {

constexpr float pane_width = 620, pane_height = 440;

/// One plot on screen, and what the mouse does to it.
class PaneBench {
public:
    PaneBench(const Experiment& experiment, const Plot& plot) : session_(experiment, "", [] {}), plot_(plot) {
        session_.want(plot.measures);
        session_.wait();
        app.edits_target = true;
        fonts_.load(1);
        frame();
        frame();
    }

    void frame() {
        app.hovered_handle.reset();
        app.hovered_particle = -1;
        ui.widgets.clear();
        imgui_.begin_frame();
        PlotContext context{app, ui};
        pane_.show(context, plot_, {10, 10, size.x, size.y}, true);
        imgui_.end_frame();
        session_.set_particle(app.hovered_particle);
        ImGui::GetIO().MouseWheel = 0;
    }
    void move(Point to) {
        ImGui::GetIO().MousePos = {to.x, to.y};
        frame();
    }
    void button(int which, bool down) {
        ImGui::GetIO().MouseDown[which] = down;
        frame();
    }
    void click(int which) {
        button(which, true);
        button(which, false);
    }
    void pause() { // longer than a double click takes
        for (int i = 0; i < 40; ++i) ImGui::GetIO().MouseClickedTime[i % 5] = -1e3;
        frame();
    }
    void drag(Point from, float dx, float dy) {
        move(from);
        button(0, true);
        move({from.x + dx / 2, from.y + dy / 2});
        move({from.x + dx, from.y + dy});
        button(0, false);
        pause();
    }
    void wheel(Point at, float notches) {
        move(at);
        ImGui::GetIO().MouseWheel = notches;
        frame();
    }
    /// The middle of a control.
    Point middle(const std::string& widget) const {
        const Rect& r = ui.widgets.at(widget);
        return {r.x + r.w / 2, r.y + r.h / 2};
    }
    std::vector<std::string> handles() const {
        std::vector<std::string> names;
        for (const auto& [name, rect] : ui.widgets)
            if (name.rfind("handle.", 0) == 0) names.push_back(name);
        return names;
    }
    const Experiment& experiment() const { return session_.experiment(); }
    int particle() const { return session_.view().particle; }
    const PlotView& look() { return pane_.view().view(); }
    const Layout& layout() { return pane_.view().layout(); }
    /// In panels, one a sampler: how many there are.
    std::size_t panels() {
        session_.set_split(plot_, true);
        frame();
        return pane_.view().whole().panels.size();
    }

    Point size{pane_width - 20, pane_height - 20};

private:
    const HeadlessContext gl_;
    const WindowlessImGui imgui_{pane_width, pane_height};
    Renderer renderer_;
    Fonts fonts_;
    Theme theme_ = light_theme();
    Session session_;
    Plot plot_;
    PlotPane pane_{renderer_, fonts_};

public:
    AppState app{session_, Settings(), 1};
    Controls ui{fonts_, &theme_, 1};
};

/// What came of everything that a hand can do to the handles of a plot, one experiment after another.
std::vector<Experiment> gestures(const Experiment& experiment, const Plot& plot) {
    PaneBench bench(experiment, plot);
    std::vector<Experiment> seen;
    const auto note = [&] { seen.push_back(bench.experiment()); };
    const std::vector<std::string> names = bench.handles();
    REQUIRE(names.size() >= 2);
    for (const std::string& name : names) {
        bench.drag(bench.middle(name), 12, -9);
        note();
        if (!plot.touch->wheel) continue; // it zooms
        bench.wheel(bench.middle(name), 1);
        note();
    }
    bench.move(bench.middle(bench.handles()[1]));
    CHECK(bench.app.hovered_handle);
    bench.click(1); // the right button on a handle: removes it, or says why not
    bench.pause();
    note();
    return seen;
}

Experiment curve_experiment() {
    Experiment experiment = mixture_1d();
    experiment.run.particles = 200;
    experiment.process.schedule.kind = ScheduleKind::custom;
    experiment.process.schedule.points = {{0, 8}, {0.5, 0}, {1, -8}};
    return experiment;
}

Experiment with_few_particles(Experiment experiment) {
    experiment.run.particles = 200;
    return experiment;
}

Experiment two_in_the_plane() {
    Experiment experiment = with_few_particles(ring_2d());
    experiment.target = usual_target(TargetKind::mixture);
    experiment.target.components = {{0.5, {-1, 0}, 0.4, {}}, {0.5, {1, 0.5}, 0.3, {}}};
    return experiment;
}

const Plot& touched(const char* name) { return *find_plot(name); }

} // namespace

TEST_CASE("a plot by another name is touched in the same way") {
    const std::pair<const char*, Experiment> cases[] = {{"xt", with_few_particles(mixture_1d())},
                                                        {"plane", two_in_the_plane()},
                                                        {"schedule", curve_experiment()},
                                                        {"latents", with_few_particles(with_latents(ring_2d()))},
                                                        {"latents", with_few_particles(with_latents(mixture_1d()))}};
    std::vector<std::string> tried;
    for (const auto& [name, experiment] : cases) {
        INFO("plot ", std::string(name));
        tried.emplace_back(name);
        Plot renamed = touched(name);
        renamed.name = renamed.title = "another";
        const std::vector<Experiment> seen = gestures(experiment, touched(name)), again = gestures(experiment, renamed);
        CHECK(seen == again);
        CHECK_FALSE(seen.front() == experiment);
    }
    for (const Plot& plot : all_plots())
        if (plot.touch) CHECK(std::count(tried.begin(), tried.end(), std::string(plot.name)) > 0);
}

TEST_CASE("every plot by another name has its menu, its legend, its zoom") {
    const Experiment experiments[] = {
        with_few_particles(with_latents(mixture_1d())), with_few_particles(with_latents(ring_2d())),
        with_few_particles(learned(mixture_1d())), with_few_particles(learned(ring_2d()))};
    for (const Experiment& experiment : experiments) {
        const Run run = run_of(experiment);
        for (const Plot& plot : all_plots()) {
            if (!plot.applies(run)) continue;
            INFO("plot ", std::string(plot.name));
            Plot renamed = plot;
            renamed.name = "another";
            PaneBench bench(experiment, renamed);
            bench.app.edits_target = false;
            CHECK(bench.ui.widgets.count("plot.another") == 1);
            const Rect inside = bench.layout().plot;
            const Point middle{10 + inside.x + 0.55f * inside.w, 10 + inside.y + 0.6f * inside.h};
            bench.wheel(middle, 2);
            CHECK_FALSE(bench.look().fitted());
            bench.click(1);
            bench.frame();
            CHECK(bench.ui.widgets.count("menu.fit") == 1);
            CHECK(bench.ui.widgets.count("menu.export") == 1);
            const bool offers = plot.touch && plot.touch->menu_row && plot.touch->menu_row->offered(experiment);
            CHECK(bench.ui.widgets.count("menu.edit_curve") == (offers ? 1 : 0));
            // Variants name the plot that they are variants of: theirs is the name that stays.
            const std::string row = "menu.show." + std::string(plot.name);
            if (plot.variant_of) CHECK(bench.ui.widgets.count(row) == 1);
        }
    }
}

TEST_CASE("the particle under the mouse is the plot's to know") {
    Plot renamed = touched("xt");
    renamed.name = "another";
    PaneBench bench(with_few_particles(mixture_1d()), renamed);
    bench.app.edits_target = false;
    const Rect inside = bench.layout().plot;
    bool found = false;
    for (int i = 1; i < 40 && !found; ++i) {
        bench.move({10 + inside.x + 0.5f * inside.w, 10 + inside.y + static_cast<float>(i) / 40 * inside.h});
        found = bench.particle() >= 0;
    }
    CHECK(found);
    bench.move({1, 1});
    CHECK(bench.particle() == -1);
}

TEST_CASE("a plot that is split is in panels where they can be read, and whole where they are too small") {
    PaneBench bench(gaussian_1d(), *find_plot("variance")); // of four samplers
    CHECK(bench.panels() == 4);
    for (const Point small : {Point{100, 300}, {400, 110}}) {
        CAPTURE(small.x);
        bench.size = small;
        CHECK(bench.panels() == 0);
        bench.size = {500, 300};
        CHECK(bench.panels() == 4);
    }
}
