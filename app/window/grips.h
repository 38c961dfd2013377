#pragma once
// What can be taken hold of on a plot, and what moving it does to an Experiment: control points of a custom schedule,
// means and widths of the components of a target. Plain values and arithmetic; the mouse is somebody else's.

#include "app/figure/layout.h"
#include "core/experiment.h"

#include <optional>
#include <string>
#include <vector>

namespace halfstep {

struct Grip {
    enum class Kind {
        control_point, ///< of a custom schedule, on its SNR
        mean,          ///< of a component, where the data are
        width,         ///< one standard deviation from there, along the longest axis
        latent,        ///< z1, z2 or x0, by index, where the plot of the latents has its handles
    };
    Kind kind = Kind::control_point;
    int index = 0;       ///< of the control point or of the component
    double x = 0, y = 0; ///< data coordinates of the plot

    bool same(const Grip& other) const { return kind == other.kind && index == other.index; }
};
/// "schedule.point[2]", "mean[0]", "width[0]", "latent[0]".
std::string grip_name(const Grip& grip);

/// Those of a plot by its name. Components show theirs only while the target is being edited (`editing`).
std::vector<Grip> grips_on(const std::string& plot, const Experiment& experiment, const Layout& layout, bool editing);
/// The nearest within `reach` pixels, means before widths; none beyond the plot's edge.
std::optional<Grip> grip_under(const std::vector<Grip>& grips, const Layout& layout, Point at, float reach);

struct Place {
    double x = 0, y = 0; ///< data coordinates of the plot
};
/// The experiment with the grip dragged from one place to another; never more than the limits allow, and unchanged where
/// the grip does not exist. Where `is_line` the plot shows x0 upwards (1-D), else both coordinates.
Experiment dragged(const Experiment& before, const Grip& grip, Place from, Place to, bool is_line);

// ---- latents ----

/// Those of the figure of the latents.
std::vector<Grip> latent_grips(const Figure& figure);
/// What the grip moves; empty where there is no such thing.
const std::vector<double>& latent_values(const Experiment& experiment, int index);
/// As dragged(), within the axes of the figure, so that these rest meanwhile.
Experiment dragged_latent(const Experiment& before, const Grip& grip, Place from, Place to, const Figure& figure);

// ---- schedules ----

/// Puts control points on the schedule: a smooth curve that follows it.
void make_curve(ProcessSpec& process);
bool has_curve(const ProcessSpec& process);
/// Whether the curve passes within `reach` pixels.
bool near_curve(const ProcessSpec& process, const Layout& layout, Point at, float reach);
/// A new control point at u = t/T, or without this one. Nothing happens, and the reason is returned, where that cannot be.
std::string add_point(ProcessSpec& process, double u);
std::string remove_point(ProcessSpec& process, int index);

// ---- components ----

/// One Gaussian of a target, wherever its numbers are kept: `weight` is null for the only one of a "gaussian".
struct ComponentRef {
    std::vector<double>* mean = nullptr;
    double* sigma = nullptr;
    std::vector<double>* cov = nullptr;
    double* weight = nullptr;
};
/// Empty where the target has no components of its own to edit.
std::vector<ComponentRef> components_of(TargetSpec& target);
bool has_components(const TargetSpec& target);
/// Whether as_mixture() can make it one that has: ring, grid, random.
bool can_be_mixture(const TargetSpec& target);
/// The same law with every component written out, to be moved one by one.
void as_mixture(Experiment& experiment);

/// The covariance as a 2 x 2 (or 1 x 1) matrix. An index that does not exist: the identity.
Mat covariance(const TargetSpec& target, int index);
double share(const TargetSpec& target, int index); ///< of the weight, 0..1

void widen(Experiment& experiment, int index, double factor);
/// Makes a component weigh more or less, beside the others; does nothing to a single one.
void weigh(Experiment& experiment, int index, double factor);
/// A component at x0 like the others: the geometric mean of their widths, the mean of their weights. A "gaussian" becomes a mixture. As
/// remove_component(): returns why it cannot be, and then nothing happens.
std::string add_component(Experiment& experiment, const std::vector<double>& mean);
std::string remove_component(Experiment& experiment, int index);

} // namespace halfstep
