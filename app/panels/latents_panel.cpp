#include "app/panels/panels.h"
#include "core/law/catalog.h"
#include "core/run/latents.h"

namespace halfstep {

namespace {

/// Draws them; those that are there stay where the target is impossible at the moment, which the window says already.
void draw(Experiment& experiment) {
    try {
        LatentsSpec drawn = drawn_latents(experiment);
        if (experiment.latents) drawn.sampler = experiment.latents->sampler;
        experiment.latents = drawn;
    } catch (const Error&) {}
}

/// Another target or another sampler may leave the latents without what they mean.
void keep_possible(Experiment& experiment) {
    LatentsSpec& latents = *experiment.latents;
    if (!latents.sampler.empty() && latents_sampler(experiment) < 0) latents.sampler.clear();
    if (static_cast<int>(latents.z1.size()) != dimension(experiment.target)) draw(experiment);
}

} // namespace

void latents_panel(PanelContext& context) {
    Experiment& experiment = context.experiment;
    Controls& ui = context.ui;
    bool on = experiment.latents.has_value();
    if (toggle(ui,
               {"latents", "Latents",
                "Two latents z₁, z₂ and a point x₀ of the data to drag about, in a plot of their own: a "
                "deterministic sampler decodes what lies between the latents, and encodes x₀."},
               on)) {
        if (on)
            draw(experiment);
        else
            experiment.latents.reset();
    }
    if (!experiment.latents) return;
    keep_possible(experiment);
    if (latents_sampler(experiment) >= 0) return;
    paragraph(ui, "A latent needs a sampler without noise: DDIM with η = 0, Heun, DPM-Solver++ or the Euler ODE.",
              ui.fonts.small(), ui.theme->muted);
}

} // namespace halfstep
