// What the denoiser says against x_t, in one dimension, as lines at a few times and at the cursor, beside E[x0 | x_t]
// where it is another: as x0_hat, or as eps_hat, the score or v, which say the same in other words.

#include "app/plots/common.h"
#include "app/plots/followed.h"
#include "app/plots/step_arrows.h"
#include "app/plots/words.h"
#include "core/denoise/conversions.h"

#include <algorithm>
#include <cmath>

namespace halfstep {

namespace {

using namespace plots;

constexpr double denoiser_sds = 3; // lines reach so many standard deviations: beyond, x_t is hardly ever found
constexpr Eigen::Index points = 160;

/// One of the words for the same thing [MATH.md, section 4].
struct Quantity {
    const char *name, *title, *label;
    std::string formula; ///< from x0_hat
    double (*of)(ProcessKind process, const Level& level, double eps_hat, double x0_hat);
    bool grows; ///< towards the data without bound: no axis follows it there
};

double as_x0(ProcessKind, const Level&, double, double x0_hat) { return x0_hat; }
double as_eps(ProcessKind, const Level&, double eps_hat, double) { return eps_hat; }
double as_score(ProcessKind, const Level& level, double eps_hat, double) { return score_from_eps(eps_hat, level.b); }
/// On the chain a eps - b x0 [Salimans & Ho 2022]; between data and noise on straight lines their velocity, eps - x0.
double as_v(ProcessKind process, const Level& level, double eps_hat, double x0_hat) {
    return process == ProcessKind::flow ? eps_hat - x0_hat : v_from(x0_hat, eps_hat, level.a, level.b);
}

const Quantity x0_quantity{"denoiser", "x̂₀ against xₜ", "⟨x̂₀(xₜ, t)⟩", "x̂₀ = E[x₀ | xₜ]", as_x0, false};
const Quantity eps_quantity{"denoiser-eps", "ε̂ against xₜ", "ε̂(xₜ, t)", "ε̂ = ⟨(xₜ − a x̂₀)/b⟩", as_eps, false};
const Quantity score_quantity{
    "denoiser-score", "Score against xₜ", "∇ log pₜ(xₜ)", "Tweedie: ∇ log pₜ = ⟨(a x̂₀ − xₜ)/b²⟩", as_score, true};
const Quantity v_quantity{"denoiser-v", "v̂ against xₜ", "v̂(xₜ, t)", "v̂ = ⟨a ε̂ − b x̂₀⟩", as_v, false};

/// Levels at which lines are drawn, without doubles.
std::vector<int> line_levels(const Run& run) {
    constexpr double places[] = {0.05, 0.25, 1};
    std::vector<int> levels;
    for (const double place : places) {
        const int level = std::max(1, static_cast<int>(std::lround(place * run.process().steps())));
        if (levels.empty() || levels.back() != level) levels.push_back(level);
    }
    return levels;
}

struct Lines {
    Curve given, exact;
};

Lines lines_at(const Run& run, const Quantity& quantity, const DenoiserSpec& spec, int level) {
    const Level& at = run.process().levels[static_cast<std::size_t>(level)];
    const Range range = support(marginal(run.target(), at), 0, denoiser_sds);
    Block<double> x(points, 1), given(points, 1), exact(points, 1);
    for (Eigen::Index i = 0; i < points; ++i)
        x(i, 0) = range.lo + (range.hi - range.lo) * static_cast<double>(i) / (points - 1);
    const ExactDenoiser<double> exactly(run.target(), at);
    exactly(x, exact);
    given = exact;
    if (spec.kind != DenoiserKind::exact) Denoiser<double>(run.target(), at, spec)(x, given);
    Lines lines;
    const Target law = marginal(run.target(), at);
    for (Eigen::Index i = 0; i < points; ++i) {
        // eps_hat from the score: with little noise x_t - a x0_hat has no digits left.
        const double eps = -at.b * score(law, x.row(i).transpose())[0];
        const double eps_given = eps - at.a * (given(i, 0) - exact(i, 0)) / at.b;
        lines.given.x.push_back(x(i, 0));
        lines.given.y.push_back(quantity.of(run.process().kind, at, eps_given, given(i, 0)));
        lines.exact.y.push_back(quantity.of(run.process().kind, at, eps, exact(i, 0)));
    }
    lines.exact.x = lines.given.x;
    return lines;
}

struct LineLook {
    Ink ink{}, exact_ink{};
    float width = 1.5f;
    std::string label{};
};

/// Both, the exact one dashed; of the exact denoiser one.
void add_lines(Figure& figure, Lines lines, bool both, const LineLook& look) {
    lines.given.label = lines.exact.label = look.label;
    lines.given.topic = lines.exact.topic = Topic::denoiser;
    lines.given.ink = look.ink;
    lines.given.width = look.width;
    lines.exact.ink = look.exact_ink;
    lines.exact.width = both ? std::min(look.width, 1.75f) : look.width;
    lines.exact.dash = both ? Dash::dashed : Dash::solid;
    if (both) figure.marks.emplace_back(std::move(lines.given));
    figure.marks.emplace_back(std::move(lines.exact));
}

/// The quantity at the cursor of one who takes x_t for clean, and of one who knows the mean of the data alone.
void add_references(Figure& figure, const Run& run, const Quantity& quantity, const Level& level) {
    const auto add = [&](const char* label, Dash dash, auto x0_hat) {
        Curve curve;
        for (Eigen::Index i = 0; i < points; ++i) {
            const double x = figure.x.lo + (figure.x.hi - figure.x.lo) * static_cast<double>(i) / (points - 1);
            curve.x.push_back(x);
            curve.y.push_back(
                quantity.of(run.process().kind, level, eps_from_x0(x, x0_hat(x), level.a, level.b), x0_hat(x)));
        }
        curve.ink = {Ink::muted, 0, 0.7f};
        curve.width = 1.25f;
        curve.dash = dash;
        curve.label = label;
        curve.quiet = true;
        figure.marks.emplace_back(std::move(curve));
    };
    const double mean = run.target().mean()[0];
    if (level.a > 0) add("if x̂₀ = ⟨xₜ/a⟩", Dash::dotted, [&](double x) { return x / level.a; });
    add("if x̂₀ = E[x₀]", Dash::dashed, [&](double) { return mean; });
}

/// Ranges of all lines but the cursor's, so that axes stay while it moves.
void set_quantity_axes(Figure& figure, const Run& run, const Quantity& quantity) {
    Range x{0, 0}, y{0, 0};
    std::vector<int> levels = line_levels(run);
    if (!quantity.grows) levels.insert(levels.begin(), 1); // where x̂₀ reaches farthest
    for (const int level : levels) {
        const Lines lines = lines_at(run, quantity, {}, level);
        x = {std::min(x.lo, lines.exact.x.front()), std::max(x.hi, lines.exact.x.back())};
        for (const double value : lines.exact.y)
            if (std::isfinite(value)) y = {std::min(y.lo, value), std::max(y.hi, value)};
    }
    const Range wide = round_out({1.08 * y.lo, 1.08 * y.hi}), across = round_out(x);
    figure.x.label = "xₜ";
    figure.x.lo = across.lo;
    figure.x.hi = across.hi;
    figure.y.label = quantity.label;
    figure.y.lo = wide.lo;
    figure.y.hi = wide.hi;
}

/// The sigma-squared problem: a Gaussian about 0, and noise of variance t.
bool is_sigma_squared(const Run& run) {
    return run.target().is_gaussian() && run.target().mean()[0] == 0 && is_sigma2_process(run.process().spec);
}

std::string denoiser_caption(const Run& run, const Quantity& quantity, bool both, int at) {
    std::string text;
    if (both)
        text = learns(run.experiment()) ? "learned, dashed: exact" : "with its error, dashed: exact";
    else
        text = "exact";
    text += " · bold: at the cursor, " + short_time(run, at);
    const bool velocity = run.process().kind == ProcessKind::flow && quantity.of == as_v;
    if (velocity)
        text += " · v̂ = ε̂ − x̂₀, the velocity";
    else if (!both || quantity.of != as_x0)
        text += " · " + quantity.formula;
    if (!both && is_sigma_squared(run) && quantity.of == as_x0) {
        const double variance = run.target().cov()(0, 0), t = run.process().levels[static_cast<std::size_t>(at)].t;
        text += " = ⟨g(x, t) = σ²/(σ² + t) x⟩ = " + number_text(variance / (variance + t)) + " x";
    }
    return text;
}

/// Where the step that is looked into has this quantity from: the line of its own denoiser at its level, in the colour
/// of the term that it goes into.
void add_source_curve(std::vector<Mark>& overlay, const Run& run, const View& view, const Quantity& quantity) {
    if (quantity.of != as_x0 && quantity.of != as_eps) return;
    const std::optional<InspectedStep> step = inspected_step(run, view);
    if (!step || step->move->x0_hat.size() == 0) return;
    const DenoiserSpec& spec = run.samplers[static_cast<std::size_t>(step->sampler)].plan->denoiser;
    Curve curve = lines_at(run, quantity, spec, std::max(1, cursor_level(run, view))).given;
    curve.ink = term_ink(quantity.of == as_x0 ? StepTerm::x0 : StepTerm::eps, view);
    curve.width = 3.5f;
    curve.quiet = true;
    overlay.emplace_back(std::move(curve));
}

/// What a sampler's denoiser says of the particle at the cursor, and of which x_t.
struct SaidOf {
    double x_t = 0, value = missing; ///< NaN: nothing
};
SaidOf said_of(const Run& run, const View& view, const Quantity& quantity, int index) {
    const SamplerRun& sampler = run.samplers[static_cast<std::size_t>(index)];
    const int state = sampler.state_at(cursor_level(run, view));
    const Level& level = sampler.level_of(state);
    const Vec x_t = finite_state_of(run, index, followed_particle(run, view), state);
    if (x_t.size() == 0 || !(level.b > 0)) return {};
    Block<double> x(1, 1), x0_hat(1, 1);
    x(0, 0) = x_t[0];
    Denoiser<double>(run.target(), level, sampler.plan->denoiser)(x, x0_hat);
    const double eps = eps_from_x0(x_t[0], x0_hat(0, 0), level.a, level.b);
    return {x_t[0], quantity.of(run.process().kind, level, eps, x0_hat(0, 0))};
}

std::string quantity_words(const Run& run, const View& view, const Quantity& quantity) {
    const DenoiserSpec& spec = run.problem->denoiser;
    std::string text = std::string(quantity.label) + " of the " +
                       (spec.kind == DenoiserKind::exact ? "exact denoiser"
                        : learns(run.experiment())       ? "learned denoiser, beside the exact one"
                                                         : "denoiser with its error, beside the exact one") +
                       ", against xₜ at a few times and at the cursor.";
    const std::string told = of_each_sampler(run, view, quantity.name, [&](const SamplerRun&, int index) {
        const SaidOf said = said_of(run, view, quantity, index);
        if (!std::isfinite(said.value)) return std::string();
        return "xₜ = " + plain_words(said.x_t) + ", of which it says " + plain_words(said.value);
    });
    if (told.empty()) return text + " " + at_cursor(run, view) + " there is no noise to be found.";
    return text + by_sampler(at_cursor(run, view) + ", what it says of " + particle_text(run, view), told);
}

/// The followed particle under every sampler: its x_t at the cursor, and what the sampler's denoiser says of it.
std::vector<Mark> denoiser_overlay(const Run& run, const View& view, const Quantity& quantity) {
    std::vector<Mark> overlay;
    if (!drawable(run) || !is_1d(run)) return overlay;
    add_source_curve(overlay, run, view, quantity);
    for (const int i : drawing_order(run, view)) {
        const SaidOf said = said_of(run, view, quantity, i);
        Points dot;
        dot.x = {said.x_t};
        dot.y = {said.value};
        dot.ink = sampler_ink(i, view);
        dot.radius = 4;
        if (!std::isfinite(dot.y[0])) continue;
        if (std::none_of(overlay.begin(), overlay.end(),
                         [](const Mark& m) { return std::holds_alternative<Label>(m); }))
            overlay.emplace_back(particle_label(run, view, dot.x[0], dot.y[0]));
        overlay.emplace_back(std::move(dot));
    }
    return overlay;
}

Figure lines_figure(const Run& run, const View& view, const Quantity& quantity) {
    Figure figure;
    figure.name = quantity.name;
    figure.title = quantity.title;
    if (!drawable(run) || !is_1d(run)) return figure;
    const DenoiserSpec& spec = run.problem->denoiser;
    const bool both = spec.kind != DenoiserKind::exact;
    const int at = std::max(1, cursor_level(run, view));
    set_quantity_axes(figure, run, quantity);
    figure.caption = denoiser_caption(run, quantity, both, at);
    add_references(figure, run, quantity, run.process().levels[static_cast<std::size_t>(at)]);
    int index = 0;
    for (const int level : line_levels(run)) {
        const Ink ink{Ink::series, index++, 0.75f};
        add_lines(figure, lines_at(run, quantity, spec, level), both,
                  {.ink = ink, .exact_ink = ink, .label = short_time(run, level)});
    }
    add_lines(figure, lines_at(run, quantity, spec, at), both,
              {.ink = {Ink::text, 0, 1}, .exact_ink = {Ink::exact, 0, 1}, .width = 2.25f});
    figure.overlay = denoiser_overlay(run, view, quantity);
    return figure;
}

template <const Quantity& quantity>
std::vector<Mark> overlay_quantity(const Run& run, const View& view) {
    return denoiser_overlay(run, view, quantity);
}

template <const Quantity& quantity>
std::string words_of(const Run& run, const View& view) {
    return quantity_words(run, view, quantity);
}

Figure plot_denoiser(const Run& run, const View& view) { return lines_figure(run, view, x0_quantity); }
Figure plot_denoiser_eps(const Run& run, const View& view) { return lines_figure(run, view, eps_quantity); }
Figure plot_denoiser_score(const Run& run, const View& view) { return lines_figure(run, view, score_quantity); }
Figure plot_denoiser_v(const Run& run, const View& view) { return lines_figure(run, view, v_quantity); }

bool has_v_1d(const Run& run) { return is_1d(run) && run.process().kind != ProcessKind::ve; }

} // namespace

extern const Plot denoiser_plot, denoiser_eps_plot, denoiser_score_plot, denoiser_v_plot; // in the list: plots.cpp

constinit const Plot denoiser_plot = {
    .name = "denoiser",
    .title = "x̂₀ against xₜ",
    .help = "What the denoiser says of x₀ at a few times and at the cursor, where xₜ is found: near the data it "
            "trusts xₜ, in pure noise it says the mean of the data. A network that has learned lies on the dashed "
            "exact lines.",
    .applies = is_1d,
    .needs = "a target with one dimension",
    .make = plot_denoiser,
    .overlay = overlay_quantity<x0_quantity>,
    .words = words_of<x0_quantity>,
    .follows_cursor = true,
    .variant = "x̂₀",
    .place =
        [](const Experiment& experiment) { return learns(experiment) && dimension(experiment.target) == 1 ? 1 : -1; },
};

constinit const Plot denoiser_eps_plot = {
    .name = "denoiser-eps",
    .title = "ε̂ against xₜ",
    .help = "The noise that the denoiser finds in xₜ: ε̂ = ⟨(xₜ − a x̂₀)/b⟩.",
    .applies = is_1d,
    .needs = "a target with one dimension",
    .make = plot_denoiser_eps,
    .overlay = overlay_quantity<eps_quantity>,
    .words = words_of<eps_quantity>,
    .follows_cursor = true,
    .variant_of = "denoiser",
    .variant = "ε̂",
};

constinit const Plot denoiser_score_plot = {
    .name = "denoiser-score",
    .title = "Score against xₜ",
    .help = "The gradient of log pₜ, which points to where xₜ is more likely: by Tweedie's formula ⟨(a x̂₀ − xₜ)/b²⟩.",
    .applies = is_1d,
    .needs = "a target with one dimension",
    .make = plot_denoiser_score,
    .overlay = overlay_quantity<score_quantity>,
    .words = words_of<score_quantity>,
    .follows_cursor = true,
    .variant_of = "denoiser",
    .variant = "score",
};

constinit const Plot denoiser_v_plot = {
    .name = "denoiser-v",
    .title = "v̂ against xₜ",
    .help = "v̂ = ⟨a ε̂ − b x̂₀⟩ on the VP chain; of flow the velocity ε̂ − x̂₀, along which xₜ moves with t.",
    .applies = has_v_1d,
    .needs = "process vp or flow, and a target with one dimension",
    .make = plot_denoiser_v,
    .overlay = overlay_quantity<v_quantity>,
    .words = words_of<v_quantity>,
    .follows_cursor = true,
    .variant_of = "denoiser",
    .variant = "v̂",
};

} // namespace halfstep
