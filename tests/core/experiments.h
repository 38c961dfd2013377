#pragma once
// Experiments that several test files run.

#include "core/run/simulate.h"
#include "tests/core/helpers.h"
#include "tests/cost.h"

namespace halfstep::testing {

inline constexpr ProcessKind all_processes[] = {ProcessKind::vp, ProcessKind::ve, ProcessKind::flow};

/// The catalog's way of saying `target`: a mixture with full covariances.
inline TargetSpec spec_of_target(const Target& target) {
    TargetSpec spec;
    spec.kind = target.is_gaussian() ? TargetKind::gaussian : TargetKind::mixture;
    for (const Component& c : target.components) {
        ComponentSpec component;
        component.weight = c.weight;
        component.mean.assign(c.mean.data(), c.mean.data() + c.mean.size());
        component.cov.assign(c.cov.data(), c.cov.data() + c.cov.size()); // symmetric: either order
        spec.components.push_back(component);
    }
    spec.mean = spec.components.front().mean;
    spec.cov = spec.components.front().cov;
    return spec;
}

inline Experiment experiment_of(const Target& target, const ProcessSpec& process,
                                const std::vector<SamplerSpec>& samplers, std::int64_t particles,
                                Precision precision = Precision::double_) {
    Experiment experiment;
    experiment.target = spec_of_target(target);
    experiment.process = process;
    experiment.samplers = samplers;
    experiment.run.particles = particles;
    experiment.run.seed = 7;
    experiment.run.precision = precision;
    return experiment;
}

/// For runs of which nothing is measured beside what every run keeps.
inline SimulateOptions unmeasured(int threads = 0) {
    SimulateOptions options;
    options.measures = {};
    options.threads = threads;
    return options;
}

inline ProcessSpec process_spec(ProcessKind kind, int T) { return {kind, T, {ScheduleKind::linear, 0.004, 0.35, {}}}; }

inline SimulateOptions with_threads(int threads) {
    SimulateOptions options;
    options.threads = threads;
    options.loss_terms = heavy(options.loss_terms, std::int64_t{50'000}); // the same code, fewer draws
    return options;
}

inline std::vector<SamplerSpec> four_samplers() {
    return {sampler_of(SamplerKind::ddim), sampler_of(SamplerKind::ddim, 0.6), ddpm_of(Variance::large),
            ddpm_of(Variance::learned, true)};
}

} // namespace halfstep::testing
