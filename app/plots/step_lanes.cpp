// Steps beside each other: where the samplers take one particle from one and the same x_t, a lane each, stage by stage.
// The length of 1 is the deterministic part of DDPM's step, so that the share of it is a length one can see.

#include "app/plots/common.h"
#include "app/plots/next_step.h"
#include "app/plots/step_picture.h"
#include "app/plots/words.h"

#include <algorithm>
#include <cmath>

namespace halfstep {

namespace {

using namespace plots;

constexpr double lane_least_hi = 1.45, lane_most_hi = 2.4; // what of the steps is in view, on the right
constexpr double lane_head = 0.7;                          // above the lanes, in lanes: what 1 is, and which particle
// Within a lane, from its top: its name and the deterministic part; what noise adds.
constexpr double way_row = 0.32, noise_row = 0.76;

/// One lane's step, all lengths in units of DDPM's.
struct Lane {
    int sampler = 0;
    const NextSteps* group = nullptr;
    const NextStep* next = nullptr;
    Vec start, unit; ///< x_t as a step without any change of noise would leave it, and DDPM's way from there

    double along(const Vec& way) const { return way.dot(unit) / unit.squaredNorm(); }
    double across(const Vec& way) const { return (way - along(way) * unit).norm() / unit.norm(); }
};

/// x/a moves by 1 - (sigma_s/sigma_t)^2 of the way to x0_hat: at s, times a_s. Nothing where no signal is left at t, or
/// there is no way to go.
std::optional<Lane> lane_of(const NextSteps& group, const NextStep& next, const Vec& x0_hat) {
    const Level &t = group.from, &s = group.to;
    if (!(t.a > 0)) return std::nullopt;
    const double ratio = s.b * t.a / (s.a * t.b);
    Lane lane{next.sampler, &group, &next, group.x_t * (s.a / t.a), {}};
    lane.unit = (1 - ratio) * (1 + ratio) * (s.a * x0_hat - lane.start);
    if (!lane.unit.allFinite() || !(lane.unit.norm() > 0)) return std::nullopt;
    return lane;
}

/// From the x_t of the inspected sampler, if one is.
View lanes_view(const View& view) {
    View from = view;
    if (view.inspect > 0) from.sampler = view.inspect - 1;
    return from;
}

void add_lane_line(std::vector<Mark>& overlay, double from, double to, double y, const Ink& ink) {
    Curve line = step_dots(from, y, to, y);
    line.ink = ink;
    overlay.emplace_back(std::move(line));
}

struct LaneText {
    double x = 0, y = 0;
    std::string text;
    Ink ink;
    Align horizontal = Align::start;
    float dx = 0;
};
void add_lane_text(std::vector<Mark>& overlay, const LaneText& what) {
    Label label;
    label.x = what.x;
    label.y = what.y;
    label.text = what.text;
    label.ink = what.ink;
    label.horizontal = what.horizontal;
    label.dx = what.dx;
    label.size = 10.5f;
    overlay.emplace_back(std::move(label));
}

class LanePainter {
public:
    LanePainter(std::vector<Mark>& overlay, const Run& run, const View& view, StepStage now, Range seen)
        : overlay_(overlay), run_(run), view_(view), now_(now), left_(seen.lo), right_(seen.hi) {}

    void draw(const Lane& lane) {
        const double top = -lane.sampler, y = top - way_row;
        const Ink ink = sampler_ink(lane.sampler, view_);
        if (now_ == StepStage::ask || now_ == StepStage::split) way_to_x0(lane, y);
        const double end = now_ > StepStage::split ? way(lane, y) : 0;
        double last = end, last_y = y;
        if (now_ >= StepStage::noise) noise(lane, end, top, last, last_y);
        if (now_ == StepStage::arrive) law(lane, top - noise_row);
        overlay_.emplace_back(step_dot(0, y, {Ink::text, 0, ink.alpha}, 3.5f));
        if (now_ == StepStage::arrive && last > left_ && last < right_)
            overlay_.emplace_back(step_dot(last, last_y, ink, 4));
    }

private:
    static constexpr double text_part = 0.2; ///< of the axis: what "z: 5.49 →" takes

