#include "app/commands/check_claims.h"

#include "app/base/text.h"
#include "app/commands/interrupt.h"
#include "app/lesson/verdict.h"
#include "core/run/simulate.h"

namespace halfstep {
namespace {

/// Steps of one scene.
struct SceneOfSteps {
    std::shared_ptr<const Problem> problem;
    std::vector<std::size_t> steps; ///< indices
    QuantityNeeds needs{};
    bool simulated = false; ///< some claim asks for a run of it
};

bool is_trend(const Claim& claim) { return claim.relation == Claim::Relation::tends_to; }

std::vector<SceneOfSteps> scenes_of(const LessonFile& lesson, std::optional<int> only) {
    std::vector<SceneOfSteps> scenes;
    for (std::size_t i = 0; i < lesson.steps.size(); ++i) {
        const LessonStep& step = lesson.steps[i];
        if (step.claims.empty() || (only && *only != static_cast<int>(i) + 1)) continue;
        const bool as_before = !scenes.empty() && scenes.back().problem->experiment == step.problem->experiment;
        if (!as_before) scenes.push_back({step.problem, {}});
        SceneOfSteps& scene = scenes.back();
        scene.steps.push_back(i);
        for (const Claim& claim : step.claims) {
            if (is_trend(claim)) continue;
            scene.needs = scene.needs | needs_of(claim, step.problem);
            scene.simulated = true;
        }
    }
    return scenes;
}

/// "  2.1  holds   0.0409 ± 0.0004 = 0.0408, +0.2 se   The mean alone ..."
ClaimLine line_of(const Claim& claim, const Verdict& verdict, std::size_t step, std::size_t number) {
    ClaimLine line{.failed = verdict.standing != Verdict::Standing::holds};
    const std::string at = std::to_string(step + 1) + "." + std::to_string(number + 1);
    line.where = "step " + std::to_string(step + 1) + ", claim " + std::to_string(number + 1);
    const std::string standing = line.failed ? "FAILS" : "holds";
    line.text = "  " + at + "  " + standing + "  " + verdict_text(verdict, claim.relation) + "  " +
                one_line(plain_live_text(claim.says, nullptr), 300);
    return line;
}

} // namespace

std::vector<ClaimLine> check_claims(const LessonFile& lesson, std::optional<int> step, std::atomic<float>& progress) {
    std::vector<ClaimLine> lines;
    for (const SceneOfSteps& scene : scenes_of(lesson, step)) {
        const Experiment& experiment = scene.problem->experiment;
        std::optional<Quantities> quantities;
        if (scene.simulated) {
            SimulateOptions options = options_for(scene.needs, experiment);
            options.cancel = &InterruptGuard::raised();
            options.progress = &progress;
            quantities.emplace(simulate(scene.problem, options));
            InterruptGuard::check();
        }
        for (const std::size_t i : scene.steps) {
            const std::vector<Claim>& claims = lesson.steps[i].claims;
            for (std::size_t k = 0; k < claims.size(); ++k) {
                const Verdict verdict = is_trend(claims[k])
                                            ? judge_trend(claims[k], experiment, {.cancel = &InterruptGuard::raised()})
                                            : judge(claims[k], *quantities, experiment);
                InterruptGuard::check();
                lines.push_back(line_of(claims[k], verdict, i, k));
            }
        }
    }
    return lines;
}

} // namespace halfstep
