#include "app/plots/step_arrows.h"

#include "app/plots/common.h"
#include "core/sample/reverse.h"

#include <algorithm>
#include <cmath>

namespace halfstep::plots {
namespace {

/// An arrow from one place to another; in one dimension places have one coordinate.
struct StepArrow {
    StepTerm::Kind kind;
    Vec from, to;
};

/// How far the step has come, and the arrows that are there by then.
struct StepPicture {
    std::vector<StepArrow> arrows;
    bool asked = false;   ///< x0_hat is known
    bool arrived = false; ///< x_s is there
};

void add_arrow(StepPicture& picture, StepTerm::Kind kind, const Vec& value) {
    const Vec from = picture.arrows.empty() ? Vec(Vec::Zero(value.size())) : picture.arrows.back().to;
    picture.arrows.push_back({kind, from, from + value});
}

StepPicture picture_of(const InspectedStep& step, int stage) {
    const std::vector<StepStage> stages = stages_of(step);
    const auto last = static_cast<int>(stages.size()) - 1;
    const StepStage now = stages[static_cast<std::size_t>(stage < 0 ? last : std::min(stage, last))];
    StepPicture picture;
    picture.asked = step.move->x0_hat.size() > 0 && now >= StepStage::ask;
    picture.arrived = now == StepStage::arrive;
    if (now == StepStage::split) {
        add_arrow(picture, StepTerm::x0, step.from().a * step.move->x0_hat);
        add_arrow(picture, StepTerm::eps, step.from().b * step.move->eps_hat);
        return picture;
    }
    for (const StepTerm& term : step.move->terms)
        if (stage_of(term.kind) <= now) add_arrow(picture, term.kind, term.value);
    return picture;
}

bool all_finite(const StepPicture& picture) {
    return std::all_of(picture.arrows.begin(), picture.arrows.end(),
                       [](const StepArrow& arrow) { return arrow.from.allFinite() && arrow.to.allFinite(); });
}

Points dot_at(double x, double y, const Ink& ink, float radius) {
    Points dot;
    dot.x = {x};
    dot.y = {y};
    dot.ink = ink;
    dot.radius = radius;
    return dot;
}

/// A name beside a place, on its free side.
Label name_at(double x, double y, const char* text, const Ink& ink, bool to_the_right = true) {
    Label label;
    label.x = x;
    label.y = y;
    label.text = text;
    label.ink = ink;
    label.horizontal = to_the_right ? Align::start : Align::end;
    label.dx = to_the_right ? 5.0f : -5.0f;
    label.size = 10.5f;
    return label;
}

Curve dotted(double x0, double y0, double x1, double y1) {
    Curve curve;
    curve.x = {x0, x1};
    curve.y = {y0, y1};
    curve.ink = {Ink::muted, 0, 0.9f};
    curve.width = 1;
    curve.dash = Dash::dotted;
    curve.quiet = true;
    return curve;
}

Arrows arrow_mark(double x, double y, double dx, double dy, const Ink& ink) {
    Arrows arrow;
    arrow.x = {x};
    arrow.y = {y};
    arrow.dx = {dx};
    arrow.dy = {dy};
    arrow.ink = ink;
    arrow.width = 2.5f;
    return arrow;
}

const char* leaving_name(const InspectedStep& step) { return step.step->move == MoveKind::forward ? "xₛ" : "xₜ"; }
const char* arriving_name(const InspectedStep& step) { return step.step->move == MoveKind::forward ? "xₜ" : "xₛ"; }

/// Mean and covariance of the exact law of where the step arrives; nothing where that is no reverse step.
std::optional<Posterior> exact_law(const Run& run, const InspectedStep& step) {
    const StepCoefficients& move = *step.step;
    if (move.move != MoveKind::reverse || !(transition(move.from, move.to).B > 0)) return std::nullopt;
    Posterior law = reverse_moments(run.target(), move.from, move.to, step.x_from);
    if (!law.mean.allFinite() || !law.cov.allFinite()) return std::nullopt;
    return law;
}

/// Where the columns of arrows stand, from the cursor on the way that the step goes, or where there is room.
struct Columns {
    double from, width;
    double at(int column) const { return from + width * column; }
};
Columns columns_beside(const Run& run, const InspectedStep& step, int count) {
    constexpr double width = 0.04; // of the time range
    const double end = t_end(run), reach = width * end * count;
    double way = step.to().t < step.from().t ? -1 : 1;
    if (step.from().t + way * reach < -0.1 * end || step.from().t + way * reach > 1.1 * end) way = -way;
    return {step.from().t, way * width * end};
}

/// The step enlarged about its own middle, so that its arrows can be told apart: 1 where they can be as it is.
struct Lens {
    double middle = 0, at = 0, times = 1;
    double operator()(double x) const { return at + times * (x - middle); }
};

/// It depends on the whole step, not on how far slow motion has come.
Lens lens_for(const Run& run, const InspectedStep& step, Range height) {
    constexpr double fill = 0.4; // of the axis
    Range all{std::min(step.x_from[0], step.x_to[0]), std::max(step.x_from[0], step.x_to[0])};
    const auto hold = [&](double x) { all = {std::min(all.lo, x), std::max(all.hi, x)}; };
    double head = 0;
    for (const StepTerm& term : step.move->terms) hold(head += term.value[0]);
    if (const auto law = exact_law(run, step)) {
        const double sd = std::sqrt(std::max(0.0, law->cov(0, 0)));
        hold(law->mean[0] - sd);
        hold(law->mean[0] + sd);
    }
    const double axis = height.hi - height.lo, size = all.hi - all.lo;
    Lens lens;
    if (!(size > 0) || !std::isfinite(size)) return lens;
    lens.middle = lens.at = 0.5 * (all.lo + all.hi);
    const double room = fill * axis / size;
    if (room < 2) return lens;
    const double decade = std::pow(10.0, std::floor(std::log10(room)));
    lens.times = decade * (room / decade >= 5 ? 5 : room / decade >= 2 ? 2 : 1);
    const double half = 0.5 * lens.times * size + 0.04 * axis;
    lens.at = std::clamp(lens.middle, height.lo + half, height.hi - half);
    return lens;
}

void add_ground(std::vector<Mark>& overlay, const Columns& columns, int count, Range height, double times) {
    Band ground;
    ground.x = {columns.at(0) + 0.3 * columns.width, columns.at(count + 1) + 0.6 * columns.width};
    if (ground.x[0] > ground.x[1]) std::swap(ground.x[0], ground.x[1]);
    ground.lo = {height.lo, height.lo};
    ground.hi = {height.hi, height.hi};
    ground.ink = {Ink::ground, 0, 0.82f};
    Label label;
    label.x = 0.5 * (ground.x[0] + ground.x[1]);
    label.y = height.lo;
    label.text = "step × " + number_text(times);
    label.horizontal = Align::middle;
    label.vertical = Align::end;
    label.ink = {Ink::text, 0, 1};
    label.dy = 4;
    overlay.emplace_back(std::move(ground));
    overlay.emplace_back(std::move(label));
}

} // namespace

std::vector<StepStage> stages_of(const InspectedStep& step) {
    std::vector<StepStage> stages = {StepStage::leave};
    if (step.move->x0_hat.size() > 0) stages.insert(stages.end(), {StepStage::ask, StepStage::split});
    for (const StepTerm& term : step.move->terms)
        if (const StepStage stage = stage_of(term.kind); stage != stages.back()) stages.push_back(stage);
    stages.push_back(StepStage::arrive);
    return stages;
}

StepStage stage_of(StepTerm::Kind kind) {
    switch (kind) {
    case StepTerm::x0:
    case StepTerm::eps: return StepStage::combine;
    case StepTerm::last: return StepStage::last;
    case StepTerm::again: return StepStage::again;
    case StepTerm::state: return StepStage::shrink;
    case StepTerm::noise: return StepStage::noise;
    }
    return StepStage::arrive;
}

const char* stage_text(StepStage stage) {
    switch (stage) {
    case StepStage::leave: return "Where it stands";
    case StepStage::ask: return "Ask the denoiser: x̂₀";
    case StepStage::split: return "What is left over is noise: ε̂ = (xₜ − a x̂₀)/b";
    case StepStage::combine: return "Combine x̂₀ and ε̂ anew, with less noise";
    case StepStage::last: return "Add what changed since the step before";
    case StepStage::again: return "Ask again where that arrives";
    case StepStage::shrink: return "Shrink the state";
    case StepStage::noise: return "Add noise";
    case StepStage::arrive: return "Arrive";
    }
    return "";
}

const char* term_symbol(StepTerm::Kind kind) {
    switch (kind) {
    case StepTerm::x0: return "x̂₀";
    case StepTerm::eps: return "ε̂";
    case StepTerm::last: return "Δx̂₀";
    case StepTerm::again: return "Δε̂";
    case StepTerm::state: return "x";
    case StepTerm::noise: return "z";
    }
    return "";
}

int term_series(StepTerm::Kind kind) {
    constexpr int colors[] = {0, 1, 3, 3, 0, 2}; // last and again never meet, nor do state and x0
    return colors[kind] + series_colors * kind;
}

Ink term_ink(StepTerm::Kind kind, const View& view) {
    const bool behind = view.term >= 0 && view.term != kind;
    return {Ink::series, term_series(kind), behind ? 0.25f : 1.0f};
}

int term_at(const Figure& figure, const Layout& layout, Point at, float reach) {
    int nearest = -1;
    float best = reach;
    for (const Mark& mark : figure.overlay) {
        const Arrows* const arrow = std::get_if<Arrows>(&mark);
        if (!arrow || arrow->ink.role != Ink::series || arrow->x.size() != 1) continue;
        const float x0 = layout.x.pixel(arrow->x[0]), y0 = layout.y.pixel(arrow->y[0]);
        const float dx = layout.x.pixel(arrow->x[0] + arrow->dx[0]) - x0,
                    dy = layout.y.pixel(arrow->y[0] + arrow->dy[0]) - y0;
        const float square = dx * dx + dy * dy;
        const float along = square > 0 ? std::clamp(((at.x - x0) * dx + (at.y - y0) * dy) / square, 0.0f, 1.0f) : 0;
        const float distance = std::hypot(at.x - x0 - along * dx, at.y - y0 - along * dy);
        if (distance < best) best = distance, nearest = arrow->ink.index / series_colors;
    }
    return nearest;
}

void add_line_arrows(std::vector<Mark>& overlay, const Run& run, const View& view, Range height) {
    const std::optional<InspectedStep> step = inspected_step(run, view);
    if (!step) return;
    const StepPicture picture = picture_of(*step, view.stage);
    if (!all_finite(picture)) return;
    const Ink whose{Ink::sampler, step->sampler, 1};
    const int count = static_cast<int>(picture.arrows.size());
    const int most = std::max(2, static_cast<int>(step->move->terms.size()));
    const Columns columns = columns_beside(run, *step, most + 2);
    const Lens lens = view.enlarge ? lens_for(run, *step, height) : Lens{};
    const bool right = columns.width > 0;
    if (lens.times > 1) add_ground(overlay, columns, most, height, lens.times);
    const double x_t = lens(step->x_from[0]);
    overlay.emplace_back(dot_at(columns.from, step->x_from[0], whose, 4.5f));
    const double beside = columns.from + 0.55 * columns.width;
    overlay.emplace_back(dotted(columns.from, step->x_from[0], beside, x_t));
    overlay.emplace_back(dot_at(beside, x_t, whose, 4));
    overlay.emplace_back(name_at(beside, x_t, leaving_name(*step), {Ink::text, 0, 1}, !right));
    if (picture.asked && picture.arrows.empty()) {
        const double x0_hat = lens(step->move->x0_hat[0]);
        overlay.emplace_back(dotted(beside, x_t, columns.at(2), x0_hat));
        overlay.emplace_back(dot_at(columns.at(2), x0_hat, term_ink(StepTerm::x0, view), 4));
        overlay.emplace_back(name_at(columns.at(2), x0_hat, "x̂₀", term_ink(StepTerm::x0, view), right));
    }
    for (int i = 0; i < count; ++i) {
        const StepArrow& arrow = picture.arrows[static_cast<std::size_t>(i)];
        const double t = columns.at(i + 1), from = lens(arrow.from[0]), to = lens(arrow.to[0]);
        const Ink ink = term_ink(arrow.kind, view);
        overlay.emplace_back(arrow_mark(t, from, 0, to - from, ink));
        // Beside its middle, or what is in view of it.
        const double low = std::max(std::min(from, to), height.lo), high = std::min(std::max(from, to), height.hi);
        overlay.emplace_back(name_at(t, 0.5 * (low + high), term_symbol(arrow.kind), ink, right));
        if (i + 1 < count || picture.arrived) overlay.emplace_back(dotted(t, to, columns.at(i + 2), to));
    }
    if (!picture.arrived) return;
    const double t = columns.at(count + 1), x_s = lens(step->x_to[0]);
    if (const auto law = exact_law(run, *step)) {
        const double sd = std::sqrt(std::max(0.0, law->cov(0, 0)));
        Curve bar;
        bar.x = {t, t};
        bar.y = {lens(law->mean[0] - sd), lens(law->mean[0] + sd)};
        bar.ink = {Ink::exact, 0, 0.35f};
        bar.width = 7;
        bar.quiet = true;
        overlay.emplace_back(std::move(bar));
    }
    overlay.emplace_back(dot_at(t, x_s, whose, 4.5f));
    overlay.emplace_back(name_at(t, x_s, arriving_name(*step), {Ink::text, 0, 1}, right));
}

void add_plane_arrows(std::vector<Mark>& overlay, const Run& run, const View& view) {
    const std::optional<InspectedStep> step = inspected_step(run, view);
    if (!step) return;
    const StepPicture picture = picture_of(*step, view.stage);
    if (!all_finite(picture)) return;
    const Ink whose{Ink::sampler, step->sampler, 1};
    if (picture.asked) {
        const Vec& x0_hat = step->move->x0_hat;
        if (picture.arrows.empty())
            overlay.emplace_back(dotted(step->x_from[0], step->x_from[1], x0_hat[0], x0_hat[1]));
        overlay.emplace_back(dot_at(x0_hat[0], x0_hat[1], term_ink(StepTerm::x0, view), 3.5f));
    }
    for (const StepArrow& arrow : picture.arrows) {
        const Vec by = arrow.to - arrow.from, middle = 0.5 * (arrow.from + arrow.to);
        overlay.emplace_back(arrow_mark(arrow.from[0], arrow.from[1], by[0], by[1], term_ink(arrow.kind, view)));
        overlay.emplace_back(name_at(middle[0], middle[1], term_symbol(arrow.kind), term_ink(arrow.kind, view)));
    }
    overlay.emplace_back(dot_at(step->x_from[0], step->x_from[1], whose, 4.5f));
    overlay.emplace_back(name_at(step->x_from[0], step->x_from[1], leaving_name(*step), {Ink::text, 0, 1}));
    if (!picture.arrived) return;
    if (const auto law = exact_law(run, *step)) {
        const Mat root = cholesky(law->cov);
        Curve circle;
        constexpr int corners = 64;
        for (int i = 0; i <= corners; ++i) {
            const double angle = 2 * 3.14159265358979323846 * i / corners;
            const double u = std::cos(angle), v = std::sin(angle);
            circle.x.push_back(law->mean[0] + root(0, 0) * u);
            circle.y.push_back(law->mean[1] + root(1, 0) * u + root(1, 1) * v);
        }
        circle.ink = {Ink::exact, 0, 1};
        overlay.emplace_back(std::move(circle));
    }
    overlay.emplace_back(dot_at(step->x_to[0], step->x_to[1], whose, 4.5f));
    overlay.emplace_back(name_at(step->x_to[0], step->x_to[1], arriving_name(*step), {Ink::text, 0, 1}));
}

} // namespace halfstep::plots
