#pragma once
// How much of a simulation is kept and measured, and what it is given beside an experiment.

#include "core/base/progress.h"
#include "core/base/types.h"
#include "core/run/measures.h"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

namespace halfstep {

struct DistanceCurveOptions {
    int states = 40; ///< at most so many of a sampler's states
    /// At most so many, of those that the frames keep: a distance sorts its cloud, and more only lower the floor.
    std::int64_t particles = 4000;
};

/// A recorded start or noise, to repeat another program's run.
struct RecordedStart {
    Block<double> x; ///< particles x dim
};
struct RecordedNoise {
    /// Of each move (of each reverse step, if the sampler has no other moves), particles x dim; missing ones count as
    /// zero. In a forward chain move 0 is the one that arrives at T.
    std::vector<Block<double>> z;
};

/// How thoroughly a run is measured.
struct MeasureOptions {
    int threads = 0;                           ///< 0: as many as the machine has
    const std::atomic<bool>* cancel = nullptr; ///< raised by another thread: what is under way is left
    int exact_clouds = 8;                ///< draws of the target that the distance floor is the mean of; at least 2
    std::int64_t loss_terms = 1'500'000; ///< evaluations to spend on the losses: report_losses()
    DistanceCurveOptions distance_curve; ///< of the distances to p_t along the way

    bool cancelled() const { return cancel && cancel->load(std::memory_order_relaxed); }
    int thread_count() const {
        return threads > 0 ? threads : static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
    }
};

/// Cancelled, simulate() returns with complete = false.
struct SimulateOptions : MeasureOptions {
    std::int64_t particles = 0; ///< 0: as many as the experiment says
    Wanted measures{.losses = true, .final_samples = true, .distance_curves = true}; ///< what is measured at the end
    Progress progress{};
    /// Replaces the drawn start of every sampler, or the drawn data where it encodes or runs forward; sets the number
    /// of particles.
    std::shared_ptr<const RecordedStart> start;
    std::shared_ptr<const RecordedNoise> noise; ///< replaces the drawn noise
    int tracked_paths = 256;                    ///< particles whose every state is kept
    std::int64_t frame_bytes = 64 << 20;        ///< whole clouds are kept for as many levels as fit (per sampler)
    /// Keep only this many particles per frame, and measure distances along the way from no more than these; 0: all.
    std::int64_t frame_particles = 0;
    int frame_level = -1; ///< in any case the cloud of the state shown at this level, too; -1: none
};

} // namespace halfstep
