#include "app/commands/compared.h"

#include "core/run/comparison.h"

namespace halfstep {

Run simulate_beside(const std::shared_ptr<const Problem>& first, const std::shared_ptr<const Problem>& second,
                    const SimulateOptions& options) {
    SimulateOptions other = options;
    other.frame_level = level_at_share(options.frame_level, first->process.steps(), second->process.steps());
    if (options.frame_level < 0) other.frame_level = -1;
    const auto beside = std::make_shared<const Run>(simulate(second, other));
    Run run = simulate(first, options);
    run.complete = run.complete && beside->complete;
    if (run.complete)
        run.comparison = compare(run, beside, {.distances = options.measures.final_samples, .cancel = options.cancel});
    run.complete = run.complete && run.comparison != nullptr;
    return run;
}

} // namespace halfstep
