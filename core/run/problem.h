#pragma once
// What an Experiment means: checked, and built once. Simulation, measures, panels and plots share it, and nobody makes
// a target, a plan or a denoiser again. This room (core/run) leads from an experiment to its problem, from there to a
// run, and to what is measured of both; what a step is, and what a distance is, belongs to the rooms below.

#include "core/denoise/denoiser.h"
#include "core/law/target.h"
#include "core/process/process.h"
#include "core/sample/inversion.h"
#include "core/sample/plan.h"
#include "core/spec/error.h"
#include "core/spec/experiment.h"

#include <memory>
#include <vector>

namespace halfstep {

/// What a sampler's settings come to on this process and target.
struct SamplerPlan {
    SamplerSpec spec;
    DenoiserSpec denoiser; ///< the one that it asks: the problem's, or the exact one
    /// Its moves: S reverse steps, and where it has such, churn and corrector steps between them; or S forward steps.
    std::vector<StepCoefficients> steps;
    /// The process level of each state, from tau_S down to 0. State i is the state after i moves; state 0 is the start,
    /// so there are steps.size() + 1. A forward chain runs through them backwards: it starts in the last, the data.
    /// Two states share a level where a corrector moves at it. A churned state lies off the grid, above the level given
    /// here.
    std::vector<int> levels;
    InversionPlan inversion; ///< of a start that is encoded
    /// The law of x in state 0: what it starts from, what its encoder should arrive at, or where a forward chain ends.
    Target start;
    int against = -1;         ///< of recorded states: the sampler that they are held against; its levels are theirs
    bool jumps_there = false; ///< and whether most of that one's moves are noisy

    bool forward() const { return runs_forward(steps); }
    /// The states that it is made of; nullptr: it is computed.
    const RecordedStates* recorded() const { return against >= 0 ? spec.recorded.get() : nullptr; }
    bool jumps() const; ///< whether most of its moves are noisy
    bool encoded() const { return spec.start == Start::encoded; }
    /// Whether its particles are draws of the data: they are encoded, or go forward.
    bool begins_with_data() const { return encoded() || forward(); }
    const Level& level_of(int state) const; ///< its true noise level, on the grid or off it
    bool off_grid(int state) const;
    /// The state shown at a process level: the last one reached when time runs from T down to `level`, correctors done
    /// and not yet churned.
    int state_at(int level) const;
    std::vector<int> shown_states() const; ///< those that some level shows, ascending: what plots against t are made of
    int reverse_steps() const;             ///< S; of a forward chain its steps
    int evaluations() const;               ///< how often a particle asks the denoiser
};

struct Problem {
    Experiment experiment; ///< as it was given
    Target target;
    Process process;
    /// A learned one has its network: that of the experiment, or the untrained one that `training` begins with.
    DenoiserSpec denoiser;
    std::vector<SamplerPlan> samplers; ///< as the experiment's
};

/// Throws Error with a key relative to the sampler ("eta", "steps", ...).
SamplerPlan plan_sampler(const SamplerSpec& spec, const Process& process, const Target& target,
                         const DenoiserSpec& denoiser = {});

/// The one check of an experiment: throws Error that names the first impossible value, by its key in a scene.
std::shared_ptr<const Problem> make_problem(const Experiment& experiment);

} // namespace halfstep
