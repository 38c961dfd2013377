#pragma once
// The work of simulate(): blocks of particles carried by worker threads through all moves of all samplers.

#include "core/denoise/denoiser.h"
#include "core/measure/rounding.h"
#include "core/run/draws.h"
#include "core/run/run.h"

#include <atomic>
#include <cstdint>
#include <mutex>
#include <vector>

namespace halfstep {

/// What all workers read, and where they leave their part. Blocks are summed up in groups, in order, and groups in
/// order: the result cannot depend on who did which.
struct Job {
    const Problem& problem;
    const SimulateOptions& options;
    std::vector<SamplerRun>& samplers; ///< the run's
    std::int64_t particles;            ///< of each
    std::int64_t blocks = 0, groups = 0;
    std::vector<std::vector<std::vector<CentralSums>>> sums{}; ///< [sampler][group][state]
    std::vector<std::vector<RoundTripSums>> round_trips{};     ///< [sampler][group]
    std::mutex histogram_mutex{};
    std::atomic<std::int64_t> next_task{0}, blocks_done{0};

    Draws draws() const { return {problem, options}; }
    bool cancelled() const { return options.cancelled(); }
};

/// Sets job.blocks and job.groups, for samplers of at most so many states.
void divide(Job& job, std::int64_t most_states);

/// The whole simulation of all samplers, spread over workers by (sampler, group). Fills the histograms, paths, frames
/// and final samples of `job.samplers`, whose places are prepared, and `job.sums`, `job.round_trips`. Returns false
/// when cancelled.
bool run_workers(Job& job, int threads);

/// What single precision did to a sampler's states: its first particles are carried again, and once more in double
/// precision with the same noise. By state; empty when cancelled.
std::vector<Rounding> measure_rounding(Job& job, std::size_t sampler);

} // namespace halfstep
