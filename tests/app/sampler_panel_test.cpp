// The settings of a sampler in the panel, without a window: which keys stand there, and what their controls set.

#include "app/panels/panels.h"
#include "tests/app/plots_helpers.h"
#include "tests/app/windowless_imgui.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

constexpr float panel_width = 420, panel_height = 1400;
const std::string prefix = "sampler[0].";

/// The settings of the first sampler of an experiment.
class PanelBench {
public:
    explicit PanelBench(const Experiment& scene, std::span<const KeyFact<SamplerSpec>> rows = keys<SamplerSpec>())
        : experiment(scene), rows_(rows), session_(scene, "", [] {}) {
        session_.wait();
        fonts_.load(1);
        frame();
        frame();
    }
    void frame() {
        ui.widgets.clear();
        imgui_.begin_frame();
        PanelContext context{experiment, app_, ui, state_};
        sampler_settings(experiment.samplers[0], prefix, context, rows_);
        imgui_.end_frame();
    }
    void press(Point at) {
        ImGuiIO& io = ImGui::GetIO();
        io.MousePos = {at.x, at.y};
        frame();
        io.MouseDown[0] = true;
        frame();
        frame();
        io.MouseDown[0] = false;
        frame();
    }
    /// Where a part of a control lies, from its left to its right end.
    Point at(const std::string& key, float part) const {
        const Rect& r = ui.widgets.at(prefix + key);
        return {std::min(r.x + part * r.w, r.right() - 1), r.y + r.h / 2};
    }
    /// What lies behind the button is shown, too.
    void unfold() {
        if (ui.widgets.count(prefix + "more")) press(at("more", 0.5f));
    }
    bool shows(const std::string& key) const { return ui.widgets.count(prefix + key) == 1; }

private:
    const HeadlessContext gl_;
    const WindowlessImGui imgui_{panel_width, panel_height};
    Fonts fonts_;
    Theme theme_ = light_theme();

public:
    Experiment experiment;
    Controls ui{fonts_, &theme_, 1};

private:
    std::span<const KeyFact<SamplerSpec>> rows_;
    Session session_;
    AppState app_{session_, Settings(), 1};
    PanelState state_;
};

Experiment with(const SamplerSpec& spec) {
    Experiment experiment = gaussian_1d();
    experiment.run.particles = 100;
    experiment.samplers = {spec};
    return experiment;
}

} // namespace

TEST_CASE("the panel: every key that applies to a sampler has its control") {
    std::set<std::string> shown;
    for (const Fact<SamplerKind>& rule : facts<SamplerKind>())
        for (const bool much : {false, true}) {
            if (rule.from_file) continue; // below: it needs another one beside it
            CAPTURE(rule.spelling);
            CAPTURE(much);
            SamplerSpec spec = sampler("one", rule.value);
            if (much && rule.asks_denoiser) { // what other keys hang on
                spec.eta = fact(rule.value).eta == Eta::none ? 0 : 0.5;
                if (adds_variance(spec)) spec.variance = Variance::learned;
                if (rule.takes_churn) spec.churn.s_churn = 1;
                spec.corrector_steps = 1;
                spec.clip.kind = Clip::Kind::dynamic;
                spec.start = Start::encoded;
            }
            Experiment experiment = with(spec);
            experiment.denoiser.kind = DenoiserKind::perturbed;
            if (much && !rule.needs_gaussian) experiment.target.kind = TargetKind::ring; // in the plane
            PanelBench bench(experiment);
            bench.unfold();
            for (const KeyFact<SamplerSpec>& key : keys<SamplerSpec>()) {
                const std::string name = key.name;
                if (name == "name" || name == "sections" || name == "file") continue; // above, and of scenes alone
                const bool line = dimension(experiment.target) == 1;
                const bool means_nothing = (name == "clip_percentile" && line) || // there static is the same
                                           (name == "convention" && !rule.asks_denoiser);
                CAPTURE(name);
                CHECK(bench.shows(name) == (!unmet(key, spec) && !means_nothing));
                if (bench.shows(name)) shown.insert(name);
            }
        }
    SamplerSpec library = sampler("one", SamplerKind::ddim);
    library.convention = Convention::diffusers;
    library.spacing = Spacing::leading;
    library.steps = 10;
    {
        const PanelBench bench(with(library));
        for (const char* name : {"steps_offset", "set_alpha_to_one"})
            if (bench.shows(name)) shown.insert(name);
    }
    SamplerSpec recorded = sampler("mine", SamplerKind::recorded);
    RecordedStates states{.particles = 1, .states = 0, .dim = 1, .x = {}};
    Experiment two = with(recorded);
    two.samplers.push_back(sampler("one", SamplerKind::ddim));
    states.states = two.process.steps + 1;
    states.x.assign(static_cast<std::size_t>(states.states), 0.5);
    two.samplers[0].recorded = std::make_shared<const RecordedStates>(states);
    const PanelBench with_recorded(two);
    CHECK_FALSE(with_recorded.shows("steps"));
    CHECK(with_recorded.shows("verdict"));
    for (const char* name : {"against", "states"})
        if (with_recorded.shows(name)) shown.insert(name);
    CHECK(shown.size() + 3 == keys<SamplerSpec>().size()); // each of them somewhere
}

