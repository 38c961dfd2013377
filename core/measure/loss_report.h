#pragma once
// The losses of a run at many levels, and what follows from them: computed once, looked at by plots and tables.

#include "core/base/measured.h"
#include "core/measure/variational_bound.h"

#include <array>
#include <cstdint>
#include <vector>

namespace halfstep {

struct LossReport {
    std::vector<int>
        levels; ///< ascending, 1 .. T; all of them where T is small, else evenly spread in log SNR and in t
    std::vector<LevelLoss> losses;          ///< one each
    std::int64_t draws = 0;                 ///< of (x0, eps) behind every measured number
    Measured entropy;                       ///< of the data, nats
    Measured mismatch;                      ///< KL(p_T || N(0, prior_sigma^2 I)), nats
    std::array<VariationalBound, 3> bounds; ///< by BoundVariance

    bool empty() const { return losses.empty(); }
    const VariationalBound& bound(BoundVariance variance) const { return bounds[static_cast<std::size_t>(variance)]; }
};

struct LossOptions {
    std::int64_t terms = 1'500'000; ///< how many evaluations of a mixture component to spend, 0.2 microseconds each
    std::uint64_t seed = 0;
    Denoise denoise{}; ///< empty: the exact one
    int threads = 1;
    Cancel cancel = nullptr;
};

/// Levels not measured
/// have closed forms in the bound if the target is a Gaussian, else errors interpolated between their neighbours:
/// polynomials of the log error over log SNR, whose own errors are among the bound's. Empty when cancelled.
LossReport report_losses(const Target& target, const Process& process, const LossOptions& options);

/// The mismatch of that report alone.
Measured report_mismatch(const Target& target, const Process& process, const LossOptions& options);

} // namespace halfstep
