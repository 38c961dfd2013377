#include "core/run/closed_states.h"

#include "core/run/draws.h"

namespace halfstep {

std::vector<Gaussian> closed_states(const Problem& problem, const SamplerPlan& plan) {
    if (plan.recorded()) return {};
    const Target& target = problem.target;
    const bool linear = plan.forward() || (is_affine(target, plan.denoiser) && !plan.spec.clip.on());
    if (!linear) return {};
    const Target& first = first_law(problem, plan);
    Gaussian law{first.mean(), first.cov()};
    if (plan.encoded()) law = predict(plan.inversion, target, law, plan.denoiser).back();
    return predict(plan.steps, target, law, plan.denoiser);
}

} // namespace halfstep
