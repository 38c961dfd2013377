// Controls of the real window: sliders, fields, samplers, the undo history, all of it by mouse and keyboard.

#include "core/process/control_points.h"
#include "tests/app/window_driver.h"
#include "tests/log_snr_difference.h"

using namespace halfstep;
using namespace halfstep::testing;

namespace {

/// Drags a slider over `stops` (shares of its track) and lets go; returns the values that the journal saw, one a stop.
template <class Value>
std::vector<double> drag_slider(Window& window, const std::string& slider, const std::vector<double>& stops,
                                Value value) {
    std::vector<double> seen;
    const Rect r = window.rect(slider);
    for (const double stop : stops) {
        const int before = window.experiments;
        const double x = r.x + stop * r.w, y = r.y + r.h / 2;
        seen.empty() ? window.press(x, y) : window.move(x, y);
        window.until(slider + " to follow the mouse", [&] { return window.experiments > before; });
        seen.push_back(value(window.experiment));
    }
    window.release();
    return seen;
}

} // namespace

TEST_CASE("dragging eta: it changes with the mouse, and one undo step takes it back") {
    Window window;
    const Experiment start = window.experiment;
    const auto eta = [](const Experiment& e) { return e.samplers[0].eta; };
    const auto seen = drag_slider(window, "sampler[0].eta", {0.2, 0.35, 0.5, 0.65, 0.8}, eta);
    for (std::size_t i = 1; i < seen.size(); ++i) CHECK(seen[i] > seen[i - 1]);
    CHECK(window.undo_depth == 1);
    CHECK(window.cause == "sampler[0].eta");
    const Experiment dragged = window.experiment;
    window.until("the full run", [&] { return !window.run["coarse"].boolean; });

    window.undo();
    CHECK(window.experiment == start);
    CHECK(window.undo_depth == 0);
    const int before = window.experiments;
    window.key("ctrl+shift+z");
    window.until("redo", [&] { return window.experiments > before; });
    CHECK(window.cause == "redo");
    CHECK(window.experiment == dragged);

    // A second drag is a second step, and undoing it leaves the first.
    drag_slider(window, "sampler[0].eta", {0.1, 0.15}, eta);
    CHECK(window.undo_depth == 2);
    window.click("undo"); // the button
    window.until("undo by its button", [&] { return window.experiment == dragged; });
    window.click("redo");
    window.until("redo by its button", [&] { return window.undo_depth == 2; });
}

TEST_CASE("a slider ends where its track does, and stays with a mouse that leaves it") {
    Window window;
    const Rect r = window.rect("target.sigma");
    const auto sigma = [](const Experiment& e) { return e.target.sigma; };
    drag_slider(window, "target.sigma", {0.3, 0.6}, sigma);
    window.press(r.x + r.w / 3, r.y + r.h / 2);
    window.move(r.x + 3 * r.w, r.y + 300); // far to the right, and down over other controls
    window.until("the largest sigma", [&] { return sigma(window.experiment) == 3; });
    window.move(1, 500);
    window.until("the smallest sigma", [&] { return sigma(window.experiment) == 0.01; });
    window.release();
    CHECK(window.undo_depth == 2);
    Experiment only_sigma = window.experiment;
    only_sigma.target.sigma = 0.5;
    window.undo();
    window.undo();
    CHECK(window.experiment == only_sigma); // the controls that the mouse passed were left alone
}

