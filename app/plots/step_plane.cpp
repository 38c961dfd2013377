// One step as arrows in the plane: as they are, and its end enlarged in an inset where it is small.

#include "app/plots/common.h"
#include "app/plots/step_picture.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace halfstep::plots {
namespace {

/// An upright box in the plane.
struct PlaneBox {
    Range x, y;
    double width() const { return x.hi - x.lo; }
    bool holds(const Vec& at, double margin = 0) const {
        return at[0] > x.lo - margin && at[0] < x.hi + margin && at[1] > y.lo - margin && at[1] < y.hi + margin;
    }
};

struct PlaneInset {
    PlaneBox frame;  ///< where it stands
    PlaneBox source; ///< what it enlarges
    StepLens lens;
};

/// What of the plane is in view, as far as it is known here: a zoomed plot's ranges, or the plot's own.
PlaneBox plane_in_view(const Run& run, const View& view, PlaneBox own) {
    const Plot* const stage = stage_plot(run);
    const auto seen = view.plots.find(stage);
    if (seen == view.plots.end()) return own;
    const auto take = [](const AxisView& axis, Range& range) {
        if (const auto& span = axis.locked ? axis.locked : axis.range) range = {span->lo, span->hi};
    };
    take(seen->second.x, own.x);
    take(seen->second.y, own.y);
    return own;
}

/// How much an inset there would hide: particles of the sampler, and the arrows, which count for more.
double hidden_by(const PlaneBox& box, const Run& run, const View& view, const InspectedStep& step) {
    constexpr Eigen::Index looked_at = 400;
    constexpr int along = 16;          // places on an arrow
    constexpr double arrow_place = 20; // particles that one of them is worth
    double hidden = 0;
    const SamplerRun& sampler = run.samplers[static_cast<std::size_t>(step.sampler)];
    if (!sampler.frames.empty()) {
        const Frame& frame = sampler.frame_at(sampler.state_at(cursor_level(run, view)));
        for (Eigen::Index i = 0; i < std::min(looked_at, frame.rows()); ++i)
            hidden += box.holds(Vec{{frame.at(i, 0), frame.at(i, 1)}});
    }
    for (const StepArrow& arrow : picture_of(step, -1).arrows)
        for (int i = 0; i <= along; ++i)
            hidden += arrow_place * box.holds(arrow.from + (arrow.to - arrow.from) * (double(i) / along));
    return hidden;
}

/// In a corner, or in the middle of a side: where it hides least, and never the step itself.
std::optional<PlaneBox> place_of_inset(const Run& run, const View& view, const InspectedStep& step,
                                       const PlaneBox& in_view) {
    constexpr double part = 0.44, margin = 0.02; // of the shorter side in view
    const double side = std::min(in_view.width(), in_view.y.hi - in_view.y.lo), size = part * side;
    const auto along = [&](Range range, int place) {
        const double lo = range.lo + margin * side, hi = range.hi - margin * side - size;
        const double at = place == 0 ? lo : place == 2 ? hi : 0.5 * (lo + hi);
        return Range{at, at + size};
    };
    constexpr std::array<std::array<int, 2>, 8> places = {
        {{2, 2}, {0, 2}, {2, 0}, {0, 0}, {2, 1}, {0, 1}, {1, 2}, {1, 0}}};
    std::optional<PlaneBox> best;
    double least = std::numeric_limits<double>::infinity();
    for (const auto& [column, row] : places) {
        const PlaneBox box{along(in_view.x, column), along(in_view.y, row)};
        if (box.holds(step.x_from, margin * side) || box.holds(step.x_to, margin * side)) continue;
        const double hidden = hidden_by(box, run, view, step);
        if (hidden < least) least = hidden, best = box;
    }
    return best;
}

/// It depends on the whole step, not on how far slow motion has come.
std::optional<PlaneInset> plane_inset(const Run& run, const View& view, const InspectedStep& step,
                                      const PlaneBox& in_view) {
    constexpr double fill = 0.76; // of its frame: names have room beside it
    const auto frame = place_of_inset(run, view, step, in_view);
    if (!frame) return std::nullopt;
    const StepBox box = end_of_step(run, step);
    const double times = lens_times(box.size(), fill * frame->width());
    if (times == 1) return std::nullopt;
    const Vec at{{0.5 * (frame->x.lo + frame->x.hi), 0.5 * (frame->y.lo + frame->y.hi)}};
    const Vec middle = box.middle();
    const double half = 0.5 * frame->width() / times;
    return PlaneInset{
        *frame, {{middle[0] - half, middle[0] + half}, {middle[1] - half, middle[1] + half}}, {middle, at, times}};
}

/// The part of the way from one place to another that lies in a box, as shares of it; nothing where none does.
std::optional<Range> part_within(const PlaneBox& box, const Vec& from, const Vec& to) {
    Range part{0, 1};
    const Range sides[] = {box.x, box.y};
    for (Eigen::Index i = 0; i < 2; ++i) {
        const double by = to[i] - from[i];
        if (by == 0) {
            if (from[i] < sides[i].lo || from[i] > sides[i].hi) return std::nullopt;
            continue;
        }
        const double a = (sides[i].lo - from[i]) / by, b = (sides[i].hi - from[i]) / by;
        part = {std::max(part.lo, std::min(a, b)), std::min(part.hi, std::max(a, b))};
    }
    if (!(part.lo < part.hi)) return std::nullopt;
    return part;
}

Curve box_outline(const PlaneBox& box, const Ink& ink, float width) {
    Curve line;
    line.x = {box.x.lo, box.x.hi, box.x.hi, box.x.lo, box.x.lo};
    line.y = {box.y.lo, box.y.lo, box.y.hi, box.y.hi, box.y.lo};
    line.ink = ink;
    line.width = width;
    line.quiet = true;
    return line;
}

/// The ground of the inset with its frame and how much it enlarges, and where in the plane that is.
void add_inset_frame(std::vector<Mark>& overlay, const PlaneInset& inset) {
    const PlaneBox &frame = inset.frame, &source = inset.source;
    const auto nearest = [](Range to, double middle) { return std::clamp(middle, to.lo, to.hi); };
    Curve pointer = step_dots(inset.lens.middle[0], inset.lens.middle[1], nearest(frame.x, inset.lens.middle[0]),
                              nearest(frame.y, inset.lens.middle[1]));
    pointer.ink = {Ink::text, 0, 0.7f};
    pointer.dash = Dash::solid;
    pointer.width = 0.75f;
    overlay.emplace_back(std::move(pointer));
    overlay.emplace_back(box_outline(source, {Ink::text, 0, 0.7f}, 0.75f));
    Band ground;
    ground.x = {frame.x.lo, frame.x.hi};
    ground.lo = {frame.y.lo, frame.y.lo};
    ground.hi = {frame.y.hi, frame.y.hi};
    ground.ink = {Ink::ground, 0, 0.93f};
    overlay.emplace_back(std::move(ground));
    overlay.emplace_back(box_outline(frame, {Ink::muted, 0, 0.7f}, 0.75f));
    Label label;
    label.x = 0.5 * (frame.x.lo + frame.x.hi);
    label.y = frame.y.lo;
    label.text = lens_text(inset.lens.times);
    label.horizontal = Align::middle;
    label.vertical = Align::end;
    label.ink = {Ink::text, 0, 1};
    label.dy = 4;
    overlay.emplace_back(std::move(label));
}

/// Beside the middle of an arrow: over one that lies, to the right of one that stands.
Label arrow_name(const Vec& from, const Vec& to, const char* text, const Ink& ink) {
    const Vec middle = 0.5 * (from + to);
    Label name = step_name(middle[0], middle[1], text, ink);
    if (std::abs(to[0] - from[0]) < std::abs(to[1] - from[1])) return name;
    name.horizontal = Align::middle;
    name.vertical = Align::end;
    name.dx = 0;
    name.dy = 4;
    return name;
}

/// What of an arrow is in the inset: with its head, if that is; with its name beside the middle of it.
void add_inset_arrow(std::vector<Mark>& overlay, const PlaneInset& inset, const StepArrow& arrow, const Ink& ink) {
    const auto part = part_within(inset.source, arrow.from, arrow.to);
    if (!part) return;
    const Vec from = inset.lens(arrow.from + part->lo * (arrow.to - arrow.from)),
              to = inset.lens(arrow.from + part->hi * (arrow.to - arrow.from));
    if (part->hi == 1) {
        overlay.emplace_back(step_arrow(from[0], from[1], to[0] - from[0], to[1] - from[1], ink));
    } else {
        Curve line = step_dots(from[0], from[1], to[0], to[1]);
        line.ink = ink;
        line.width = 2.5f;
        line.dash = Dash::solid;
        overlay.emplace_back(std::move(line));
    }
    overlay.emplace_back(arrow_name(from, to, arrow.name, ink));
}

/// One standard deviation of the exact law about its mean.
Curve law_circle(const Posterior& law, const StepLens& lens) {
    const Mat root = cholesky(law.cov);
    Curve circle;
    constexpr int corners = 64;
    for (int i = 0; i <= corners; ++i) {
        const double angle = 2 * 3.14159265358979323846 * i / corners;
        const double u = std::cos(angle), v = std::sin(angle);
        const Vec at = lens(law.mean + Vec{{root(0, 0) * u, root(1, 0) * u + root(1, 1) * v}});
        circle.x.push_back(at[0]);
        circle.y.push_back(at[1]);
    }
    circle.ink = {Ink::exact, 0, 1};
    circle.quiet = true;
    return circle;
}

void add_inset(std::vector<Mark>& overlay, const Run& run, const View& view, const InspectedStep& step,
               const PlaneInset& inset) {
    const StepPicture picture = picture_of(step, view.stage);
    const Ink whose{Ink::sampler, step.sampler, 1};
    add_inset_frame(overlay, inset);
    if (picture.arrived)
        if (const auto law = exact_step_law(run, step)) overlay.emplace_back(law_circle(*law, inset.lens));
    if (picture.asked && picture.arrows.empty())
        if (const auto part = part_within(inset.source, step.x_from, step.move->x0_hat)) {
            const Vec from = inset.lens(step.x_from),
                      to = inset.lens(step.x_from + part->hi * (step.move->x0_hat - step.x_from));
            overlay.emplace_back(step_dots(from[0], from[1], to[0], to[1]));
        }
    for (const StepArrow& arrow : picture.arrows) add_inset_arrow(overlay, inset, arrow, term_ink(arrow.kind, view));
    const Vec from = inset.lens(step.x_from), to = inset.lens(step.x_to);
    overlay.emplace_back(step_dot(from[0], from[1], whose, 4));
    overlay.emplace_back(step_name(from[0], from[1], leaving_name(step), {Ink::text, 0, 1}, from[0] >= to[0]));
    if (!picture.arrived) return;
    overlay.emplace_back(step_dot(to[0], to[1], whose, 4.5f));
    overlay.emplace_back(step_name(to[0], to[1], arriving_name(step), {Ink::text, 0, 1}, to[0] > from[0]));
}

/// The step as it is. `named`: nothing says more of its end elsewhere, so that this has its names, too.
void add_true_size(std::vector<Mark>& overlay, const Run& run, const View& view, const InspectedStep& step,
                   bool named) {
    const StepPicture picture = picture_of(step, view.stage);
    const Ink whose{Ink::sampler, step.sampler, 1};
    if (picture.asked) {
        const Vec& x0_hat = step.move->x0_hat;
        if (picture.arrows.empty())
            overlay.emplace_back(step_dots(step.x_from[0], step.x_from[1], x0_hat[0], x0_hat[1]));
        overlay.emplace_back(step_dot(x0_hat[0], x0_hat[1], term_ink(StepTerm::x0, view), 3.5f));
    }
    for (const StepArrow& arrow : picture.arrows) {
        const Vec by = arrow.to - arrow.from;
        const Ink ink = term_ink(arrow.kind, view);
        overlay.emplace_back(step_arrow(arrow.from[0], arrow.from[1], by[0], by[1], ink));
        if (named || arrow.kind == StepTerm::x0 || arrow.kind == StepTerm::eps)
            overlay.emplace_back(arrow_name(arrow.from, arrow.to, arrow.name, ink));
    }
    overlay.emplace_back(step_dot(step.x_from[0], step.x_from[1], whose, 4.5f));
    if (named) overlay.emplace_back(step_name(step.x_from[0], step.x_from[1], leaving_name(step), {Ink::text, 0, 1}));
    if (!picture.arrived) return;
    if (const auto law = exact_step_law(run, step))
        overlay.emplace_back(law_circle(*law, {step.x_from, step.x_from, 1}));
    overlay.emplace_back(step_dot(step.x_to[0], step.x_to[1], whose, 4.5f));
    if (named) overlay.emplace_back(step_name(step.x_to[0], step.x_to[1], arriving_name(step), {Ink::text, 0, 1}));
}

} // namespace

void add_plane_arrows(std::vector<Mark>& overlay, const Run& run, const View& view, Range x, Range y) {
    const std::optional<InspectedStep> step = inspected_step(run, view);
    if (!step || !picture_of(*step, view.stage).finite()) return;
    const auto inset = view.enlarge ? plane_inset(run, view, *step, plane_in_view(run, view, {x, y})) : std::nullopt;
    add_true_size(overlay, run, view, *step, !inset);
    if (inset) add_inset(overlay, run, view, *step, *inset);
}

} // namespace halfstep::plots
