#pragma once
// A recorded sampler among ours.

#include "tests/app/plots_helpers.h"

namespace halfstep::testing {

/// DDPM, and beside it what somebody else's code made of it: with the large variance, kept to four decimals, so that
/// no bit of a processor shows.
inline Experiment with_recorded(Experiment experiment) {
    Experiment other = experiment;
    other.samplers = {sampler("DDPM", SamplerKind::ddpm)};
    other.samplers[0].variance = Variance::large;
    other.run.particles = 40;
    other.run.precision = Precision::double_;
    SimulateOptions options;
    options.measures = {};
    const Run run = simulate(other, options);
    const Paths& paths = run.samplers[0].paths;
    RecordedStates states{.particles = paths.particles, .states = paths.states, .dim = paths.dim, .x = paths.x};
    for (double& x : states.x) x = std::round(x * 1e4) / 1e4;
    states.digits = written_digits(states.x);
    experiment.samplers = {sampler("DDPM", SamplerKind::ddpm), sampler("mine", SamplerKind::recorded)};
    experiment.samplers[1].recorded = std::make_shared<const RecordedStates>(states);
    experiment.samplers[1].against = "DDPM";
    return experiment;
}

} // namespace halfstep::testing
