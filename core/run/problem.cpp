#include "core/run/problem.h"

#include "core/law/catalog.h"
#include "core/learn/training.h"
#include "core/run/latents_check.h"
#include "core/spec/process_facts.h"
#include "core/spec/sampler_facts.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace halfstep {
namespace {

/// What can be said before anything is built.
void check_counts(const Experiment& experiment) {
    if (experiment.process.steps < 1 || experiment.process.steps > Limits::max_steps)
        throw Error("process.steps",
                    "is the number of noise levels T; allowed: 1 to " + std::to_string(Limits::max_steps));
    const RunSpec& run = experiment.run;
    if (run.particles < 1 || run.particles > Limits::max_particles)
        throw Error("run.particles", "is out of range; allowed: 1 to " + std::to_string(Limits::max_particles));
    if (run.seed > Limits::max_seed)
        throw Error("run.seed", "is too large; allowed: 0 to " + std::to_string(Limits::max_seed));
    if (experiment.samplers.empty()) throw Error("sampler", "there is none; allowed: at least one [[sampler]]");
    if (experiment.samplers.size() > static_cast<std::size_t>(Limits::max_samplers))
        throw Error("sampler",
                    "too many; allowed: at most " + std::to_string(Limits::max_samplers) + ", one colour each");
}

void check_network(const Experiment& experiment, const Target& target, const Process& process) {
    if (!learns(experiment)) return;
    const Network* network = experiment.denoiser.network.get();
    check_prediction(network ? network->spec.prediction : experiment.training.prediction, process);
    if (!network) return;
    if (network->spec.dim != target.dim())
        throw Error("denoiser.file", "the network has learned in " + std::to_string(network->spec.dim) +
                                         (network->spec.dim == 1 ? " dimension" : " dimensions") +
                                         "; allowed: a target in as many, and this one has " +
                                         std::to_string(target.dim()));
    if (network->process != process.kind)
        throw Error("denoiser.file", std::string("the network has seen x_t of process.kind = \"") +
                                         name_of(network->process) + "\"; allowed: that process, and this is \"" +
                                         name_of(process.kind) + "\"");
    if (network->spec != network_spec(experiment.training, target.dim()))
        throw Error("training", "describes another network than the one that has learned; allowed: the same width, "
                                "depth, embedding, features, target and preconditioning");
}

DenoiserSpec with_network(const Experiment& experiment, const Target& target) {
    DenoiserSpec spec = experiment.denoiser;
    if (spec.kind == DenoiserKind::learned && !spec.network)
        spec.network = std::make_shared<const Network>(untrained(experiment.training, target, experiment.process.kind));
    return spec;
}

// ---- recorded states ----

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

/// Of sampler i, whose spec has recorded states: the levels of the one that it is held against, which is planned
/// already, and no coefficients.
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

/// Those that are computed first: the others follow from them.
void plan_samplers(Problem& problem) {
    const std::vector<SamplerSpec>& specs = problem.experiment.samplers;
    problem.samplers.resize(specs.size());
    for (const bool recorded : {false, true})
        for (std::size_t i = 0; i < specs.size(); ++i) {
            if (fact(specs[i].kind).from_file != recorded) continue;
            try {
                problem.samplers[i] = recorded
                                          ? plan_recorded(problem, i)
                                          : plan_sampler(specs[i], problem.process, problem.target, problem.denoiser);
            } catch (const Error& error) {
                throw Error("sampler[" + std::to_string(i) + "]." + error.key, error.what());
            }
        }
}

} // namespace

SamplerPlan plan_sampler(const SamplerSpec& spec, const Process& process, const Target& target,
                         const DenoiserSpec& denoiser) {
    SamplerPlan made;
    made.spec = spec;
    if (!spec.exact_denoiser) made.denoiser = denoiser;
    made.steps = plan(spec, process, target);
    made.levels.push_back(made.steps.front().t);
    for (const StepCoefficients& step : made.steps) made.levels.push_back(step.s);
    if (made.encoded()) {
        check_inversion(spec, process, target, made.denoiser);
        made.inversion = plan_inversion(spec, process, target);
    }
    made.start = start_law(spec, process, target);
    return made;
}

std::shared_ptr<const Problem> make_problem(const Experiment& experiment) {
    check_counts(experiment);
    validate(experiment.denoiser);
    validate(experiment.training);
    auto problem = std::make_shared<Problem>();
    problem->experiment = experiment;
    problem->target = make_target(experiment.target);
    problem->process = make_process(experiment.process);
    check_network(experiment, problem->target, problem->process);
    problem->denoiser = with_network(experiment, problem->target);
    plan_samplers(*problem);
    check_latents(experiment, problem->target);
    return problem;
}

// ---- what a plan can be asked ----

const Level& SamplerPlan::level_of(int state) const {
    return state == 0 ? steps.front().from : steps[static_cast<std::size_t>(state) - 1].to;
}

bool SamplerPlan::off_grid(int state) const {
    return state > 0 && steps[static_cast<std::size_t>(state) - 1].move == MoveKind::churn;
}

int SamplerPlan::reverse_steps() const {
    return static_cast<int>(std::count_if(steps.begin(), steps.end(), [](const StepCoefficients& step) {
        return step.move == MoveKind::reverse || step.move == MoveKind::forward ||
               (step.move == MoveKind::recorded && step.s < step.t);
    }));
}

bool SamplerPlan::jumps() const {
    const auto noisy = std::count_if(steps.begin(), steps.end(), [](const StepCoefficients& s) { return s.noisy(); });
    return recorded() ? jumps_there : 2 * noisy > std::ssize(steps);
}

int SamplerPlan::evaluations() const {
    int sum = 0;
    for (const StepCoefficients& step : steps) sum += step.evaluations();
    return sum;
}

int SamplerPlan::state_at(int level) const {
    // Levels do not rise: the last state whose level is not below the wanted one, or the start when time has not
    // reached it.
    const auto past =
        std::upper_bound(levels.begin(), levels.end(), level, [](int l, int visited) { return l > visited; });
    int state = std::max(0, static_cast<int>(past - levels.begin()) - 1);
    while (off_grid(state)) --state;
    return state;
}

std::vector<int> SamplerPlan::shown_states() const {
    std::vector<int> shown;
    for (std::size_t i = 0; i < levels.size(); ++i)
        if (i == 0 || levels[i] < levels[i - 1]) shown.push_back(state_at(levels[i]));
    return shown;
}

} // namespace halfstep
