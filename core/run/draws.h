#pragma once
// Where the particles of a run start, and the noise of their moves: drawn, or recorded. A pure function of the
// particle's index, however many are carried together.

#include "core/run/options.h"
#include "core/run/problem.h"

#include <cstdint>

namespace halfstep {

// Blocks are filled up to a whole number of these, and what is too many is not looked at: the scalar remainder of a
// vector loop rounds otherwise, and a particle's bits must not depend on how many come after it.
constexpr Eigen::Index row_multiple = 64;

/// Where a sampler's particles are drawn.
inline const Target& first_law(const Problem& problem, const SamplerPlan& plan) {
    return plan.begins_with_data() ? problem.target : plan.start;
}

struct Draws {
    const Problem& problem;
    const SimulateOptions& options;

    /// The particles first .. first + rows - 1 into the first `rows` rows of x; what the others hold is finite.
    template <class Real>
    void start(const SamplerPlan& plan, std::int64_t first, Block<Real>& x, Eigen::Index rows) const {
        if (options.start) {
            x.setZero();
            x.topRows(rows) = options.start->x.middleRows(first, rows).template cast<Real>();
            return;
        }
        const Stream stream = plan.forward() ? Stream::forward : Stream::start;
        sample(first_law(problem, plan), problem.experiment.run.seed, stream, static_cast<std::uint64_t>(first), x);
    }

    /// The noise of move i, of the particles from `first` on.
    template <class Real>
    void noise(const StepCoefficients& step, std::size_t i, std::int64_t first, Block<Real>& z) const {
        if (!options.noise) {
            normals(problem.experiment.run.seed, step.stream, step.draw, static_cast<std::uint64_t>(first), z);
            return;
        }
        z.setZero();
        const auto& recorded = options.noise->z;
        if (i >= recorded.size()) return;
        const Eigen::Index rows = std::clamp<Eigen::Index>(recorded[i].rows() - first, 0, z.rows());
        if (rows > 0) z.topRows(rows) = recorded[i].middleRows(first, rows).template cast<Real>();
    }
};

} // namespace halfstep
