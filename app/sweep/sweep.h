#pragma once
// One experiment many times, along values of its keys and over seeds: what "distance against steps" is made of.

#include "core/run/simulate.h"

#include <functional>
#include <string>
#include <vector>

namespace halfstep {

struct SweepAxis {
    std::string key; ///< of the scene: "sampler.steps", "process.steps", "sampler[0].eta", ...
    std::vector<std::string> values;
};

struct SweepSpec {
    std::vector<SweepAxis> axes; ///< every combination is run, the last axis fastest
    int seeds = 1;               ///< run.seed, run.seed + 1, ...
};

struct SweepJob {
    std::vector<std::string> values; ///< one for each axis
    Experiment experiment;
};

/// Bounds, each with its reason.
struct SweepLimits {
    static constexpr int max_seeds = 10'000;
    static constexpr std::size_t max_jobs = 100'000; ///< the plan is kept whole
};

/// All experiments, seeds fastest. Throws SceneError for a key or value that a scene refuses, and where the same run
/// would come twice, before anything is run.
std::vector<SweepJob> plan_sweep(const Experiment& experiment, const SweepSpec& spec);

/// The jobs of part `part` of `parts` (both from 1): consecutive ones, so that the parts' rows, one after another, are
/// those of the whole, whatever the number of parts.
std::vector<SweepJob> part_of(const std::vector<SweepJob>& jobs, int part, int parts);

/// Runs a job without what only pictures need. Cancelled: complete is false. `threads` as in SimulateOptions.
Run run_job(const SweepJob& job, const std::atomic<bool>* cancel, std::atomic<float>* progress, int threads = 0);

} // namespace halfstep