TEST_CASE("every number by its slider and by typing it") {
    Window window;
    window.resize(1500, 1200); // all of the controls in sight
    const struct {
        const char* name;
        double (*value)(const Experiment&);
        const char* typed;
        double means;
    } all[] = {
        {"target.sigma", [](const Experiment& e) { return e.target.sigma; }, "0.25", 0.25},
        {"target.mean[0]", [](const Experiment& e) { return e.target.mean[0]; }, "-1.5", -1.5},
        {"process.steps", [](const Experiment& e) { return double(e.process.steps); }, "64", 64},
        {"sampler[0].eta", [](const Experiment& e) { return e.samplers[0].eta; }, "0.625", 0.625},
        {"sampler[0].steps", [](const Experiment& e) { return double(e.samplers[0].steps.value_or(-1)); }, "16", 16},
        {"run.particles", [](const Experiment& e) { return double(e.run.particles); }, "1e3", 1000},
        {"run.seed", [](const Experiment& e) { return double(e.run.seed); }, "42", 42},
    };
    int depth = 0;
    for (const auto& one : all) {
        INFO(std::string(one.name));
        const auto seen = drag_slider(window, one.name, {0.3, 0.4}, one.value);
        CHECK(seen[0] < seen[1]);
        CHECK(window.undo_depth == ++depth);
        const int before = window.experiments;
        window.enter(std::string(one.name) + ".value", one.typed);
        window.until("the number typed", [&] { return window.experiments > before; });
        CHECK(one.value(window.experiment) == one.means);
        CHECK(window.cause == one.name);
        CHECK(window.undo_depth == ++depth);
    }
    // The run is of what was typed.
    window.until("the full run",
                 [&] { return !window.run["coarse"].boolean && window.run["particles"].number == 1000; });
    while (depth-- > 0) window.undo();
    CHECK(window.experiment == parse_scene(small_scene, "small"));
}

TEST_CASE("numbers that cannot be are clamped, and nonsense is not taken") {
    Window window;
    window.resize(1500, 1200); // all of the controls in sight
    window.enter("target.sigma.value", "-3");
    window.until("the smallest sigma", [&] { return window.experiment.target.sigma == 0.01; });
    window.enter("process.steps.value", "1e9");
    window.until("the largest T", [&] { return window.experiment.process.steps == 1000; });
    window.enter("run.seed.value", "7.6");
    window.until("a whole seed", [&] { return window.experiment.run.seed == 8; });
    const int depth = window.undo_depth;
    window.enter("target.sigma.value", "+-.");
    window.enter("sampler[0].eta.value", "nan");
    window.enter("run.seed.value", "9"); // something that does change: all before it has been handled
    window.until("the seed", [&] { return window.experiment.run.seed == 9; });
    CHECK(window.undo_depth == depth + 1);
    CHECK(window.experiment.target.sigma == 0.01);
    CHECK(window.eta() == 0);
}

TEST_CASE("a number typed is kept when the field is left by a click, and dropped by Escape") {
    Window window;
    window.resize(1500, 1200); // all of the controls in sight
    window.focus("target.sigma.value");
    window.type("0.75");
    window.click(700, 820); // somewhere else
    window.until("sigma", [&] { return !window.typing(); });
    window.until("sigma", [&] { return window.experiment.target.sigma == 0.75; });
    window.focus("target.sigma.value");
    window.type("0.33");
    window.field_key("Escape");
    window.enter("run.seed.value", "9");
    window.until("the seed", [&] { return window.experiment.run.seed == 9; });
    CHECK(window.experiment.target.sigma == 0.75);
}

TEST_CASE("keys typed into a field are no shortcuts") {
    Window window;
    const int cursors = static_cast<int>(window.levels.size());
    window.focus("sampler[0].name");
    window.field_key("End");
    window.type(" trn ,.");
    window.until("the name", [&] { return window.experiment.samplers[0].name == "DDIM trn ,."; });
    window.press_enter();
    CHECK(window.undo_depth == 1); // one visit to the field
    CHECK(window.view["theme"].string == "light");
    CHECK(window.experiment.run.seed == 7);
    CHECK_FALSE(window.playing);
    CHECK(static_cast<int>(window.levels.size()) == cursors); // neither Home, End nor blanks moved the cursor
    window.key("n");                                          // and now it is one again
    window.until("a new seed", [&] { return window.experiment.run.seed == 8; });
}

