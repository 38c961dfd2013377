#include "core/run/simulate_beside.h"

#include "core/run/comparison.h"

namespace halfstep {
namespace {

/// Moves of all of its particles.
double moves_of(const Problem& problem) {
    double steps = 0;
    for (const SamplerPlan& plan : problem.samplers) steps += static_cast<double>(plan.steps.size());
    return steps * static_cast<double>(problem.experiment.run.particles);
}

} // namespace

Run simulate_beside(const std::shared_ptr<const Problem>& first, const std::shared_ptr<const Problem>& second,
                    const SimulateOptions& options) {
    const double of_first = moves_of(*first), of_second = moves_of(*second), both = of_first + of_second;
    const float between = both > 0 ? static_cast<float>(of_second / both) : 0.5f;
    SimulateOptions other = options, own = options;
    other.progress = options.progress.part(0, between);
    own.progress = options.progress.part(between, 1);
    other.frame_level = level_at_share(options.frame_level, first->process.steps(), second->process.steps());
    if (options.frame_level < 0) other.frame_level = -1;
    const auto beside = std::make_shared<const Run>(simulate(second, other));
    Run run = simulate(first, own);
    run.complete = run.complete && beside->complete;
    if (run.complete)
        run.comparison = compare(run, beside, {.distances = options.measures.final_samples, .cancel = options.cancel});
    run.complete = run.complete && run.comparison != nullptr;
    return run;
}

} // namespace halfstep
