#include "app/panels/panels.h"

namespace halfstep {
namespace {

const char* const kinds[] = {"Exact", "Biased", "Random error", "Wrong σ", "Learned"};
constexpr int learned = 4;
const char* const kind_tips[] = {
    "E[x₀ | xₜ]: what is wrong with the sample is the sampler's doing alone.",
    "A constant error: v̂ is off by the same amount everywhere.",
    "A smooth random error, a fixed function of xₜ and t, as a trained network might have.",
    "The exact denoiser, told that the noise in xₜ is (1 + s) times what it is.",
    "A network that learns x₀ from samples, here and now.",
};

int index_of(const DenoiserSpec& denoiser) {
    if (denoiser.kind == DenoiserKind::learned) return learned;
    return denoiser.kind == DenoiserKind::exact ? 0 : 1 + static_cast<int>(denoiser.error);
}

} // namespace

void denoiser_panel(PanelContext& context) {
    Experiment& experiment = context.experiment;
    Controls& ui = context.ui;
    DenoiserSpec& denoiser = experiment.denoiser;
    heading(ui, "Denoiser");
    int index = index_of(denoiser);
    if (choice(ui, "denoiser.kind", "x̂₀(xₜ, t)", "What the samplers are told about x₀.", index, kinds, kind_tips, 5)) {
        denoiser.kind = index == 0         ? DenoiserKind::exact
                        : index == learned ? DenoiserKind::learned
                                           : DenoiserKind::perturbed;
        if (denoiser.kind == DenoiserKind::perturbed) denoiser.error = static_cast<DenoiserError>(index - 1);
        if (denoiser.error == DenoiserError::field && denoiser.scale < 0) denoiser.scale = -denoiser.scale;
    }
    if (denoiser.kind == DenoiserKind::learned) return training_settings(context);
    if (denoiser.kind == DenoiserKind::exact) return;
    switch (denoiser.error) {
    case DenoiserError::bias:
        slider(ui, "denoiser.scale", "Error",
               "Added to v̂ in every coordinate: near the data the error of ε̂, near the noise minus that of x̂₀.",
               denoiser.scale, -1, 1);
        break;
    case DenoiserError::field:
        slider(ui, "denoiser.scale", "Error",
               "Standard deviation of the error of v̂: near the data that of ε̂, near the noise that of x̂₀.",
               denoiser.scale, 0, 1);
        slider(ui, "denoiser.length", "Length", "Distance in xₜ over which the error changes.", denoiser.length, 0.05,
               5, {.log = true});
        break;
    case DenoiserError::sigma:
        slider(ui, "denoiser.scale", "s", "0: right. 0.1: the noise is taken to be 10 % more than it is.",
               denoiser.scale, -0.9, 1);
        break;
    }
    if (denoiser.error != DenoiserError::field) return;
    double seed = static_cast<double>(denoiser.seed);
    if (slider(ui, "denoiser.seed", "Seed", "Another number, another error.", seed, 0, 100, {.integer = true}))
        denoiser.seed = static_cast<std::uint64_t>(seed);
}

} // namespace halfstep
