// Claims of what happens as a setting goes on: a run for each of its values.

#include "app/lesson/scene_keys.h"
#include "app/lesson/verdict.h"

#include "app/base/text.h"
#include "app/scene/edit.h"
#include "app/scene/scene_error.h"
#include "core/run/simulate.h"

#include <cmath>

namespace halfstep {
namespace {

/// Every distance at most the one before, within their errors; the last one as small as any claim has it.
std::string why_no_trend(const Claim& claim, const std::vector<TrendPoint>& points, double allowed) {
    for (std::size_t i = 1; i < points.size(); ++i) {
        const Measured &before = points[i - 1].difference, &now = points[i].difference;
        const double chance = claim.within * std::hypot(before.se, now.se);
        if (!(std::abs(now.value) <= std::abs(before.value) + chance))
            return "the distance grows from " + claim.along + " = " + number(points[i - 1].at) + " to " +
                   number(points[i].at);
    }
    if (!(std::abs(points.back().difference.value) <= allowed))
        return "it is too far away at " + claim.along + " = " + number(points.back().at);
    return "";
}

/// The same claim, of one value alone.
Claim at_one_value(Claim claim) {
    claim.relation = Claim::Relation::equals;
    return claim;
}

} // namespace

SimulateOptions options_for(const QuantityNeeds& needs, const Experiment& experiment) {
    SimulateOptions options;
    options.measures = needs.measures;
    if (needs.every_state) options.tracked_paths = static_cast<int>(experiment.run.particles);
    return options;
}

Verdict judge_trend(const Claim& claim, const Experiment& of_step, const TrendOptions& trend) {
    Verdict verdict;
    const Claim one = at_one_value(claim);
    try {
        for (const double value : claim.values) {
            const Experiment experiment = with_values(of_step, {{claim.along, number(value)}});
            const std::shared_ptr<const Problem> problem = make_problem(experiment);
            SimulateOptions options = options_for(needs_of(claim, problem), experiment);
            options.threads = trend.threads;
            options.cancel = trend.cancel;
            const Run run = simulate(problem, options);
            if (!run.complete) return {.why = "it was called off"};
            const Verdict here = judge(one, run, experiment);
            if (!here.why.empty()) return {.why = claim.along + " = " + number(value) + ": " + here.why};
            verdict.points.push_back({value, here.value, here.target, here.difference});
            verdict.value = here.value;
            verdict.target = here.target;
            verdict.difference = here.difference;
            verdict.off = here.off;
            verdict.allowed = here.allowed;
        }
    } catch (const ExpressionError& error) {
        verdict.why = error.what();
        return verdict;
    } catch (const SceneError& error) {
        verdict.why = error.what();
        return verdict;
    }
    verdict.why = why_no_trend(claim, verdict.points, verdict.allowed);
    verdict.standing = verdict.why.empty() ? Verdict::Standing::holds : Verdict::Standing::fails;
    return verdict;
}

} // namespace halfstep
