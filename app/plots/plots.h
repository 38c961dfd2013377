#pragma once
// Run + Cursor -> Figure. One plot per file; this is the one list that names them all.

#include "app/figure/figure.h"
#include "core/simulate.h"

#include <string_view>
#include <vector>

namespace halfstep {

/// Particles of a sampler that a cloud shows at most, unless Cursor::points says otherwise: more do not read on a screen.
inline constexpr int usual_points = 4000;

/// Where the user looks: moved by the timeline, the mouse and --at. Never changes an Experiment.
struct Cursor {
    /// Ranges that a stage keeps while its target is dragged about; off: the run's own.
    struct Held {
        bool on = false;
        double x_lo = 0, x_hi = 1, y_lo = 0, y_hi = 1;
        bool operator==(const Held&) const = default;
    };
    int level = 0;     ///< process level, 0 = data .. T = noise
    int particle = -1; ///< the tracked particle under the mouse; -1: none
    int sampler = -1;  ///< the sampler that is highlighted; -1: all alike
    int points = 0;    ///< particles of each sampler in a cloud, for paper; 0: as many as read well on a screen
    Held held{};

    bool operator==(const Cursor&) const = default;
};

/// A plot is a pure function: the same run and cursor give the same figure. All of it but its overlay depends on cursor.sampler,
/// never on cursor.particle, and on cursor.level only where `follows_cursor` says so: make it anew when one of those changes,
/// and while only the others move replace its overlay, which is cheap.
struct Plot {
    const char* name; ///< as in `halfstep figure --plot NAME`
    const char* title;
    const char* help; ///< one sentence for the tooltip: what is drawn, and what it should look like when all is well
    bool (*applies)(const Run& run);
    const char* needs; ///< what applies() asks for, where that is not much: "it needs a target with one dimension"
    Figure (*make)(const Run& run, const Cursor& cursor);
    std::vector<Mark> (*overlay)(const Run& run, const Cursor& cursor); ///< just what make() puts into Figure.overlay
    bool follows_cursor; ///< its marks, axes or caption (not only its overlay) depend on cursor.level
    bool is_overlay =
        false; ///< what it shows is in its overlay: belongs to a figure whether or not that marks the cursor
    /// The plot that this one shows otherwise, which stands before it in the list; menus offer it there, and "all" leaves it
    /// out. nullptr: a plot of its own.
    const char* variant_of = nullptr;
    const char* variant = nullptr; ///< what it is called among its variants; also of the plot that has such
};

/// In the order of the screen: the stage's plots first.
const std::vector<Plot>& all_plots();
/// nullptr when there is none of that name.
const Plot* find_plot(std::string_view name);

Figure plot_xt(const Run& run, const Cursor& cursor);        ///< 1-D: p_t(x), paths, histograms at both ends
Figure plot_plane(const Run& run, const Cursor& cursor);     ///< 2-D: density, particles, score arrows, trails
Figure plot_histogram(const Run& run, const Cursor& cursor); ///< at the cursor, over the exact density
Figure plot_posterior(const Run& run, const Cursor& cursor); ///< p(x0 | x_t) of one particle at the cursor
Figure plot_step(const Run& run, const Cursor& cursor); ///< p(x_s | x_t) of that particle, and what samplers make of it
Figure plot_step_place(const Run& run, const Cursor& cursor); ///< the same where it is, not about its mean
Figure plot_latents(const Run& run, const Cursor& cursor);  ///< between two latents; handles: 0 is z1, 1 is z2, 2 is x0
Figure plot_variance(const Run& run, const Cursor& cursor); ///< against t: measured, predicted, exact
Figure plot_mean(const Run& run, const Cursor& cursor);
Figure plot_schedule(const Run& run, const Cursor& cursor);         ///< beta, alpha_bar, SNR, beta_tilde; tau marked
Figure plot_step_share(const Run& run, const Cursor& cursor);       ///< against t: of the deterministic DDPM step
Figure plot_schedule_signal(const Run& run, const Cursor& cursor);  ///< a, b, a^2 + b^2
Figure plot_schedule_sigma(const Run& run, const Cursor& cursor);   ///< b/a
Figure plot_schedule_log_snr(const Run& run, const Cursor& cursor); ///< log(a^2/b^2)
Figure plot_distance(const Run& run, const Cursor& cursor);         ///< of every sampler to p_t, along the way
Figure plot_loss(const Run& run, const Cursor& cursor);             ///< against t: of eps, x0, v, over their floors
Figure plot_weights(const Run& run, const Cursor& cursor);          ///< of |eps - eps_hat|^2 in losses and steps
Figure plot_bound(const Run& run, const Cursor& cursor);            ///< the terms of the variational bound, in nats
Figure plot_denoiser(const Run& run, const Cursor& cursor);         ///< 1-D: x0_hat against x_t, beside the exact one
Figure plot_denoiser_eps(const Run& run, const Cursor& cursor);     ///< the same as eps_hat
Figure plot_denoiser_score(const Run& run, const Cursor& cursor);   ///< as the score
Figure plot_denoiser_v(const Run& run, const Cursor& cursor);       ///< as v, for flow the velocity
Figure plot_denoiser_error(const Run& run, const Cursor& cursor);   ///< 1-D: their difference, over x_t and t
Figure plot_denoiser_plane(const Run& run, const Cursor& cursor);   ///< 2-D: their difference at the cursor
Figure plot_training(const Run& run, const Cursor& cursor); ///< against steps: the loss of training over its floor

/// The handle of a custom schedule's control point in plot_schedule: at t and SNR, seen within the axis. `id` is the index.
Handle control_handle(const ProcessSpec& process, int index);
/// The control point that such a handle means where it is dragged to (x, y), for move_control_point().
ControlPoint control_point_at(double x, double y, int steps);

std::vector<Mark> overlay_xt(const Run& run, const Cursor& cursor);
std::vector<Mark> overlay_plane(const Run& run, const Cursor& cursor);
std::vector<Mark> overlay_histogram(const Run& run, const Cursor& cursor);
std::vector<Mark> overlay_posterior(const Run& run, const Cursor& cursor);
std::vector<Mark> overlay_step(const Run& run, const Cursor& cursor);
std::vector<Mark> overlay_step_place(const Run& run, const Cursor& cursor);
std::vector<Mark> overlay_latents(const Run& run, const Cursor& cursor);
std::vector<Mark> overlay_variance(const Run& run, const Cursor& cursor);
std::vector<Mark> overlay_mean(const Run& run, const Cursor& cursor);
std::vector<Mark> overlay_schedule(const Run& run, const Cursor& cursor);
std::vector<Mark> overlay_step_share(const Run& run, const Cursor& cursor);
std::vector<Mark> overlay_distance(const Run& run, const Cursor& cursor);
std::vector<Mark> overlay_loss(const Run& run, const Cursor& cursor);
std::vector<Mark> overlay_weights(const Run& run, const Cursor& cursor);
std::vector<Mark> overlay_bound(const Run& run, const Cursor& cursor);
std::vector<Mark> overlay_denoiser(const Run& run, const Cursor& cursor);
std::vector<Mark> overlay_denoiser_error(const Run& run, const Cursor& cursor);
std::vector<Mark> overlay_denoiser_plane(const Run& run, const Cursor& cursor);
std::vector<Mark> overlay_training(const Run& run, const Cursor& cursor);

} // namespace halfstep
