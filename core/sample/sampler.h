#pragma once
// The reverse samplers. One equation covers them all:
//
//     x_s  =  k_x0 * x0_hat  +  k_eps * eps_hat  +  noise * z,      z ~ N(0, I),
//
// with x0_hat = E[x0 | x_t] and eps_hat = (x_t - a_t x0_hat) / b_t, and two corrections that vanish as steps get small:
//
//          +  k_last  * (x0_hat - x0_hat_last)                  multistep: what changed since the step before
//          +  k_again * (eps_hat(x_s', s) - eps_hat(x_t, t))    evaluated again at x_s', where the first line arrived
//
// A sampler is a choice of these coefficients. The forward chain q(x_t | x_s) is one, too, which runs the other way:
//
//     x_t  =  A x_s + sqrt(B) z  =  a_t * x0_hat  +  A b_s * eps_hat  +  sqrt(B) * z    for any x0_hat.

#include "core/denoise/exact_denoiser.h"
#include "core/law/noise.h"
#include "core/law/target.h"
#include "core/process/process.h"
#include "core/process/timesteps.h"
#include "core/spec/sampler_spec.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace halfstep {

/// What a move is for. Reverse and forward ones go from one visited level to the next; the others prepare or mend a
/// reverse one.
enum class MoveKind {
    reverse,  ///< from a level to one with less noise
    churn,    ///< forward, to a level off the grid with a little more noise; the reverse step that follows starts there
    correct,  ///< Langevin, from a level to itself
    forward,  ///< of a forward chain: the other way, to x at `from` out of x at `to`, which has less noise
    recorded, ///< somebody else's: only its levels are known
};

/// One move, as the coefficients of the one equation. States are counted from noise to data whatever the sampler, so a
/// forward move has `from`, its noisier level, where it arrives.
struct StepCoefficients {
    MoveKind move = MoveKind::reverse;
    int t = 0; ///< index of the level that it leaves (that below it, where the level is off the grid)
    int s = 0; ///< index of the level where it arrives; likewise
    Level from, to;
    /// The level that the denoiser is told, where it is another than `from`: it gives eps_hat, and x0_hat follows.
    std::optional<Level> label{};
    double k_x0 = 0;
    double k_eps = 0;
    Mat noise{}; ///< lower triangular, dim x dim; sigma I for every sampler but true_reverse
    double k_last = 0;
    double k_again = 0;
    /// Where z is drawn: samplers side by side share the draws of their i-th reverse steps, whatever stands between.
    Stream stream = Stream::step;
    std::uint32_t draw = 0;

    bool noisy() const { return noise.size() > 0 && noise(0, 0) + noise(noise.rows() - 1, noise.rows() - 1) > 0; }
    /// How often the denoiser is asked: a forward move needs no answer.
    int evaluations() const {
        return move != MoveKind::reverse && move != MoveKind::correct ? 0 : k_again != 0 ? 2 : 1;
    }
};

/// Whether these moves are those of a forward chain: all of them, or none.
inline bool runs_forward(const std::vector<StepCoefficients>& moves) {
    return !moves.empty() && moves.front().move == MoveKind::forward;
}

/// What a step follows from beside its levels. It matters to some samplers only.
struct StepContext {
    /// The reverse step before. dpm_solver looks back at it. The learned variance interpolates log beta_tilde, which is
    /// log 0 in the step that arrives at the data: there it takes the beta_tilde of this one, as the libraries do.
    const StepCoefficients* last = nullptr;
    ProcessKind process = ProcessKind::vp; ///< the two Euler rules in t
};

/// The coefficients of one reverse step, or of a forward one. `target` matters to true_reverse only, whose noise is
/// that of x_s | x_t.
StepCoefficients make_step(const SamplerSpec& sampler, const Level& from, const Level& to, const Target& target,
                           const StepContext& context = {});

/// The forward move to the noise-to-signal ratio (1 + gamma) b/a: the same equation, for which any x0_hat gives the
/// same x_s.
StepCoefficients churn_step(const Churn& churn, double gamma, const Level& from, ProcessKind process, int dim);

/// x + epsilon score + sqrt(2 epsilon) z with epsilon = 2 (snr b)^2: the step size of Song et al. 2021 (score-based
/// SDEs), appendix G, where the norm of the score is that of -eps / b, so that the step stays linear in x0_hat.
StepCoefficients corrector_step(double snr, const Level& level, int dim);

} // namespace halfstep