TEST_CASE("samplers come and go") {
    Window window;
    window.click("sampler.add");
    window.until("a second sampler", [&] { return window.experiment.samplers.size() == 2; });
    CHECK(window.experiment.samplers[0] == parse_scene(small_scene, "small").samplers[0]);
    CHECK(window.experiment.samplers[1].name == "DDIM 2");
    window.until("its settings", [&] { return window.has("sampler[1].eta") && !window.has("sampler[0].eta"); });
    window.choose("sampler[1].kind", "DDPM");
    window.until("another rule", [&] { return window.experiment.samplers[1].kind == SamplerKind::ddpm; });
    CHECK(window.experiment.samplers[1].name == "DDPM");
    window.choose("sampler[1].variance", "β  large");
    window.until("another variance", [&] { return window.experiment.samplers[1].variance == Variance::large; });
    window.click("sampler[1].final_noise");
    window.until("the last noise", [&] { return window.experiment.samplers[1].final_noise; });

    window.click("sampler[0].remove");
    window.until("one sampler", [&] { return window.experiment.samplers.size() == 1; });
    CHECK(window.experiment.samplers[0].kind == SamplerKind::ddpm);
    const int depth = window.undo_depth;
    window.click("sampler[0].remove"); // the last one stays
    window.click("sampler.add");
    window.until("another one", [&] { return window.experiment.samplers.size() == 2; });
    CHECK(window.undo_depth == depth + 1);
    for (int i = 0; i < 5; ++i) window.undo();
    window.undo();
    CHECK(window.experiment == parse_scene(small_scene, "small"));
}

TEST_CASE("the choices: target, process, levels, start, precision") {
    Window window;
    window.resize(1500, 1200); // all of the controls in sight
    window.choose("process.kind", "Variance preserving");
    window.until("VP", [&] { return window.experiment.process.kind == ProcessKind::vp; });
    window.choose("process.schedule", "Cosine");
    window.until("cosine", [&] { return window.experiment.process.schedule.kind == ScheduleKind::cosine; });
    window.choose("sampler[0].spacing", "trailing");
    window.until("trailing", [&] { return window.experiment.samplers[0].spacing == Spacing::trailing; });
    window.choose("sampler[0].start", "exact p_T");
    window.until("exact", [&] { return window.experiment.samplers[0].start == Start::exact; });
    window.choose("target.kind", "Ring");
    window.until("the ring", [&] { return window.experiment.target.kind == TargetKind::ring; });
    window.until("the plane", [&] { return window.has("plot.plane") && !window.has("plot.xt"); });
    window.choose("run.precision", "double");
    window.until("double", [&] { return window.experiment.run.precision == Precision::double_; });
    CHECK(window.undo_depth == 6);
}

TEST_CASE("a sampler's rows stand where they matter: rules, encoded starts, what is under More") {
    Window window("[target]\n[run]\nparticles = 100\n[process]\nkind = \"vp\"\nsteps = 40\n[[sampler]]\n");
    window.resize(1500, 1200); // all of the controls in sight
    const auto sampler = [&]() -> const SamplerSpec& { return window.experiment.samplers[0]; };
    window.choose("sampler[0].kind", "Heun");
    window.until("Heun", [&] { return sampler().kind == SamplerKind::heun && sampler().name == "Heun"; });
    window.until("no eta", [&] { return !window.has("sampler[0].eta") && !window.has("sampler[0].churn"); });
    window.click("sampler[0].more");
    window.until("churn", [&] { return window.has("sampler[0].churn") && window.has("sampler[0].corrector_steps"); });
    window.enter("sampler[0].churn.value", "5");
    window.until("churned", [&] { return sampler().churn.s_churn == 5 && window.has("sampler[0].s_noise"); });
    window.choose("sampler[0].clip", "static");
    window.until("clipped", [&] { return sampler().clip.on() && window.has("sampler[0].rederive_eps"); });

    window.choose("sampler[0].convention", "diffusers"); // has no Heun, no churn
    window.until("diffusers", [&] { return sampler().convention == Convention::diffusers; });
    CHECK(sampler().kind == SamplerKind::ddim);
    CHECK(sampler().churn.s_churn == 0);
    CHECK(sampler().spacing == Spacing::leading);
    window.until("its rows",
                 [&] { return window.has("sampler[0].set_alpha_to_one") && !window.has("sampler[0].churn"); });
    window.choose("sampler[0].start", "encoded data");
    window.until("encoded", [&] { return sampler().start == Start::encoded && window.has("sampler[0].inversion"); });
    CHECK(sampler().inversion == Inversion::diffusers);
    window.choose("sampler[0].kind", "DPM-Solver++ (2M)"); // diffusers has none of ours: back to the papers
    window.until("the papers", [&] { return sampler().convention == Convention::paper && !sampler().clip.on(); });
    CHECK(parse_scene(write_scene(window.experiment), "window") == window.experiment);
}