    bool seen(double x) const { return x >= left_ && x <= right_; }

    /// How far off x0_hat is: all of that way is sigma eps_hat.
    void way_to_x0(const Lane& lane, double y) {
        const bool split = now_ == StepStage::split;
        const Level& s = lane.group->to;
        const double x0 = lane.along(s.a * lane.next->made.x0_hat - lane.start);
        const Ink ink = term_ink(split ? StepTerm::eps : StepTerm::x0, view_);
        const double to = std::clamp(x0, left_, right_);
        add_lane_line(overlay_, 0, to, y, ink);
        if (seen(x0)) overlay_.emplace_back(step_dot(x0, y, term_ink(StepTerm::x0, view_), 4));
        const std::string text = (split ? "all of it is noise, σₜ ε̂: " : "x̂₀ is this way, at ") + number_text(x0, 3);
        add_lane_text(overlay_, {0, y + 0.18, text, ink, Align::start, 4});
    }

    void arrow(double from, double to, double y, const Ink& ink) {
        if (seen(to)) {
            Arrows one = step_arrow(from, y, to - from, 0, ink);
            overlay_.emplace_back(std::move(one));
            return;
        }
        line(from, std::clamp(to, left_, right_), y, ink); // beyond the axis: no head
    }

    void line(double from, double to, double y, const Ink& ink) {
        Curve curve = step_dots(from, y, to, y);
        curve.ink = ink;
        curve.width = 2.5f;
        curve.dash = Dash::solid;
        overlay_.emplace_back(std::move(curve));
    }

    /// What is taken out of x_t, by the first line and by what corrects it; returns where that ends.
    double way(const Lane& lane, double y) {
        const Ink ink = sampler_ink(lane.sampler, view_);
        Vec at = -lane.start;
        for (const StepTerm& term : lane.next->made.terms)
            if (term.kind == StepTerm::x0 || term.kind == StepTerm::eps) at += term.value;
        double end = lane.along(at);
        arrow(0, end, y, ink);
        for (const StepTerm& term : lane.next->made.terms) {
            if ((term.kind != StepTerm::last && term.kind != StepTerm::again) || stage_of(term.kind) > now_) continue;
            const double from = end;
            at += term.value;
            end = lane.along(at);
            arrow(from, end, y - 0.09, term_ink(term.kind, view_));
        }
        std::string text = number_text(end, 3);
        if (const double across = lane.across(at); across > 0.005)
            text += ", and " + number_text(across, 2) + " across";
        const bool outside = !seen(end), left = end < 0;
        if (outside) text = left ? "← " + text : text + " →";
        add_lane_text(overlay_, {std::clamp(end, left_, right_), outside ? y + 0.18 : y, text, ink,
                                 outside != left ? Align::end : Align::start, outside != left ? -6.0f : 6.0f});
        return end;
    }

    /// The particle's own draw; far beyond the axis where steps are small.
    void noise(const Lane& lane, double from, double top, double& last, double& last_y) {
        for (const StepTerm& term : lane.next->made.terms) {
            if (term.kind != StepTerm::noise) continue;
            const double y = top - noise_row, by = lane.along(term.value), to = from + by;
            const Ink ink = term_ink(StepTerm::noise, view_);
            const double start = std::clamp(from, left_, right_);
            overlay_.emplace_back(step_dots(start, top - way_row, start, y));
            const bool left = by < 0, outside = !seen(to);
            const double words = outside ? text_part * (right_ - left_) : 0; // at the end of a line that goes on
            if (outside)
                line(start, left ? left_ + words : right_ - words, y, ink);
            else
                arrow(start, to, y, ink);
            std::string text = "z: " + number_text(by, 3);
            if (outside) text = left ? "← " + text : text + " →";
            const double x = outside ? (left ? left_ : right_) : to;
            add_lane_text(overlay_, {x, y, text, ink, outside != left ? Align::end : Align::start,
                                     outside != left ? -6.0f : 6.0f});
            last = to;
            last_y = y;
        }
    }

