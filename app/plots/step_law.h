#pragma once
// The exact law of a step as it is drawn: p(x_s | x_t) on the grid of a view.

#include "app/plots/law.h"
#include "app/plots/next_step.h"

namespace halfstep::plots {

/// Where a plot stands: about the mean of x_s | x_t, or in place.
struct StepView {
    bool centred = true;
    Range x, y;

    Vec origin(const NextSteps& group) const {
        return centred ? group.exact.mean : Vec(Vec::Zero(group.exact.mean.size()));
    }
    /// A standard deviation that is no more than that has no shape to show: the axis does not grow for it.
    double floor() const { return 0.002 * (x.hi - x.lo); }
};

/// From the experiment and the level alone, so that axes stay while particles move.
StepView step_view(const Run& run, const Cursor& cursor, bool centred);

/// Of a mixture in closed form, of boxes p_s(x_s) N(x_t; A x_s, B) scaled to integrate to one. One dimension.
DensityCurve step_density(const Run& run, const NextSteps& group, const StepView& view);

/// The same in the plane, as lines around 39 and 86 % of it: what circles of 1 and 2 standard deviations hold of a
/// Gaussian.
struct StepContours {
    Contours lines;
    double blur = 0; ///< the law is widened by that standard deviation, where the grid would not resolve it
};
StepContours step_contours(const Run& run, const NextSteps& group, const StepView& view);

} // namespace halfstep::plots