TEST_CASE("the panel: a key that it has never heard of stands there by its row alone") {
    const auto known = keys<SamplerSpec>();
    std::vector<KeyFact<SamplerSpec>> rows(known.begin(), known.end());
    rows.push_back(
        {.name = "temperature", // kept where another number is
         .place = [](SamplerSpec& s) -> double& { return s.corrector_snr; },
         .label = "Temperature",
         .tip = "Of the noise.",
         .slider = {.lo = 0, .hi = 8},
         .when = {{"kind", [](const SamplerSpec& s, std::string_view) { return fact(s.kind).adds_noise; }}}});
    CHECK_FALSE(PanelBench(with(sampler("one", SamplerKind::ddim)), rows).shows("temperature"));
    PanelBench bench(with(sampler("one", SamplerKind::ddpm)), rows);
    REQUIRE(bench.shows("temperature"));
    bench.press(bench.at("temperature", 0.5f));
    CHECK(bench.experiment.samplers[0].corrector_snr == doctest::Approx(4).epsilon(0.02));
    bench.press(bench.at("temperature", 1));
    CHECK(bench.experiment.samplers[0].corrector_snr == 8);
}

TEST_CASE("the panel: what need not be said, and what is on or off") {
    SamplerSpec spec = sampler("one", SamplerKind::heun);
    spec.churn.s_churn = 1;
    spec.churn.s_tmax = 1;
    Experiment experiment = with(spec);
    experiment.denoiser.kind = DenoiserKind::perturbed;
    PanelBench bench(experiment);
    const SamplerSpec& now = bench.experiment.samplers[0];
    bench.press(bench.at("s_tmax", 0.5f)); // half way from 0.01 to 100, in logarithms
    REQUIRE(now.churn.s_tmax);
    CHECK(*now.churn.s_tmax == doctest::Approx(1).epsilon(0.05));
    bench.press(bench.at("s_tmax", 1));
    CHECK_FALSE(now.churn.s_tmax); // no limit
    bench.press(bench.at("denoiser", 0.5f));
    CHECK(now.exact_denoiser);
    bench.press(bench.at("denoiser", 0.5f));
    CHECK_FALSE(now.exact_denoiser);

    CHECK_FALSE(now.steps); // all of them
    bench.press(bench.at("steps", 0.5f));
    CHECK(now.spacing == Spacing::trailing);
    REQUIRE(now.steps);
    CHECK(*now.steps == doctest::Approx(25).epsilon(0.1)); // of 50
    bench.press(bench.at("steps", 1));
    CHECK(now.steps == 50); // a count stays said
}
