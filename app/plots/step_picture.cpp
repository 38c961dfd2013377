#include "app/plots/step_picture.h"

#include "app/plots/common.h"

#include <algorithm>
#include <cmath>

namespace halfstep::plots {
namespace {

void add_arrow(StepPicture& picture, StepTerm::Kind kind, const Vec& value, const char* name) {
    const Vec from = picture.arrows.empty() ? Vec(Vec::Zero(value.size())) : picture.arrows.back().to;
    picture.arrows.push_back({kind, name, from, from + value});
}

/// Behind the first `skipped` arrows.
StepBox box_around(const Run& run, const InspectedStep& step, std::size_t skipped) {
    StepBox box(step.x_from);
    box.hold(step.x_to);
    Vec head = Vec::Zero(step.x_to.size());
    for (std::size_t i = 0; i < step.move->terms.size(); ++i) {
        head += step.move->terms[i].value;
        if (i >= skipped) box.hold(head);
    }
    if (const auto law = exact_step_law(run, step)) {
        const Vec sd = law->cov.diagonal().cwiseMax(0).cwiseSqrt();
        box.hold(law->mean - sd);
        box.hold(law->mean + sd);
    }
    return box;
}

} // namespace

bool StepPicture::finite() const {
    return std::all_of(arrows.begin(), arrows.end(),
                       [](const StepArrow& arrow) { return arrow.from.allFinite() && arrow.to.allFinite(); });
}

StepPicture picture_of(const InspectedStep& step, int stage) {
    const StepStage now = stage_at(step, stage);
    StepPicture picture;
    picture.asked = step.move->x0_hat.size() > 0 && now >= StepStage::ask;
    picture.arrived = now == StepStage::arrive;
    if (now == StepStage::split) {
        add_arrow(picture, StepTerm::x0, step.from().a * step.move->x0_hat, "⟨a x̂₀⟩");
        add_arrow(picture, StepTerm::eps, step.from().b * step.move->eps_hat, "⟨b ε̂⟩");
        return picture;
    }
    if (now == StepStage::compose) {
        const Vec of_x0 = step.from().a * step.x0;
        add_arrow(picture, StepTerm::x0, of_x0, "⟨a x₀⟩");
        add_arrow(picture, StepTerm::eps, step.x_from - of_x0, "⟨b ε⟩");
        return picture;
    }
    for (const StepTerm& term : step.move->terms)
        if (stage_of(term.kind) <= now) add_arrow(picture, term.kind, term.value, term_symbol(term.kind));
    return picture;
}

const char* leaving_name(const InspectedStep& step) { return step.step->move == MoveKind::forward ? "⟨xₛ⟩" : "xₜ"; }
const char* arriving_name(const InspectedStep& step) { return step.step->move == MoveKind::forward ? "xₜ" : "⟨xₛ⟩"; }

std::optional<Posterior> exact_step_law(const Run& run, const InspectedStep& step) {
    const StepCoefficients& move = *step.step;
    if (move.move != MoveKind::reverse || !(transition(move.from, move.to).B > 0)) return std::nullopt;
    Posterior law = reverse_moments(run.target(), move.from, move.to, step.x_from);
    if (!law.mean.allFinite() || !law.cov.allFinite()) return std::nullopt;
    return law;
}

// ---- the lens ----

void StepBox::hold(const Vec& place) {
    lo = lo.cwiseMin(place);
    hi = hi.cwiseMax(place);
}

StepBox whole_step(const Run& run, const InspectedStep& step) { return box_around(run, step, 0); }

StepBox end_of_step(const Run& run, const InspectedStep& step) {
    return box_around(run, step, step.move->x0_hat.size() > 0 ? 1 : 0);
}

double lens_times(double size, double room) {
    if (!(size > 0) || !std::isfinite(size) || !(room / size >= 2)) return 1;
    const double decade = std::pow(10.0, std::floor(std::log10(room / size)));
    const double over = room / size / decade;
    return decade * (over >= 5 ? 5 : over >= 2 ? 2 : 1);
}

std::string lens_text(double times) { return "step × " + number_text(times); }

// ---- marks ----

Points step_dot(double x, double y, const Ink& ink, float radius) {
    Points dot;
    dot.x = {x};
    dot.y = {y};
    dot.ink = ink;
    dot.radius = radius;
    return dot;
}

Label step_name(double x, double y, const char* text, const Ink& ink, bool to_the_right) {
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

Curve step_dots(double x0, double y0, double x1, double y1) {
    Curve curve;
    curve.x = {x0, x1};
    curve.y = {y0, y1};
    curve.ink = {Ink::muted, 0, 0.9f};
    curve.width = 1;
    curve.dash = Dash::dotted;
    curve.quiet = true;
    return curve;
}

Arrows step_arrow(double x, double y, double dx, double dy, const Ink& ink) {
    Arrows arrow;
    arrow.x = {x};
    arrow.y = {y};
    arrow.dx = {dx};
    arrow.dy = {dy};
    arrow.ink = ink;
    arrow.width = 2.5f;
    return arrow;
}

} // namespace halfstep::plots