    /// Where the exact law of x_s is: one standard deviation about its mean.
    void law(const Lane& lane, double y) {
        const Posterior& exact = lane.group->exact;
        const double mean = lane.along(exact.mean - lane.start), length = lane.unit.norm();
        const Vec direction = lane.unit / length;
        const double sd = std::sqrt(std::max(0.0, direction.dot(exact.cov * direction))) / length;
        Curve bar = step_dots(std::clamp(mean - sd, left_, right_), y, std::clamp(mean + sd, left_, right_), y);
        bar.ink = {Ink::exact, 0, 0.22f};
        bar.width = 4;
        bar.dash = Dash::solid;
        overlay_.emplace_back(std::move(bar));
    }

    std::vector<Mark>& overlay_;
    const Run& run_;
    const View& view_;
    const StepStage now_;
    const double left_, right_;
};

/// The right end of the axis: all of what samplers go from this level, whoever is followed.
double lanes_right(const Run& run, const View& view) {
    double most = 0;
    for (const SamplerRun& sampler : run.samplers)
        if (const StepCoefficients* const step = next_reverse_step(sampler, next_step_level(run, view)))
            if (const double share = step_share(*step); std::isfinite(share)) most = std::max(most, share);
    return std::clamp(1.35 * most, lane_least_hi, lane_most_hi);
}

/// What stands before a lane.
std::string lane_name(const SamplerRun& sampler) {
    const std::string& name = sampler.spec().name;
    if (sampler.forward()) return name + ": runs the other way";
    return sampler.plan->recorded() ? name + ": recorded, without terms" : name;
}

/// The left end: there names have their room, up to so many letters.
double lanes_left(const Run& run, double right) {
    constexpr double least = 0.34, letter = 0.028, beside = 0.05, most = 0.5; // of the axis
    std::ptrdiff_t letters = 0;
    for (const SamplerRun& sampler : run.samplers) {
        const std::string& name = sampler.spec().name;
        letters = std::max(letters, std::count_if(name.begin(), name.end(), [](char c) { return (c & 0xC0) != 0x80; }));
    }
    const double part = std::clamp(beside + letter * static_cast<double>(letters), least, most);
    return -part / (1 - part) * right;
}
Range lanes_seen(const Run& run, const View& view) {
    const double right = lanes_right(run, view);
    return {lanes_left(run, right), right};
}

void add_lane_names(std::vector<Mark>& overlay, const Run& run, const View& view) {
    const double left = lanes_seen(run, view).lo;
    for (int i = 0; i < static_cast<int>(run.samplers.size()); ++i)
        add_lane_text(overlay, {left, -i - way_row, lane_name(run.samplers[static_cast<std::size_t>(i)]),
                                sampler_ink(i, view), Align::start, 5});
}

std::vector<Mark> overlay_step_lanes(const Run& run, const View& view) {
    std::vector<Mark> overlay;
    if (!drawable(run)) return overlay;
    const std::vector<NextSteps> groups = next_steps(run, lanes_view(view), true);
    const std::optional<InspectedStep> step = inspected_step(run, view);
    add_lane_names(overlay, run, view);
    std::string head = particle_text(run, view);
    LanePainter painter(overlay, run, view,
                        step && step->x0.size() == 0 ? stage_at(*step, view.stage) : StepStage::arrive,
                        lanes_seen(run, view));
    const double left = lanes_seen(run, view).lo;
    for (const NextSteps& group : groups) {
        const bool elsewhere = group.from.t != groups.front().from.t;
        for (const NextStep& next : group.steps) {
            const Vec& x0_hat = elsewhere ? next.made.x0_hat : groups.front().steps.front().made.x0_hat;
            const auto lane = lane_of(group, next, x0_hat);
            if (!lane || view.muted.has(next.sampler)) continue;
            if (&group == &groups.front() && &next == &group.steps.front())
                head += " · 1 = " + number_text(lane->unit.norm(), 3) + " in x";
            painter.draw(*lane);
            if (elsewhere)
                add_lane_text(overlay, {left,
                                        -next.sampler - noise_row,
                                        "from t = " + number_text(group.from.t, 3),
                                        {Ink::muted, 0, 1},
                                        Align::start,
                                        5});
        }
    }
    add_lane_text(overlay, {left, 0.5 * lane_head, head, particle_ink(view), Align::start, 5});
    return overlay;
}

Rule lane_rule(double value, bool vertical, const Ink& ink) {
    Rule rule;
    rule.value = value;
    rule.vertical = vertical;
    rule.ink = ink;
    rule.width = 1;
    return rule;
}

/// Where nothing is done, half of DDPM's step and all of it: not above the lanes, where they would cross a text.
void add_lane_marks(Figure& figure, int lane) {
    figure.marks.emplace_back(lane_rule(-lane, false, {Ink::grid, 0, 1}));
    for (const double share : {0.0, 0.5, 1.0}) {
        Rule mark = lane_rule(share, true, {share > 0 ? Ink::exact : Ink::muted, 0, 0.55f});
        mark.from = -lane - 1;
        mark.to = -lane;
        if (share == 0.5) mark.dash = Dash::dashed;
        figure.marks.emplace_back(std::move(mark));
    }
}

Figure plot_step_lanes(const Run& run, const View& view) {
    Figure figure;
    figure.name = "step-lanes";
    figure.title = "Steps beside each other";
    if (!drawable(run)) return figure;
    const auto lanes = static_cast<int>(run.samplers.size());
    figure.x.lo = lanes_seen(run, view).lo;
    figure.x.hi = lanes_seen(run, view).hi;
    figure.x.label = "in units of DDPM's step without its noise";
    figure.x.tick_lo = 0; // to the left there are names
    figure.x.tick_hi = figure.x.hi;
    figure.x.grid = false;
    figure.y.lo = -lanes;
    figure.y.hi = lane_head;
    figure.y.ticks = figure.y.grid = false;
    figure.legend = false;
    const std::vector<NextSteps> groups = next_steps(run, {.level = view.level});
    figure.caption = groups.empty() ? "no sampler takes a step here"
                                    : "from one xₜ: t = " + number_text(groups[0].from.t) + " → " +
                                          number_text(groups[0].to.t) + " · grey: 1 sd of the exact law of ⟨xₛ⟩";
    for (int i = 0; i < lanes; ++i) add_lane_marks(figure, i);
    figure.overlay = overlay_step_lanes(run, view);
    return figure;
}

std::string lanes_words(const Run& run, const View& view) {
    const int level = next_step_level(run, view);
    const std::string told =
        of_each_sampler(run, view, "step-lanes", [&](const SamplerRun& sampler, int) -> std::string {
            if (sampler.forward()) return "runs the other way";
            const StepCoefficients* const step = next_reverse_step(sampler, level);
            const double share = step ? step_share(*step) : missing;
            return std::isfinite(share) ? plain_words(share) : "";
        });
    return "Each sampler's next step in a lane of its own, from one xₜ of " + particle_text(run, view) + "." +
           by_sampler(at_level(run, view, level) + ", in units of DDPM's step without its noise", told);
}

} // namespace

extern const Plot step_lanes_plot; // in the list: plots.cpp

constinit const Plot step_lanes_plot = {
    .name = "step-lanes",
    .title = "Steps beside each other",
    .help = "From one xₜ each sampler's step in a lane of its own, stage by stage in slow motion: where DDPM's step "
            "without its noise is 1, DDIM's is half as long where steps are small; in the plane along that step.",
    .applies = has_target,
    .needs = "a target",
    .make = plot_step_lanes,
    .overlay = overlay_step_lanes,
    .words = lanes_words,
    .follows_cursor = true,
    .all_in_overlay = true,
    .variant_of = "step",
    .variant = "beside each other",
    .splits_from = -1, // its samplers stand beside each other as it is
};

} // namespace halfstep
