#pragma once
// Mistakes that samplers are written with, each as a change of our own steps: where one gives what was recorded, it has
// a name. A new one is a row of the list.

#include "core/run/step_rule.h"

#include <optional>
#include <span>

namespace halfstep {

/// What was meant.
struct MeantStep {
    const Problem& problem;
    const SamplerPlan& plan;
};

struct StepMistake {
    const char* words;                                 ///< a noun phrase, its symbols between marks
    std::optional<StepRule> (*rule)(const MeantStep&); ///< nothing: it is none here
};
std::span<const StepMistake> step_mistakes();

/// The steps as they are meant.
StepRule meant_rule(const SamplerPlan& plan);

} // namespace halfstep
