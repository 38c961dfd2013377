#pragma once
// What can be measured of a problem or a run beside what every run keeps. Whoever shows it asks for it: each measure
// depends on a part of the experiment only, so that it can be kept while the rest changes. measure() fills it in.

#include "core/base/measured.h"
#include "core/measure/loss_report.h"
#include "core/measure/modes.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace halfstep {

struct Trace;

/// Which of them somebody wants.
struct Wanted {
    bool mismatch = false;        ///< KL at T: how wrong it is to start from the prior
    bool losses = false;          ///< losses and bounds of the denoiser
    bool final_samples = false;   ///< final samples beside the target, and exact draws beside it
    bool distance_curves = false; ///< distances to p_t along the way, and those of exact draws
    bool trace = false;           ///< one particle, followed alone under every sampler
    std::int64_t particle = -1;   ///< which; -1: usual_particle()

    bool operator==(const Wanted&) const = default;
};
constexpr Wanted operator|(const Wanted& a, const Wanted& b) {
    return {a.mismatch || b.mismatch,
            a.losses || b.losses,
            a.final_samples || b.final_samples,
            a.distance_curves || b.distance_curves,
            a.trace || b.trace,
            std::max(a.particle, b.particle)};
}

/// A final sample beside the target.
struct FinalMeasure {
    double distance = 0;        ///< W1 (1-D), sliced W2 (2-D)
    double rounding = 0;        ///< how far rounding may take it off
    double width_rounding = 0;  ///< and the width of the modes, whose error holds it
    std::optional<Modes> modes; ///< where the target has_modes()
    /// Mean and spread of the distance of as many exact draws, where these are fewer particles than the run has.
    std::optional<Measured> floor;
};

/// Mean and standard deviation over a few clouds.
struct ExactModes {
    double width = 0, width_spread = 0;
    double weight_error = 0, weight_error_spread = 0;
};
/// The same of as many exact draws of the target, over several such clouds: what chance alone makes of it.
struct ExactFloor {
    double distance = 0;             ///< what no sampler can beat on average
    double spread = 0;               ///< standard deviation: how far chance alone moves the distance of one cloud
    std::optional<ExactModes> modes; ///< where the target has such
};

/// A sampler's distance to the exact law of the level of one of its states.
struct DistanceAt {
    int state = 0;
    double distance = 0;
};
/// What chance alone makes of it for as many exact draws.
struct DistanceFloorAt {
    int level = 0;
    double mean = 0, spread = 0; ///< of a few such clouds
};
struct DistanceFloors {
    std::int64_t particles = 0;      ///< behind these and the samplers' distances along the way
    std::vector<DistanceFloorAt> at; ///< ascending in level
};

/// What has been measured so far: null, what has not. Values that depend on the same are the same object.
struct Measures {
    std::shared_ptr<const Measured> mismatch; ///< KL(p_T || N(0, prior_sigma^2 I)), nats
    std::shared_ptr<const LossReport> losses; ///< of the denoiser on this process, whatever the samplers
    std::shared_ptr<const ExactFloor> exact;
    std::vector<std::shared_ptr<const FinalMeasure>> final_samples; ///< by sampler; empty: of none
    std::shared_ptr<const DistanceFloors> floors;
    std::vector<std::shared_ptr<const std::vector<DistanceAt>>>
        distance_curves;                              ///< by sampler, ascending in state; empty: of none
    std::vector<std::shared_ptr<const Trace>> traces; ///< by sampler, of one particle; empty: of none
    std::int64_t traced = -1;                         ///< what Wanted::particle said of them

    /// Whether all that is wanted is there.
    bool have(const Wanted& wanted) const;
    /// Whether what is wanted is the very same here and there.
    bool same(const Measures& other, const Wanted& wanted) const;
};

} // namespace halfstep
