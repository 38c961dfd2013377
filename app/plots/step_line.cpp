// One step as arrows on a stage over time: columns beside the cursor.

#include "app/plots/common.h"
#include "app/plots/notation.h"
#include "app/plots/step_picture.h"

#include <algorithm>
#include <cmath>

namespace halfstep::plots {
namespace {

/// Where the columns of arrows stand, from the cursor on the way that the step goes, or where there is room. Between
/// the cursor and the first stand x_t and its name.
struct StepColumns {
    double from, width;
    double start() const { return from + 1.3 * width; }
    double at(int column) const { return from + width * (column + 1); }
    /// Behind that many columns and a name of so many letters.
    double end(int count, std::ptrdiff_t letters) const {
        return at(count + 1) + width * (1.2 + 0.35 * double(letters));
    }
};
StepColumns columns_beside(const Run& run, const InspectedStep& step, int count) {
    constexpr double width = 0.04; // of the time range
    const double end = t_end(run), reach = width * end * (count + 1);
    double way = step.to().t < step.from().t ? -1 : 1;
    if (step.from().t + way * reach < -0.1 * end || step.from().t + way * reach > 1.1 * end) way = -way;
    return {step.from().t, way * width * end};
}

/// It depends on the whole step, not on how far slow motion has come.
StepLens line_lens(const Run& run, const InspectedStep& step, Range height) {
    constexpr double fill = 0.4;   // of the axis
    constexpr double worth_it = 4; // times as large: else all arrows in full tell more
    const double axis = height.hi - height.lo;
    StepBox box = whole_step(run, step);
    double times = lens_times(box.size(), fill * axis);
    const StepBox end = end_of_step(run, step);
    if (const double closer = lens_times(end.size(), fill * axis); closer >= worth_it * times)
        box = end, times = closer;
    StepLens lens{box.middle(), box.middle(), times};
    if (times == 1) return lens;
    const double half = 0.5 * times * box.size() + 0.04 * axis;
    lens.at[0] = std::clamp(lens.middle[0], height.lo + half, height.hi - half);
    return lens;
}

/// x_s is written at length in some notations, x(t−Δt).
std::ptrdiff_t letters_of_arrival(const Run& run, const View& view, const InspectedStep& step) {
    const std::string name = spelled(arriving_name(step), view.notation, run.process().spec);
    return std::count_if(name.begin(), name.end(), [](char c) { return (c & 0xC0) != 0x80; });
}

/// A sheet under the columns, from the cursor to `end`, which says by how much they are enlarged.
void add_column_ground(std::vector<Mark>& overlay, const StepColumns& columns, double end, Range height, double times) {
    Band ground;
    ground.x = {columns.from, end};
    if (ground.x[0] > ground.x[1]) std::swap(ground.x[0], ground.x[1]);
    ground.lo = {height.lo, height.lo};
    ground.hi = {height.hi, height.hi};
    ground.ink = {Ink::ground, 0, 0.94f};
    Curve edge;
    edge.x = {end, end};
    edge.y = {height.lo, height.hi};
    edge.ink = {Ink::muted, 0, 0.6f};
    edge.width = 1;
    edge.quiet = true;
    Label label;
    label.x = 0.5 * (ground.x[0] + ground.x[1]);
    label.y = height.lo;
    label.text = lens_text(times);
    label.horizontal = Align::middle;
    label.vertical = Align::end;
    label.ink = {Ink::text, 0, 1};
    label.dy = 4;
    overlay.emplace_back(std::move(ground));
    overlay.emplace_back(std::move(edge));
    overlay.emplace_back(std::move(label));
}

/// What is beyond the axis: its name at the edge, and where it is.
void add_name_beyond(std::vector<Mark>& overlay, double t, bool below, Range height, const Label& like) {
    Label name = like;
    name.x = t;
    name.y = below ? height.lo : height.hi;
    name.text += below ? " ↓" : " ↑";
    name.horizontal = Align::middle;
    name.dx = 0;
    name.dy = below ? 24.0f : -24.0f; // clear of what stands there
    overlay.emplace_back(std::move(name));
}

struct ColumnArrow {
    double t = 0, from = 0, to = 0;
    const char* name = "";
    Ink ink{};
    bool cut = false; ///< where it leaves the axis: a line without a head, or no more than its name
};

/// With its name, beside the middle of what is in view of it.
void add_column_arrow(std::vector<Mark>& overlay, const ColumnArrow& arrow, bool right, Range height) {
    const auto& [t, from, to, symbol, ink, cut] = arrow;
    const double lower = std::min(from, to), upper = std::max(from, to);
    const double edge = cut ? 0.08 * (height.hi - height.lo) : 0; // where it says by how much all is enlarged
    const Range seen{height.lo + edge, height.hi - edge};
    const double low = std::max(lower, seen.lo), high = std::min(upper, seen.hi);
    Label name = step_name(t, 0.5 * (low + high), symbol, ink, right);
    name.yields = true; // its colour is that of its term in the equation
    if (cut && (upper < seen.lo || lower > seen.hi)) return add_name_beyond(overlay, t, upper < seen.lo, height, name);
    const double tail = cut ? std::clamp(from, seen.lo, seen.hi) : from;
    if (!cut || (to >= seen.lo && to <= seen.hi)) {
        overlay.emplace_back(step_arrow(t, tail, 0, to - tail, ink));
    } else {
        Curve line = step_dots(t, tail, t, std::clamp(to, seen.lo, seen.hi));
        line.ink = ink;
        line.width = 2.5f;
        line.dash = Dash::solid;
        overlay.emplace_back(std::move(line));
    }
    overlay.emplace_back(name);
}

/// The denoiser has been asked, and no more: where x0_hat is.
void add_answer(std::vector<Mark>& overlay, const DataPoint& from, const DataPoint& x0_hat, const Label& name,
                Range height) {
    overlay.emplace_back(step_dots(from.x, from.y, x0_hat.x, x0_hat.y));
    if (x0_hat.y < height.lo || x0_hat.y > height.hi)
        return add_name_beyond(overlay, x0_hat.x, x0_hat.y < height.lo, height, name);
    overlay.emplace_back(step_dot(x0_hat.x, x0_hat.y, name.ink, 4));
    overlay.emplace_back(name);
}

/// x_s, and beside it where the exact law has it.
void add_arrival(std::vector<Mark>& overlay, const Run& run, const InspectedStep& step, const StepLens& lens,
                 double t) {
    if (const auto law = exact_step_law(run, step)) {
        const Vec sd = law->cov.diagonal().cwiseMax(0).cwiseSqrt();
        Curve bar;
        bar.x = {t, t};
        bar.y = {lens(law->mean - sd)[0], lens(law->mean + sd)[0]};
        bar.ink = {Ink::exact, 0, 0.35f};
        bar.width = 7;
        bar.quiet = true;
        overlay.emplace_back(std::move(bar));
    }
    const double x_s = lens(step.x_to)[0];
    overlay.emplace_back(step_dot(t, x_s, {Ink::sampler, step.sampler, 1}, 4.5f));
    overlay.emplace_back(step_name(t, x_s, arriving_name(step), {Ink::text, 0, 1}, t > step.from().t));
}

} // namespace

void add_line_arrows(std::vector<Mark>& overlay, const Run& run, const View& view, Range height) {
    const std::optional<InspectedStep> step = inspected_step(run, view);
    if (!step) return;
    const StepPicture picture = picture_of(*step, view.stage);
    if (!picture.finite()) return;
    const Ink whose{Ink::sampler, step->sampler, 1};
    const int count = static_cast<int>(picture.arrows.size());
    const int most = std::max(2, static_cast<int>(step->move->terms.size()));
    const StepColumns columns = columns_beside(run, *step, most + 2);
    const StepLens enlarged = view.enlarge ? line_lens(run, *step, height) : StepLens{step->x_from, step->x_from, 1};
    const auto lens = [&](const Vec& x) { return enlarged(x)[0]; };
    const bool right = columns.width > 0;
    if (enlarged.times > 1)
        add_column_ground(overlay, columns, columns.end(most, letters_of_arrival(run, view, *step)), height,
                          enlarged.times);
    const double x_t = lens(step->x_from);
    overlay.emplace_back(step_dot(columns.from, step->x_from[0], whose, 4.5f));
    const double beside = columns.start();
    overlay.emplace_back(step_dots(columns.from, step->x_from[0], beside, x_t));
    overlay.emplace_back(step_dot(beside, x_t, whose, 4));
    overlay.emplace_back(step_name(beside, x_t, leaving_name(*step), {Ink::text, 0, 1}, !right));
    if (picture.asked && picture.arrows.empty()) {
        const DataPoint x0_hat{columns.at(2), lens(step->move->x0_hat)};
        add_answer(overlay, {beside, x_t}, x0_hat,
                   step_name(x0_hat.x, x0_hat.y, "x̂₀", term_ink(StepTerm::x0, view), right), height);
    }
    for (int i = 0; i < count; ++i) {
        const StepArrow& arrow = picture.arrows[static_cast<std::size_t>(i)];
        const double t = columns.at(i + 1), to = lens(arrow.to);
        add_column_arrow(overlay, {t, lens(arrow.from), to, arrow.name, term_ink(arrow.kind, view), enlarged.times > 1},
                         right, height);
        if (i + 1 < count || picture.arrived) overlay.emplace_back(step_dots(t, to, columns.at(i + 2), to));
    }
    if (picture.arrived) add_arrival(overlay, run, *step, enlarged, columns.at(count + 1));
}

} // namespace halfstep::plots
