#include "app/plots/common.h"

#include "app/figure/layout.h"

#include <algorithm>
#include <cmath>

namespace halfstep::plots {

bool drawable(const Run& run) { return run.complete && run.problem; }
bool has_target(const Run& run) { return run.problem != nullptr; }
bool is_1d(const Run& run) { return has_target(run) && run.target().dim() == 1; }
bool is_2d(const Run& run) { return has_target(run) && run.target().dim() == 2; }

// ---- time ----

int cursor_level(const Run& run, const View& view) { return std::clamp(view.level, 0, run.process().steps()); }

double t_end(const Run& run) { return run.process().levels.back().t; }

/// Whether t says all of a level: everywhere but on the grids of ve that are not even in the variance t.
static bool t_says_all(const Process& process) {
    return process.kind != ProcessKind::ve || (process.spec.grid == Grid::linear && process.spec.sigma_max == 1);
}

Axis time_axis(const Run& run) {
    Axis axis;
    axis.label = t_says_all(run.process()) ? "t" : "t = k/T";
    axis.lo = 0;
    axis.hi = t_end(run);
    return axis;
}

std::string time_text(const Run& run, int level, Notation notation) {
    const Process& process = run.process();
    const Level& at = process.levels[level];
    const std::string of = std::to_string(level) + " / " + std::to_string(process.steps());
    const std::string text =
        process.kind == ProcessKind::vp ? "t = " + of : "t = " + number_text(at.t) + "   k = " + of;
    if (t_says_all(process) && notation != Notation::sde) return text;
    return text + "   σ = " + (at.a > 0 ? number_text(at.b / at.a) : "∞");
}

std::string caption_time(const Run& run, const View& view) {
    const int level = cursor_level(run, view);
    if (!view.clock_beside) return time_text(run, level, view.notation) + " · ";
    return t_says_all(run.process()) ? "" : "σ = " + number_text(run.process().levels[level].b) + " · ";
}

std::string short_time(const Run& run, int level) {
    return "t = " + number_text(run.process().levels[static_cast<std::size_t>(level)].t, 3);
}

Level level_at(const Process& process, double t) {
    const int T = process.steps();
    const double u = std::clamp(t / process.levels.back().t * T, 0.0, static_cast<double>(T));
    if (process.kind == ProcessKind::ve) return {t, 1, ve_sigma(process.spec, u)};
    const int k = std::min(static_cast<int>(u), T - 1);
    const double w = u - k;
    const Level &p = process.levels[k], &q = process.levels[k + 1];
    if (process.kind == ProcessKind::flow) return {t, (1 - w) * p.a + w * q.a, (1 - w) * p.b + w * q.b};
    const auto root_mean = [w](double x, double y) { return std::sqrt((1 - w) * x * x + w * y * y); };
    return {t, root_mean(p.a, q.a), root_mean(p.b, q.b)};
}

void add_cursor(std::vector<Mark>& overlay, const Run& run, const View& view, bool labelled, double y_top) {
    const int level = cursor_level(run, view);
    const double t = run.process().levels[level].t;
    Rule rule;
    rule.value = t;
    rule.ink = {Ink::cursor, 0, 1};
    overlay.emplace_back(rule);
    if (!labelled || view.clock_beside) return;
    const bool left_half = t < 0.5 * t_end(run);
    Label label;
    label.x = t;
    label.y = y_top;
    label.text = time_text(run, level, view.notation);
    label.horizontal = left_half ? Align::start : Align::end;
    label.vertical = Align::start;
    label.ink = {Ink::cursor, 0, 1};
    label.dx = left_half ? 5.0f : -5.0f;
    label.dy = -4;
    label.to = t_end(run); // from 0: beyond there are the ends' own names
    overlay.emplace_back(label);
}

// ---- whose marks are seen ----

bool seen_at(const Layout& layout, const View& view, int sampler) {
    return !view.muted.has(sampler) && (layout.only < 0 || layout.only == sampler);
}

// ---- moves ----

const StepCoefficients* next_reverse_step(const SamplerRun& sampler, int level) {
    for (auto i = static_cast<std::size_t>(sampler.state_at(level)); i < sampler.steps().size(); ++i)
        if (sampler.steps()[i].move == MoveKind::reverse) return &sampler.steps()[i];
    return nullptr;
}

// ---- inks ----

Ink sampler_ink(int sampler, const View& view, float alpha) {
    const bool behind = view.sampler >= 0 && view.sampler != sampler;
    return {Ink::sampler, sampler, behind ? 0.2f * alpha : alpha};
}

bool is_rough(const SamplerRun& sampler) {
    constexpr int many = 30; // steps with noise; also how many are looked at, where there are more
    if (static_cast<int>(sampler.steps().size()) <= many) return false;
    if (sampler.plan->recorded()) return sampler.plan->jumps();
    int noisy = 0;
    for (const int i : thin(static_cast<int>(sampler.steps().size()), many))
        noisy += sampler.steps()[i].noisy() ? 1 : 0;
    return noisy > many / 2;
}

std::vector<int> drawing_order(const Run& run, const View& view) {
    std::vector<int> order(run.samplers.size());
    for (int i = 0; i < static_cast<int>(order.size()); ++i) order[i] = i;
    const auto rank = [&](int i) { return i == view.sampler ? 2 : is_rough(run.samplers[i]) ? 0 : 1; };
    std::stable_sort(order.begin(), order.end(), [&](int i, int j) { return rank(i) < rank(j); });
    return order;
}

void add_sampler_keys(Figure& figure, const Run& run, const View& view) {
    for (int i = 0; i < static_cast<int>(run.samplers.size()); ++i) {
        Curve key;
        key.ink = sampler_ink(i, view);
        key.label = run.samplers[i].spec().name;
        figure.marks.emplace_back(std::move(key));
    }
}

std::vector<Round> rounds(const Run& run, const View& view) {
    const std::vector<int> order = drawing_order(run, view);
    const auto alike = [&](int i, int j) {
        return i != view.sampler && j != view.sampler && is_rough(run.samplers[i]) == is_rough(run.samplers[j]);
    };
    std::vector<Round> list;
    for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end) {
        while (end < order.size() && (end == begin || alike(order[begin], order[end]))) ++end;
        const int n = static_cast<int>(end - begin);
        for (int round = 0; round < n; ++round)
            for (int k = 0; k < n; ++k)
                list.push_back({order[begin + static_cast<std::size_t>((round + k) % n)], round, n});
    }
    return list;
}

