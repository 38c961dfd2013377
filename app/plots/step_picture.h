#pragma once
// The arrows of one step as places, before they are marks on a line or in the plane; and the lens that enlarges them.

#include "app/plots/step_arrows.h"
#include "core/sample/reverse.h"

#include <optional>

namespace halfstep::plots {

/// An arrow from one place to another; in one dimension places have one coordinate.
struct StepArrow {
    StepTerm::Kind kind;
    const char* name; ///< "x̂₀"
    Vec from, to;
};

/// How far the step has come, and the arrows that are there by then.
struct StepPicture {
    std::vector<StepArrow> arrows;
    bool asked = false;   ///< x0_hat is known
    bool arrived = false; ///< x_s is there
    bool finite() const;
};
StepPicture picture_of(const InspectedStep& step, int stage);

const char* leaving_name(const InspectedStep& step);
const char* arriving_name(const InspectedStep& step);

/// Mean and covariance of the exact law of where the step arrives; nothing where that is no reverse step.
std::optional<Posterior> exact_step_law(const Run& run, const InspectedStep& step);

// ---- the lens ----

/// The least box around some places.
struct StepBox {
    Vec lo, hi;
    explicit StepBox(const Vec& place) : lo(place), hi(place) {}
    void hold(const Vec& place);
    Vec middle() const { return 0.5 * (lo + hi); }
    double size() const { return (hi - lo).maxCoeff(); }
};
/// All arrow heads, where the step leaves and arrives, one standard deviation of the exact law.
StepBox whole_step(const Run& run, const InspectedStep& step);
/// The same without what leads there: the heads from the first that stands near x_t on, behind k_x0 x0_hat.
StepBox end_of_step(const Run& run, const InspectedStep& step);

/// Enlarges about a place, which it puts somewhere else: 1 time where things can be told apart as they are.
struct StepLens {
    Vec middle, at;
    double times = 1;
    Vec operator()(const Vec& x) const { return at + times * (x - middle); }
};
/// The greatest of 1, 2, 5, 10, ... that leaves a size within `room`; 1 where that is less than 2.
double lens_times(double size, double room);
/// "step × 50".
std::string lens_text(double times);

// ---- marks ----

Points step_dot(double x, double y, const Ink& ink, float radius);
/// A name beside a place, on its free side.
Label step_name(double x, double y, const char* text, const Ink& ink, bool to_the_right = true);
Curve step_dots(double x0, double y0, double x1, double y1); ///< a dotted line
Arrows step_arrow(double x, double y, double dx, double dy, const Ink& ink);

} // namespace halfstep::plots
