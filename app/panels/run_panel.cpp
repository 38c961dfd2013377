#include "app/panels/panels.h"

#include <algorithm>

namespace halfstep {

void run_panel(PanelContext& context) {
    Experiment& experiment = context.experiment;
    Controls& ui = context.ui;
    RunSpec& run = experiment.run;
    heading(ui, "Run");
    double particles = static_cast<double>(run.particles);
    if (slider(ui, "run.particles", "Particles", "How many are simulated: error bars shrink as 1/√N.", particles, 100,
               1e6, {.log = true, .integer = true}))
        run.particles = static_cast<std::int64_t>(particles);
    double seed = static_cast<double>(run.seed);
    if (slider(ui, "run.seed", "Seed", "Chooses the noise. The same seed always gives the same picture.", seed, 0,
               std::max(100.0, seed), {.integer = true}))
        run.seed = static_cast<std::uint64_t>(seed);
    const char* const names[] = {"single", "double"};
    const char* const tips[] = {"32-bit floats: fast, seven digits.", "64-bit floats: sixteen digits."};
    int precision = static_cast<int>(run.precision);
    if (choice(ui, "run.precision", "Precision", "Of the particles' arithmetic.", precision, names, tips, 2))
        run.precision = static_cast<Precision>(precision);
}

} // namespace halfstep
