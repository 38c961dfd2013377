#pragma once
// One particle of a run, followed alone, with everything that its steps were made of. It takes the very draws that it
// has in the run, so that its states are those of the run to the last bit.

#include "core/run/problem.h"

#include <cstdint>
#include <vector>

namespace halfstep {

/// One term of the one equation (core/sample/sampler.h) for one particle.
struct StepTerm {
    enum Kind {
        x0,    ///< k_x0 x0_hat
        eps,   ///< k_eps eps_hat
        last,  ///< k_last (x0_hat - x0_hat_last)
        again, ///< k_again (eps_hat(x_s', s) - eps_hat(x_t, t))
        state, ///< of a forward move or churn, which asks no denoiser: the state that it leaves, shrunk or grown
        noise, ///< sigma z
    };
    Kind kind = x0;
    Mat k{};     ///< dim x dim: a number times I, but for the noise of true_reverse
    Vec of{};    ///< what it multiplies
    Vec value{}; ///< k of, in the precision of the run
};

/// What a move was made of.
struct TracedMove {
    Vec x0_hat{}, eps_hat{};       ///< read off the state that it leaves, clipped; empty where no denoiser is asked
    std::vector<StepTerm> terms{}; ///< in the equation's order; they add up to the state where it arrives
};

struct SimulateOptions;

struct Trace {
    std::int64_t particle = 0;
    std::vector<Vec> states{};       ///< as of Paths: from noise to data, whatever way the sampler goes
    std::vector<TracedMove> moves{}; ///< move i stands between states i and i + 1
    std::vector<Vec> inversion{};    ///< of a start that is encoded: from the data to the start
};

/// Any particle, also one beyond those that the run has. Of a recorded start only those that it holds: throws Error
/// (particle) for others. Empty states when cancelled, and of a particle that recorded states do not have, whose moves
/// have no terms.
Trace trace(const Problem& problem, std::size_t sampler, std::int64_t particle, const SimulateOptions& options);

/// The particle that is followed as long as nobody has chosen one: of the first few the one whose start lies most
/// nearly as far out as most do, so that its steps can be told apart. It depends on the draws alone: no slider of a
/// sampler moves it.
std::int64_t usual_particle(const Problem& problem);

} // namespace halfstep
