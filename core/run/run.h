#pragma once
// What the particles did: moments, histograms, paths, frames, final clouds, and the distances along the way.

#include "core/measure/closed_form.h"
#include "core/measure/loss_report.h"
#include "core/measure/modes.h"
#include "core/measure/round_trip.h"
#include "core/measure/statistics.h"
#include "core/run/latents.h"

#include <optional>
#include <vector>

namespace halfstep {

/// A sampler's distance to the exact law of the level of one of its states: W1 (1-D) or sliced W2 (2-D).
struct DistanceAt {
    int state = 0;
    double distance = 0;
};
/// What chance alone makes of it for as many exact draws.
struct DistanceFloorAt {
    int level = 0;
    double mean = 0, spread = 0; ///< of a few such clouds
};

/// The states of the first `particles` particles at every step: [particle][state][coordinate].
struct Paths {
    int particles = 0;
    int states = 0; ///< S + 1; state 0 is the start
    int dim = 1;
    std::vector<double> x; ///< double, so that a recorded run can be compared step by step

    const double* at(int particle, int state) const {
        return x.data() + (static_cast<std::size_t>(particle) * states + state) * dim;
    }
};

/// A whole cloud at one state.
struct Frame {
    int state = 0;
    Block<float> x; ///< particles x dim; fewer rows with SimulateOptions::frame_particles
};

struct SamplerRun {
    std::shared_ptr<const SamplerPlan> plan;        ///< of the run's problem
    std::vector<Moments> moments;                   ///< by state, of all particles
    std::vector<Gaussian> predicted;                ///< by state, or empty where there is no closed form
    std::vector<std::vector<Histogram>> histograms; ///< [coordinate][state], of all particles
    Paths paths;
    std::vector<Frame>
        frames; ///< ascending in state, first and last always; 2-D: as many as fit in frame_bytes; 1-D: a few dozen
    Block<double> final_x; ///< particles x dim, the final sample in full precision

    // A start that is encoded:
    Block<double> data;    ///< particles x dim: what was encoded
    Paths inversion_paths; ///< of the tracked particles; state 0 is the data, the last state the start
    std::optional<RoundTrip> round_trip;

    std::vector<DistanceAt> distances; ///< ascending in state, of some of the frames; empty where none were asked for
    double distance = 0;               ///< of the final sample to the target: W1 (1-D), sliced W2 (2-D)
    std::optional<Modes> modes;        ///< of the final sample, where the target has_modes()

    const SamplerSpec& spec() const { return plan->spec; }
    const std::vector<StepCoefficients>& steps() const { return plan->steps; }
    const std::vector<int>& levels() const { return plan->levels; }
    bool forward() const { return plan->forward(); }
    const Level& level_of(int state) const { return plan->level_of(state); }
    bool off_grid(int state) const { return plan->off_grid(state); }
    int state_at(int level) const { return plan->state_at(level); }
    std::vector<int> shown_states() const { return plan->shown_states(); }
    int reverse_steps() const { return plan->reverse_steps(); }
    int evaluations() const { return plan->evaluations(); }
    const Frame& frame_at(int state) const; ///< the nearest one kept
};

/// What chance alone makes of the modes of as many exact draws: mean and standard deviation over a few such clouds.
struct ExactModes {
    double width = 0, width_spread = 0;
    double share_error = 0, share_error_spread = 0;
};

struct Run {
    bool complete = false; ///< false: cancelled, the contents are not to be used
    std::shared_ptr<const Problem> problem;
    std::vector<SamplerRun> samplers;
    double distance_floor =
        0; ///< the same distance for as many exact draws of the target, mean of several such clouds:
           ///< what no sampler can beat on average
    double distance_floor_spread =
        0; ///< their standard deviation: how far chance alone moves the distance of one cloud
    std::optional<ExactModes> exact_modes;        ///< the same clouds' modes, where the target has such
    std::vector<DistanceFloorAt> distance_floors; ///< ascending in level
    std::int64_t distance_curve_particles = 0; ///< behind those and samplers[].distances; the other distances use all
    LossReport losses; ///< of the denoiser on this process, whatever the samplers; empty where none were asked for
    std::optional<Latents> latents;
    std::int64_t particles = 0;

    const Experiment& experiment() const { return problem->experiment; }
    const Target& target() const { return problem->target; }
    const Process& process() const { return problem->process; }
};

} // namespace halfstep