// ---- ranges ----

double nice_ceil(double value) {
    if (!(value > 0) || !std::isfinite(value)) return 1;
    const double decade = std::pow(10.0, std::floor(std::log10(value)));
    for (const double step : {1.0, 2.0, 5.0})
        if (value <= step * decade * (1 + 1e-9)) return step * decade;
    return 10 * decade;
}

Range round_out(Range range, int steps) {
    if (!std::isfinite(range.lo) || !std::isfinite(range.hi)) return {-1, 1};
    const double size = std::max(std::abs(range.lo), std::abs(range.hi));
    double width = range.hi - range.lo;
    if (!(width > 1e-9 * size)) width = size > 0 ? 1e-6 * size : 1; // all in one place: a little room around it
    const double step = nice_ceil(width / steps);
    Range out{std::floor(range.lo / step + 1e-9) * step, std::ceil(range.hi / step - 1e-9) * step};
    if (!(out.hi > out.lo)) out = {out.lo - step, out.lo + step};
    return out;
}

namespace {

void include(Range& range, const Range& other) {
    if (!std::isfinite(other.lo) || !std::isfinite(other.hi)) return;
    range.lo = std::min(range.lo, other.lo);
    range.hi = std::max(range.hi, other.hi);
}

} // namespace

Range view_range(const Run& run, int coordinate, double width) {
    constexpr int samples = 65; // the laws move smoothly with t
    constexpr double inf = std::numeric_limits<double>::infinity();
    Range range{inf, -inf};
    for (const int level : thin(static_cast<int>(run.process().levels.size()), samples))
        include(range, support(marginal(run.target(), run.process().levels[level]), coordinate, width));
    for (const SamplerRun& sampler : run.samplers) include(range, support(sampler.plan->start, coordinate, width));
    return round_out(range);
}

Axis decades(double lo, double hi, double most_decades) {
    constexpr double room = 1.25; // so that no curve runs along an edge
    if (!(hi > 0)) lo = hi = 1;
    Axis axis;
    axis.scale = Scale::log10;
    axis.hi = std::pow(10, std::ceil(std::log10(room * hi)));
    axis.lo = std::max(std::pow(10, std::floor(std::log10(lo / room))), axis.hi * std::pow(10, -most_decades));
    return axis;
}

std::vector<int> thin(int n, int limit) {
    const int kept = std::min(n, std::max(limit, 2));
    std::vector<int> indices(std::max(kept, 0));
    for (int i = 0; i < kept; ++i)
        indices[i] = kept == 1 ? 0 : static_cast<int>(static_cast<std::int64_t>(i) * (n - 1) / (kept - 1));
    return indices;
}

// ---- text ----

std::string prior_text(const Process& process) {
    constexpr int sigma_digits = 6; // somebody chose it
    const double sigma = process.prior_sigma();
    return sigma == 1 ? "N(0, I)" : "N(0, " + as_operand(number_text(sigma, sigma_digits)) + "² I)";
}

std::string particles_text(const Run& run) {
    if (run.particles < run.experiment().run.particles) return grouped(run.particles) + " (coarse)";
    return grouped(run.particles) + (run.particles == 1 ? " particle" : " particles");
}

} // namespace halfstep::plots
