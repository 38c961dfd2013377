#include "core/run/recorded.h"

#include "core/spec/sampler_facts.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace halfstep {
namespace {

std::string named_file(const RecordedStates& states) { return states.file.empty() ? "" : states.file + " "; }

std::string shortly(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.6g", value);
    return text;
}

/// Which of the scene's samplers it should be.
int reference_of(const Problem& problem, const SamplerSpec& spec) {
    const std::vector<SamplerSpec>& specs = problem.experiment.samplers;
    std::string names, lengths;
    for (std::size_t i = 0; i < specs.size(); ++i) {
        const SamplerPlan& plan = problem.samplers[i];
        if (plan.steps.empty() || plan.forward() || plan.recorded()) continue; // it is recorded itself
        if (spec.against == specs[i].name) return static_cast<int>(i);
        if (spec.against.empty() && static_cast<int>(plan.levels.size()) == spec.recorded->states)
            return static_cast<int>(i);
        names += (names.empty() ? "\"" : ", \"") + specs[i].name + "\"";
        lengths += (lengths.empty() ? "" : ", ") + std::to_string(plan.levels.size()) + " (" + specs[i].name + ")";
    }
    if (names.empty())
        throw Error("kind", "is held against another sampler, and there is none that goes from noise to data; allowed: "
                            "beside such a [[sampler]]");
    if (!spec.against.empty())
        throw Error("against", "no sampler that goes from noise to data has this name; allowed: " + names);
    throw Error("file",
                named_file(*spec.recorded.get()) + "has " + std::to_string(spec.recorded->states) +
                    " states of each particle, the start among them, and no sampler has as many; allowed: " + lengths);
}

/// Where the file says times, they are those of the sampler.
void check_times(const RecordedStates& states, const SamplerPlan& plan, const Process& process,
                 const std::string& name) {
    const double near = 0.25 * process.levels.back().t / process.steps();
    for (std::size_t i = 0; i < states.t.size(); ++i) {
        const double t = plan.level_of(static_cast<int>(i)).t;
        if (std::abs(states.t[i] - t) <= near) continue;
        std::string where = states.file;
        if (i < states.lines.size()) where += ":" + std::to_string(states.lines[i]);
        throw Error("file", (where.empty() ? "" : where + ": ") + "step " + std::to_string(i) +
                                " has t = " + shortly(states.t[i]) + ", and " + name + " is at t = " + shortly(t) +
                                " then; allowed: that, or no column t");
    }
}

/// What is known of a move of which only the states are: whence and whither.
StepCoefficients only_levels(StepCoefficients step) {
    if (step.move != MoveKind::churn) step.move = MoveKind::recorded;
    step.label.reset();
    step.k_x0 = step.k_eps = step.k_last = step.k_again = 0;
    step.noise = {};
    return step;
}

} // namespace

SamplerPlan plan_recorded(const Problem& problem, std::size_t i) {
    const SamplerSpec& spec = problem.experiment.samplers[i];
    if (!spec.recorded)
        throw Error("file", "is missing; allowed: the states that your own code wrote, as file = \"mine.csv\" beside "
                            "the scene");
    const RecordedStates& states = *spec.recorded.get();
    const int dim = problem.target.dim();
    if (states.dim != dim)
        throw Error("file", named_file(states) + "has " + std::to_string(states.dim) +
                                (states.dim == 1 ? " coordinate" : " coordinates") +
                                " a state; allowed: " + std::to_string(dim) + ", as the target");
    const int against = reference_of(problem, spec);
    const SamplerPlan& model = problem.samplers[static_cast<std::size_t>(against)];
    if (static_cast<int>(model.levels.size()) != states.states)
        throw Error("file", named_file(states) + "has " + std::to_string(states.states) +
                                " states of each particle, the start among them, and " + model.spec.name + " has " +
                                std::to_string(model.levels.size()) + "; allowed: as many, steps 0 to " +
                                std::to_string(model.levels.size() - 1));
    check_times(states, model, problem.process, model.spec.name);
    SamplerPlan made;
    made.spec = spec;
    made.against = against;
    made.jumps_there = model.jumps();
    made.levels = model.levels;
    made.start = model.start;
    for (const StepCoefficients& step : model.steps) made.steps.push_back(only_levels(step));
    return made;
}

std::int64_t particles_of(const SamplerPlan& plan, std::int64_t of_run) {
    const RecordedStates* const recorded = plan.recorded();
    return recorded ? std::min<std::int64_t>(recorded->particles, of_run) : of_run;
}

} // namespace halfstep
