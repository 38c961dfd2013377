#include "app/plots/plots.h"

#include "app/plots/common.h"

namespace halfstep {

namespace {

constexpr const char* one_dimension = "a target with one dimension";
constexpr const char* two_dimensions = "a target with two dimensions";

bool always(const Run& run) { return !run.target.components.empty(); }
bool has_distances(const Run& run) { return always(run) && !run.distance_floors.empty(); }
bool has_losses(const Run& run) { return always(run) && !run.losses.empty(); }

bool has_error(const Run& run) { return always(run) && run.experiment.denoiser.kind != DenoiserKind::exact; }
bool has_error_1d(const Run& run) { return has_error(run) && plots::is_1d(run); }
bool has_v_1d(const Run& run) { return plots::is_1d(run) && run.process.kind != ProcessKind::ve; }
bool has_error_2d(const Run& run) { return has_error(run) && plots::is_2d(run); }
bool learns(const Run& run) { return has_losses(run) && run.experiment.denoiser.kind == DenoiserKind::learned; }
bool has_latents(const Run& run) { return plots::drawable(run) && run.latents.has_value(); }

} // namespace

const std::vector<Plot>& all_plots() {
    static const std::vector<Plot> list = {
        {"xt", "Paths over p\u209c(x)",
         "Sampled paths from noise (right) to data (left) over the exact density of x\u209c; the histograms at both "
         "ends should "
         "fill the exact curves. A bar that leaves the plot, marked \u2190 5\u00d7, reaches five times as far as the "
         "exact "
         "peak.",
         plots::is_1d, one_dimension, plot_xt, overlay_xt, false},
        {"plane", "Particles in the plane",
         "Particles at the cursor over the exact density of x\u209c, with its score as arrows and the way that a few "
         "have come; "
         "the cloud should cover the shade.",
         plots::is_2d, two_dimensions, plot_plane, overlay_plane, true},
        {"histogram", "Distribution of x\u209c",
         "The distribution of each sampler's particles at the cursor; bars should fill the exact density of x\u209c.",
         always, "a target", plot_histogram, overlay_histogram, true},
        {"posterior", "Posterior p(x\u2080 | x\u209c)",
         "What the x\u209c of one particle says of x\u2080, by Bayes' rule, beside the data's own density; a denoiser "
         "predicts its "
         "mean, which may lie where no data are.",
         always, "a target", plot_posterior, overlay_posterior, false, true},
        {"step", "One step",
         "Where the next step may take one particle: the exact law of x\u209b given x\u209c, a Gaussian only if the "
         "step "
         "is small, the Gaussian that each sampler draws from instead, and q(x\u209b | x\u209c, x\u0302\u2080), about "
         "the "
         "exact mean.",
         always, "a target", plot_step, overlay_step, true, true, nullptr, "about its mean"},
        {"step-place", "One step, in place",
         "The same at its place among all x\u209b: with few steps on several modes the exact law has several humps, "
         "which no "
         "sampler's Gaussian follows.",
         always, "a target", plot_step_place, overlay_step_place, true, true, "step", "in place"},
        {"latents", "Between latents",
         "Without noise x_T is a code of x\u2080: what the sampler makes of codes between z\u2081 and z\u2082, on the "
         "arc "
         "or straight, and the way of an x\u2080 to its code and back; above, how far it comes back beside itself, and "
         "the "
         "norms of the codes.",
         has_latents, "[latents] and a sampler without noise", plot_latents, overlay_latents, false},
        {"variance", "Variance against t",
         "Measured variance with its error band; it should follow the dashed closed form, and a good sampler the exact "
         "Var(x\u209c).",
         always, "a target", plot_variance, overlay_variance, false},
        {"mean", "Mean against t",
         "Measured mean with its error band; it should follow the dashed closed form, and a good sampler the exact "
         "mean.",
         always, "a target", plot_mean, overlay_mean, false},
        {"schedule", "Noise schedule",
         "How signal gives way to noise: \u1fb1, \u03b2, \u03b2\u0303 and the signal-to-noise ratio on a log axis, and "
         "the levels "
         "\u03c4 that each sampler visits.",
         always, "a target", plot_schedule, overlay_schedule, false, false, nullptr, "\u1fb1, \u03b2"},
        {"schedule-signal", "Signal and noise",
         "a of the data and b of the noise in x\u209c = a x\u2080 + b \u03b5: on the VP chain a\u00b2 + b\u00b2 stays "
         "1, of flow "
         "it dips to \u00bd.",
         always, "a target", plot_schedule_signal, overlay_schedule, false, false, "schedule", "a, b"},
        {"schedule-sigma", "Noise over signal",
         "\u03c3 = b/a, the noise of x\u209c/a, on a log axis: where samplers of \u03c3 place their levels.", always,
         "a target", plot_schedule_sigma, overlay_schedule, false, false, "schedule", "\u03c3"},
        {"schedule-log-snr", "Log SNR",
         "log(a\u00b2/b\u00b2), the signal-to-noise ratio: what a process does but for the scale of x\u209c and t.",
         always, "a target", plot_schedule_log_snr, overlay_schedule, false, false, "schedule", "log SNR"},
        {"step-share", "Share of the DDPM step",
         "How far each step goes, as a share of the deterministic DDPM step: DDIM goes half of it where steps are "
         "small, and all of it in the step that arrives at the data.",
         always, "a target", plot_step_share, overlay_step_share, false},
        {"distance", "Distance to p\u209c",
         "How far each sampler's particles are from the exact law of x\u209c along the way; a perfect sampler stays in "
         "the band "
         "of as many exact draws.",
         has_distances, "distances along the way", plot_distance, overlay_distance, false},
        {"loss", "Loss against t",
         "The mean square error of the denoiser at every level, as a network that predicts \u03b5, x\u2080 or v would "
         "meet it "
         "in training; an exact denoiser lies on the dashed floor, which is all that can be learned.",
         has_losses, "losses", plot_loss, overlay_loss, false},
        {"weights", "Weights of the losses",
         "What an error of \u03b5\u0302 counts at every level: in the losses for \u03b5, x\u2080 and v, and in the "
         "bound's "
         "term for each sampler's noisy steps. The weights differ by decades, yet the exact denoiser is best for all.",
         always, "a target", plot_weights, overlay_weights, false},
        {"bound", "Variational bound",
         "What each step adds to the bound L \u2265 E[\u2212log p(x\u2080)], by the variance that the step uses; with "
         "the "
         "best variance and many steps only the entropy of the data and the mismatch at T are left.",
         has_losses, "losses", plot_bound, overlay_bound, false},
        {"denoiser", "x\u0302\u2080 against x\u209c",
         "What the denoiser says of x\u2080 at a few times and at the cursor, where x\u209c is found: near the data it "
         "trusts "
         "x\u209c, in pure noise it says the mean of the data. A network that has learned lies on the dashed exact "
         "lines.",
         plots::is_1d, one_dimension, plot_denoiser, overlay_denoiser, true, false, nullptr, "x\u0302\u2080"},
        {"denoiser-eps", "\u03b5\u0302 against x\u209c",
         "The noise that the denoiser finds in x\u209c: \u03b5\u0302 = (x\u209c \u2212 a x\u0302\u2080)/b.",
         plots::is_1d, one_dimension, plot_denoiser_eps, overlay_denoiser, true, false, "denoiser", "\u03b5\u0302"},
        {"denoiser-score", "Score against x\u209c",
         "The gradient of log p\u209c, which points to where x\u209c is more likely: by Tweedie's formula (a "
         "x\u0302\u2080 "
         "\u2212 x\u209c)/b\u00b2.",
         plots::is_1d, one_dimension, plot_denoiser_score, overlay_denoiser, true, false, "denoiser", "score"},
        {"denoiser-v", "v\u0302 against x\u209c",
         "v\u0302 = a \u03b5\u0302 \u2212 b x\u0302\u2080 on the VP chain; of flow the velocity \u03b5\u0302 \u2212 "
         "x\u0302\u2080, along which x\u209c moves with t.",
         has_v_1d, "process vp or flow, and a target with one dimension", plot_denoiser_v, overlay_denoiser, true,
         false, "denoiser", "v\u0302"},
        {"denoiser-error", "x\u0302\u2080 minus exact",
         "By how much the denoiser is off, over x\u209c and t, where x\u209c is found; one that knows everything shows "
         "nothing.",
         has_error_1d, "a denoiser with an error or a learned one, and a target with one dimension",
         plot_denoiser_error, overlay_denoiser_error, false},
        {"denoiser-plane", "x\u0302\u2080 minus exact",
         "By how much and in which direction the denoiser is off at the cursor, where x\u209c is found; one that knows "
         "everything shows nothing.",
         has_error_2d, "a denoiser with an error or a learned one, and a target with two dimensions",
         plot_denoiser_plane, overlay_denoiser_plane, true},
        {"training", "Loss while it learns",
         "The loss of the network's training, on log axes; it settles on the dashed floor, which is the exact "
         "denoiser's.",
         learns, "a learned denoiser", plot_training, overlay_training, false},
    };
    return list;
}

const Plot* find_plot(std::string_view name) {
    for (const Plot& plot : all_plots())
        if (name == plot.name) return &plot;
    return nullptr;
}

} // namespace halfstep
