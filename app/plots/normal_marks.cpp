#include "app/plots/normal_marks.h"

#include "app/plots/common.h"

#include <algorithm>
#include <cmath>

namespace halfstep::plots {
namespace {

constexpr double normal_reach = 4.5; // standard deviations, as far as a Gaussian is drawn

Curve normal_curve(double mean, double sd, double scale) {
    constexpr int half = 60;
    Curve curve;
    for (int i = -half; i <= half; ++i) {
        const double z = normal_reach * i / half;
        curve.x.push_back(mean + z * sd);
        curve.y.push_back(normal_peak(sd) * std::exp(-0.5 * z * z) / scale);
    }
    return curve;
}

/// A law without width: an upright line with a head.
void add_needle(std::vector<Mark>& overlay, double at, const Ink& ink, Dash dash, double height) {
    Rule rule;
    rule.value = at;
    rule.ink = ink;
    rule.width = 1.75f;
    rule.dash = dash;
    rule.from = 0;
    rule.to = height;
    overlay.emplace_back(rule);
    if (dash != Dash::solid || !std::isfinite(at)) return;
    Points head;
    head.x = {at};
    head.y = {height};
    head.radius = 3.5f;
    head.ink = ink;
    overlay.emplace_back(std::move(head));
}

} // namespace

void add_beside(std::vector<Mark>& overlay, double at, const StepWindow& window, const Ink& ink, int row) {
    constexpr float pad = 6, line = 11.5f, from_axis = 14; // points
    const bool left = at < window.x.lo;
    Label label;
    label.x = left ? window.x.lo : window.x.hi;
    label.text = left ? "← " + number_text(at, 3) : number_text(at, 3) + " →";
    label.horizontal = left ? Align::start : Align::end;
    label.vertical = Align::end;
    label.ink = ink;
    label.dx = left ? pad : -pad;
    label.dy = from_axis + line * static_cast<float>(row);
    overlay.emplace_back(std::move(label));
}

bool out_of_view(double mean, double sd, const StepWindow& window) {
    const double reach = normal_reach * std::max(sd, 0.0);
    return std::isfinite(mean) && (mean + reach < window.x.lo || mean - reach > window.x.hi);
}

void add_normal(std::vector<Mark>& overlay, const NormalLook& normal) {
    if (!std::isfinite(normal.mean)) return;
    if (!(normal.sd > 0)) {
        add_needle(overlay, normal.mean, normal.ink, normal.dash, normal.height);
        return;
    }
    Curve curve = normal_curve(normal.mean, normal.sd, normal.scale);
    curve.ink = normal.ink;
    curve.dash = normal.dash;
    curve.width = normal.dash == Dash::solid ? 2.0f : 1.5f;
    overlay.emplace_back(std::move(curve));
}

} // namespace halfstep::plots
