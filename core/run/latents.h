#pragma once
// x_T as a latent code of x_0: a deterministic sampler is a map from one to the other, and DDIM run towards noise finds
// the way back. Latents are z = x_T / scale, so that z ~ N(0, I) on every process (for ve the scale is sigma_max).

#include "core/run/latents_check.h"
#include "core/run/problem.h"

#include <atomic>
#include <functional>
#include <optional>

namespace halfstep {

/// One sampler as a map. All in double precision, whatever the run has.
class LatentMap {
public:
    /// The sampler must be deterministic; its `inversion` is that of encode(), wherever it starts itself.
    LatentMap(const SamplerPlan& sampler, const Process& process, const Target& target);
    LatentMap(const LatentMap&) = delete; // steppers hold on to the steps
    LatentMap& operator=(const LatentMap&) = delete;

    double scale() const { return scale_; }                       ///< of the prior: x_T = scale z
    const Level& noisiest() const { return steps_.front().from; } ///< the level of x_T

    /// Is shown every state x_t on the way, the first and the last one, too, with its level's b; false: stop there.
    using Look = std::function<bool(const Block<double>& x, double b)>;
    /// z -> x_0 and x_0 -> z, row by row (n x dim).
    Block<double> decode(const Block<double>& z, const Look& look = {}) const;
    Block<double> encode(const Block<double>& x0, const Look& look = {}) const;

private:
    std::vector<StepCoefficients> steps_;
    InversionPlan inversion_;
    std::vector<double> inversion_b_; ///< of its states
    Stepper<double> stepper_;
    Inverter inverter_;
    double scale_ = 1;
};

/// (1 - l) z1 + l z2, whose norm dips between latents that are far apart: for independent z ~ N(0, I) its variance is
/// l^2 + (1 - l)^2.
Vec lerp(const Vec& z1, const Vec& z2, double l);
/// [sin((1 - l) th) z1 + sin(l th) z2] / sin th, th the angle between them [MATH 7.4; Song et al. 2021 (DDIM), appendix
/// D.5]; lerp for th < 1e-4. Nothing where there is no one shortest arc: z1 and z2 opposite (within 1e-4), or one of
/// them 0.
std::optional<Vec> slerp(const Vec& z1, const Vec& z2, double l);

/// What the experiment's latents come to.
struct Latents {
    int sampler = 0;      ///< index of the one that decodes
    double scale = 1;     ///< x_T = scale z
    Block<double> z1, z2; ///< 1 x dim
    Block<double> x1, x2; ///< what they decode to
    /// Decoded, at l = 0 .. 1 in even steps, 65 of them. `slerp` is empty on a line, where it means nothing, and where
    /// it does not exist.
    Block<double> lerp, slerp;
    double lerp_norm = 0, slerp_norm = 0; ///< of the latents halfway; NaN where there is none

    // A point of the data, encoded and decoded again:
    Block<double> x0;       ///< 1 x dim
    Block<double> z0, back; ///< 1 x dim: its latent, and what that decodes to
    double round_trip = 0;  ///< |back - x0|
    /// All states from x_0 to z and from there to the data: x_t / (1 + (scale - 1) b_t / b_T), which is x_t itself
    /// unless ve needs another scale.
    Block<double> way_out, way_back;

    // On a line, the whole map z -> x_0 beside that of the exact ODE, which keeps the CDF: F_0(x_0) = F_T(scale z)
    // [MATH 7.3].
    std::vector<double> z, decoded, exact;
};

/// Nothing where the experiment has no latents, no deterministic sampler, or `cancel` was raised.
std::optional<Latents> explore_latents(const Problem& problem, const std::atomic<bool>* cancel = nullptr);

} // namespace halfstep