TEST_CASE("a sampler becomes a forward chain, which keeps its levels alone, and a sampler again") {
    Window window("[target]\n[run]\nparticles = 100\n[process]\nkind = \"vp\"\nsteps = 40\n[[sampler]]\neta = 0.5\n"
                  "steps = 10\nspacing = \"trailing\"\nstart = \"exact\"\ncorrector_steps = 1\n");
    window.resize(1500, 1200);
    const auto sampler = [&]() -> const SamplerSpec& { return window.experiment.samplers[0]; };
    window.choose("sampler[0].kind", "Forward");
    window.until("the chain", [&] { return sampler().kind == SamplerKind::forward && window.rested; });
    CHECK(sampler().name == "Forward");
    CHECK(sampler().steps == 10);
    CHECK(sampler().spacing == Spacing::trailing);
    CHECK(parse_scene(write_scene(window.experiment), "window") == window.experiment);
    window.until("its rows", [&] {
        return window.has("sampler[0].spacing") && !window.has("sampler[0].start") && !window.has("sampler[0].more");
    });
    window.choose("sampler[0].kind", "DDPM");
    window.until("DDPM", [&] { return sampler().kind == SamplerKind::ddpm && sampler().name == "DDPM"; });
    window.until("a start", [&] { return window.has("sampler[0].start"); });
}

TEST_CASE("schedules and grids: every one runs, a curve starts from what is shown, and undo takes all back") {
    Window window;
    const Experiment start = window.experiment;
    window.choose("process.kind", "Variance preserving");
    window.until("VP", [&] { return window.experiment.process.kind == ProcessKind::vp; });
    const auto schedule = [&]() -> const ScheduleSpec& { return window.experiment.process.schedule; };
    window.choose("process.schedule", "VP-SDE");
    window.until("vp-sde", [&] { return schedule().kind == ScheduleKind::vp_sde; });
    CHECK(window.has("process.beta_max"));
    CHECK(!window.has("process.beta_end"));
    window.click("process.zero_terminal_snr");
    window.until("no signal at T", [&] { return schedule().zero_terminal_snr; });
    const ScheduleSpec followed = schedule();
    window.click("process.edit_curve");
    window.until("a curve", [&] { return schedule().kind == ScheduleKind::custom; });
    CHECK(schedule().points.size() >= 7);
    CHECK(schedule().zero_terminal_snr);
    CHECK(log_snr_difference(schedule(), followed, window.experiment.process.steps) < 1.3);
    window.until("its run", [&] { return !window.run["coarse"].boolean; });
    const ScheduleSpec curve = schedule();
    window.choose("process.schedule", "1/(T−t+1)");
    window.until("jsd", [&] { return schedule().kind == ScheduleKind::jsd; });
    CHECK(!window.has("process.zero_terminal_snr")); // it ends without signal by itself
    window.choose("process.schedule", "Custom");
    window.until("the curve again", [&] { return schedule() == curve; });

    window.choose("process.kind", "Variance exploding");
    window.until("VE", [&] { return window.experiment.process.kind == ProcessKind::ve; });
    CHECK(!window.has("process.rho"));
    window.choose("process.grid", "Karras");
    window.until("karras", [&] { return window.experiment.process.grid == Grid::karras; });
    CHECK(window.experiment.process.rho == 7);
    CHECK(window.has("process.rho"));
    window.choose("process.grid", "Optimal");
    window.until("optimal", [&] { return window.experiment.process.grid == Grid::optimal; });
    CHECK(window.experiment.process.sigma_data == doctest::Approx(window.experiment.target.sigma));
    while (window.undo_depth > 0) window.undo();
    CHECK(window.experiment == start);
}

TEST_CASE("at most eight samplers") {
    Window window("[target]\n[run]\nparticles = 100\n[process]\nsteps = 10\n[[sampler]]\nname = \"one\"\n");
    window.resize(1500, 1200); // the list grows, and its end has to stay in sight
    for (std::size_t n = 2; n <= Limits::max_samplers; ++n) {
        window.click("sampler.add");
        window.until("one more", [&] { return window.experiment.samplers.size() == n; });
    }
    const int experiments = window.experiments;
    window.click("sampler.add");
    window.key("n");
    window.until("a seed", [&] { return window.experiment.run.seed == 8; });
    CHECK(window.experiments == experiments + 1);
    CHECK(window.experiment.samplers.size() == Limits::max_samplers);
}
