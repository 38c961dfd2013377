// One step: where the tracked particle goes from the cursor's level to the next, exactly and by each sampler. The exact
// law p(x_s | x_t) is a Gaussian only where steps are small; what a sampler adds is one always.

#include "app/plots/common.h"
#include "app/plots/followed.h"
#include "app/plots/normal_marks.h"
#include "app/plots/step_law.h"
#include "app/plots/step_words.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace halfstep {

namespace {

using namespace plots;

constexpr const char *exact_label = "exact p(⟨xₛ⟩ | xₜ)", *q_label = "q(⟨xₛ⟩ | xₜ, x̂₀)";
constexpr double most_over_exact = 2.2; // times the exact law's peak: what is taller leaves the axis

double sd_of(const NextStep& next) { return next.step->noise.size() > 0 ? next.step->noise(0, 0) : 0; }

const std::string& name_of(const Run& run, int sampler) {
    return run.samplers[static_cast<std::size_t>(sampler)].spec().name;
}

/// Names the marks from the `first` one on: they belong to that entry of the legend.
void name_from(std::vector<Mark>& overlay, std::size_t first, const std::string& label) {
    for (std::size_t i = first; i < overlay.size(); ++i)
        std::visit(
            [&](auto& mark) {
                if constexpr (requires { mark.label; }) mark.label = label;
            },
            overlay[i]);
}

/// The density that is 1 on the axis: the tallest that is drawn.
double common_scale(const NextSteps& group, const StepWindow& window, double exact_peak) {
    exact_peak = std::min(exact_peak, normal_peak(window.floor())); // what is narrower leaves the axis, with a note
    double peak = exact_peak;
    const auto taller = [&](double sd) {
        if (sd > window.floor()) peak = std::max(peak, std::min(normal_peak(sd), most_over_exact * exact_peak));
    };
    taller(std::sqrt(group.move.beta_tilde));
    for (const NextStep& next : group.steps) taller(sd_of(next));
    return peak > 0 ? peak : 1;
}

/// x_t where the signal left in it is that of s: x_t / A.
void add_x_t(std::vector<Mark>& overlay, const NextSteps& group, const StepWindow& window, bool named) {
    const double at = group.x_t[0] / group.move.A - window.origin(group)[0];
    if (!(at > window.x.lo && at < window.x.hi)) return;
    const bool left = at < 0.5 * (window.x.lo + window.x.hi);
    Points dot;
    dot.x = {at};
    dot.y = {0};
    dot.ink = {Ink::cursor, 0, 1};
    dot.radius = 3.5f;
    overlay.emplace_back(std::move(dot));
    if (!named) return; // several lie about the same place
    Label label;
    label.x = at;
    label.y = 0;
    label.text = group.from.a == group.to.a ? "xₜ" : "⟨xₜ aₛ/aₜ⟩";
    label.horizontal = left ? Align::end : Align::start;
    label.vertical = Align::end;
    label.ink = {Ink::cursor, 0, 1};
    label.dx = left ? -5.0f : 5.0f;
    label.dy = 3;
    label.ground = label.yields = true; // densities end there
    overlay.emplace_back(label);
}

struct StepScene {
    const Run& run;
    const View& view;
    const StepWindow& window;
};

/// Below the densities a row a sampler: how far its mean goes, from x_t as the step would leave it if no noise were
/// taken out. Of how much of the deterministic step of DDPM that is, each says the number.
constexpr double arrow_row = 0.17;

void add_way(std::vector<Mark>& overlay, const StepScene& scene, const NextSteps& group, const NextStep& next) {
    const double origin = scene.window.origin(group)[0];
    const double from = group.x_t[0] / group.move.A - origin, by = next.mean[0] - origin - from;
    if (!std::isfinite(from) || !std::isfinite(by)) return;
    Arrows way;
    way.x = {from};
    way.y = {-arrow_row * (next.sampler + 0.75)};
    way.dx = {by};
    way.dy = {0};
    way.ink = sampler_ink(next.sampler, scene.view);
    way.width = 2;
    const double share = step_share(*next.step);
    Label label;
    label.x = from + by;
    label.y = way.y[0];
    label.text = std::isfinite(share) ? number_text(share, 3) : "";
    label.horizontal = by < 0 ? Align::end : Align::start;
    label.dx = by < 0 ? -5.0f : 5.0f;
    label.ink = way.ink;
    label.yields = true;
    overlay.emplace_back(std::move(way));
    overlay.emplace_back(std::move(label));
}

/// Returns how much the exact law was widened. `outside`: the laws beside the window, so far.
double add_group(std::vector<Mark>& overlay, const StepScene& scene, const NextSteps& group, bool first, int& outside) {
    const auto& [run, view, window] = scene;
    const DensityCurve exact = step_density(run, group, window);
    const double scale = common_scale(group, window, exact.peak), origin = window.origin(group)[0];
    Curve curve;
    curve.x = exact.x;
    for (const double p : exact.density) curve.y.push_back(p / scale);
    Band band;
    band.x = curve.x;
    band.lo.assign(curve.x.size(), 0);
    band.hi = curve.y;
    band.ink = {Ink::exact, 0, first ? 0.13f : 0.06f};
    curve.ink = {Ink::exact, 0, first ? 1 : 0.5f};
    curve.width = 2.25f;
    curve.label = band.label = exact_label;
    overlay.emplace_back(std::move(band));
    overlay.emplace_back(std::move(curve));
    // The first one above all; needles at one place are told apart by their heads.
    const double lower = std::min(0.1, 0.6 / static_cast<double>(group.steps.size() + 1));
    for (std::size_t i = group.steps.size(); i-- > 0;) {
        const NextStep& next = group.steps[i];
        const std::size_t before = overlay.size();
        add_normal(overlay, {.mean = next.mean[0] - origin,
                             .sd = sd_of(next),
                             .scale = scale,
                             .height = 0.9 - lower * static_cast<double>(i),
                             .ink = sampler_ink(next.sampler, view)});
        if (out_of_view(next.mean[0] - origin, sd_of(next), window))
            add_beside(overlay, next.mean[0] - origin, window, sampler_ink(next.sampler, view), outside++);
        add_way(overlay, scene, group, next);
        name_from(overlay, before, name_of(run, next.sampler));
    }
    const std::size_t before = overlay.size();
    add_normal(overlay, {.mean = group.exact.mean[0] - origin,
                         .sd = std::sqrt(group.move.beta_tilde),
                         .scale = scale,
                         .ink = {Ink::text, 0, 0.9f},
                         .dash = Dash::dashed});
    if (out_of_view(group.exact.mean[0] - origin, std::sqrt(group.move.beta_tilde), window))
        add_beside(overlay, group.exact.mean[0] - origin, window, {Ink::text, 0, 0.9f}, outside++);
    name_from(overlay, before, q_label);
    add_x_t(overlay, group, window, first);
    return exact.blur;
}

// ---- read-outs: the exact variances on the left, the samplers' on the right ----

struct ReadOutLine {
    int row = 0;
    bool left = true;
    std::string text{};
    Ink ink{};
};

void add_line(std::vector<Mark>& overlay, const Figure& frame, const ReadOutLine& read_out) {
    constexpr float pad = 6, line = 11.5f; // points
    const bool left = read_out.left;
    Label label;
    label.x = left ? frame.x.lo : frame.x.hi;
    label.y = frame.y.hi;
    label.text = read_out.text;
    label.horizontal = left ? Align::start : Align::end;
    label.vertical = Align::start;
    label.ink = read_out.ink;
    label.dx = left ? pad : -pad;
    label.dy = -pad / 2 - line * static_cast<float>(read_out.row);
    label.ground = frame.equal_aspect;        // contours may reach there
    label.yields = !left || read_out.row > 0; // in a narrow plot, with the exact variance last to go
    overlay.emplace_back(label);
}

double per_coordinate(const Mat& cov) { return cov.trace() / static_cast<double>(cov.rows()); }

/// `blur`: what the exact laws were widened by.
void add_readouts(std::vector<Mark>& overlay, const StepScene& scene, const std::vector<NextSteps>& groups,
                  const Figure& frame, double blur) {
    if (groups.empty()) return;
    const NextSteps& group = groups.front();
    add_line(overlay, frame,
             {0, true, "Var(⟨xₛ⟩ | xₜ) = " + number_text(per_coordinate(group.exact.cov), 4), {Ink::exact, 0, 1}});
    add_line(overlay, frame, {1, true, "⟨β̃⟩ = " + number_text(group.move.beta_tilde, 4), {Ink::text, 0, 0.9f}});
    add_line(overlay, frame, {2, true, "⟨β⟩ = " + number_text(group.move.B, 4), {Ink::muted, 0, 1}});
    add_line(overlay, frame, {3, true, particle_text(scene.run, scene.view), particle_ink(scene.view)});
    if (blur > 0)
        add_line(overlay, frame, {4, true, "exact law drawn smoothed by " + number_text(blur, 2), {Ink::exact, 0, 1}});
    std::map<int, const NextStep*> steps; // by sampler
    for (const NextSteps& one : groups)
        for (const NextStep& next : one.steps) steps.emplace(next.sampler, &next);
    for (int row = 0; const auto& [sampler, next] : steps) {
        const Mat& noise = next->step->noise;
        const double variance = noise.size() > 0 ? per_coordinate(noise * noise.transpose()) : 0;
        add_line(overlay, frame,
                 {row++, false, name_of(scene.run, sampler) + ": " + number_text(variance, 4),
                  sampler_ink(sampler, scene.view)});
    }
}

// ---- the plane ----

struct OutlineLook {
    Ink ink{};
    float width = 1.5f;
    Dash dash = Dash::solid;
};

/// The lines of 1 and 2 standard deviations.
void add_circles(std::vector<Mark>& overlay, const Vec& mean, const Mat& root, const OutlineLook& look) {
    constexpr int corners = 96;
    for (const double sds : {1.0, 2.0}) {
        Curve circle;
        for (int i = 0; i <= corners; ++i) {
            const double angle = 2 * 3.14159265358979323846 * i / corners;
            const double u = sds * std::cos(angle), v = sds * std::sin(angle);
            circle.x.push_back(mean[0] + root(0, 0) * u);
            circle.y.push_back(mean[1] + root(1, 0) * u + root(1, 1) * v);
        }
        circle.ink = look.ink;
        circle.width = look.width;
        circle.dash = look.dash;
        overlay.emplace_back(std::move(circle));
    }
}

void add_dot(std::vector<Mark>& overlay, const Vec& at, const Ink& ink, float radius) {
    Points dot;
    dot.x = {at[0]};
    dot.y = {at[1]};
    if (!std::isfinite(dot.x[0]) || !std::isfinite(dot.y[0])) return;
    dot.ink = ink;
    dot.radius = radius;
    overlay.emplace_back(std::move(dot));
}

/// Returns how much the exact law was widened.
double add_plane_group(std::vector<Mark>& overlay, const StepScene& scene, const NextSteps& group) {
    const auto& [run, view, window] = scene;
    const Vec origin = window.origin(group);
    std::size_t before = overlay.size();
    StepContours exact = step_contours(run, group, window);
    overlay.emplace_back(std::move(exact.lines));
    name_from(overlay, before, exact_label);
    before = overlay.size();
    if (group.move.beta_tilde > 0)
        add_circles(overlay, group.exact.mean - origin, std::sqrt(group.move.beta_tilde) * Mat::Identity(2, 2),
                    {.ink = {Ink::muted, 0, 1}, .width = 1.25f, .dash = Dash::dashed});
    name_from(overlay, before, q_label);
    for (auto next = group.steps.rbegin(); next != group.steps.rend(); ++next) {
        before = overlay.size();
        const Vec mean = next->mean - origin;
        if (!mean.allFinite()) continue;
        const Ink ink = sampler_ink(next->sampler, view);
        if (next->step->noisy()) add_circles(overlay, mean, next->step->noise, {.ink = ink});
        add_dot(overlay, mean, ink, 4);
        name_from(overlay, before, name_of(run, next->sampler));
    }
    if (group.move.A > 0)
        if (const Vec x_t = group.x_t / group.move.A - origin; x_t.allFinite())
            add_dot(overlay, x_t, {Ink::cursor, 0, 1}, 2.5f);
    return exact.blur;
}

// ---- the figure ----

Figure frame(const Run& run, const StepWindow& window) {
    Figure figure;
    const bool line = is_1d(run);
    const double rows = static_cast<double>(std::max<std::size_t>(4, run.samplers.size())); // of read-outs
    figure.x.lo = window.x.lo;
    figure.x.hi = window.x.hi;
    figure.x.label = !window.centred ? (line ? "⟨xₛ⟩" : "x") : line ? "⟨xₛ⟩ − E[⟨xₛ⟩ | xₜ]" : "x − E[x | xₜ]";
    if (line) {
        figure.y.label = "density, tallest = 1";
        figure.y.hi = 1.05 + 0.14 * rows; // read-outs stand above, a row a sampler
        figure.y.lo = -arrow_row * (0.5 + static_cast<double>(run.samplers.size()));
        figure.y.tick_hi = figure.y.hi;
        return figure;
    }
    figure.equal_aspect = true;
    constexpr double read_out_row = 0.05; // of the window's height: they stand above the laws
    figure.y.lo = window.y.lo;
    figure.y.hi = window.y.hi + read_out_row * rows * (window.y.hi - window.y.lo);
    figure.y.label = window.centred ? "y − E[y | xₜ]" : "y";
    return figure;
}

std::vector<Mark> step_overlay(const Run& run, const View& view, bool centred) {
    std::vector<Mark> overlay;
    if (!drawable(run)) return overlay;
    const StepWindow window = step_window(run, view, centred);
    const std::vector<NextSteps> groups = next_steps(run, view);
    const StepScene scene{run, view, window};
    double blur = 0;
    int outside = 0;
    for (auto group = groups.rbegin(); group != groups.rend(); ++group)
        blur = std::max(blur, is_1d(run) ? add_group(overlay, scene, *group, group + 1 == groups.rend(), outside)
                                         : add_plane_group(overlay, scene, *group));
    add_readouts(overlay, scene, groups, frame(run, window), blur);
    return overlay;
}

/// Draws nothing: names what is in the overlay.
void add_key(Figure& figure, const std::string& label, const Ink& ink, Dash dash = Dash::solid,
             Topic topic = Topic::none) {
    Curve key;
    key.ink = ink;
    key.dash = dash;
    key.width = 2;
    key.label = label;
    key.topic = topic;
    figure.marks.emplace_back(std::move(key));
}

Figure figure_of(const Run& run, const View& view, bool centred) {
    Figure figure = frame(run, step_window(run, view, centred));
    figure.caption = step_caption(run, view);
    add_key(figure, exact_label, {Ink::exact, 0, 1}, Dash::solid, Topic::reverse);
    add_key(figure, q_label, is_1d(run) ? Ink{Ink::text, 0, 0.9f} : Ink{Ink::muted, 0, 1}, Dash::dashed,
            Topic::posterior);
    for (int i = 0; i < static_cast<int>(run.samplers.size()); ++i) // a forward chain takes no step down
        if (const auto& plan = *run.samplers[static_cast<std::size_t>(i)].plan; !plan.forward() && !plan.recorded())
            add_key(figure, name_of(run, i), sampler_ink(i, view));
    return figure;
}

Figure step_figure(const Run& run, const View& view, bool centred, const char* name, const char* title) {
    Figure figure;
    if (drawable(run)) figure = figure_of(run, view, centred);
    figure.name = name;
    figure.title = title;
    figure.overlay = step_overlay(run, view, centred);
    return figure;
}

std::vector<Mark> overlay_step(const Run& run, const View& view) { return step_overlay(run, view, true); }
std::vector<Mark> overlay_step_place(const Run& run, const View& view) { return step_overlay(run, view, false); }

std::string words_of_step(const Run& run, const View& view) { return step_words(run, view, "step"); }
std::string words_in_place(const Run& run, const View& view) { return step_words(run, view, "step-place"); }

Figure plot_step(const Run& run, const View& view) { return step_figure(run, view, true, "step", "One step"); }
Figure plot_step_place(const Run& run, const View& view) {
    return step_figure(run, view, false, "step-place", "One step, in place");
}

} // namespace

extern const Plot step_plot, step_place_plot; // in the list: plots.cpp

constinit const Plot step_plot = {
    .name = "step",
    .title = "One step",
    .help = "Where the next step may take one particle: the exact law of ⟨xₛ⟩ given xₜ, a Gaussian only if the step is "
            "small, the Gaussian that each sampler draws from instead, and q(⟨xₛ⟩ | xₜ, x̂₀), about the exact mean.",
    .applies = has_target,
    .needs = "a target",
    .make = plot_step,
    .overlay = overlay_step,
    .words = words_of_step,
    .follows_cursor = true,
    .all_in_overlay = true,
    .variant = "about its mean",
};

constinit const Plot step_place_plot = {
    .name = "step-place",
    .title = "One step, in place",
    .help = "The same at its place among all ⟨xₛ⟩: with few steps on several modes the exact law has several humps, "
            "which no sampler's Gaussian follows.",
    .applies = has_target,
    .needs = "a target",
    .make = plot_step_place,
    .overlay = overlay_step_place,
    .words = words_in_place,
    .follows_cursor = true,
    .all_in_overlay = true,
    .variant_of = "step",
    .variant = "in place",
};

} // namespace halfstep
