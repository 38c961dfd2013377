#pragma once
// Closed-form moments: on a Gaussian target every sampler is affine, so its mean and covariance are known at every
// step. So it is with a denoiser that has a bias or is told the wrong noise; not with a network. The forward chain is
// affine whatever the target, whose moments then suffice.

#include "core/sample/inversion.h"

#include <vector>

namespace halfstep {

struct Gaussian {
    Vec mean;
    Mat cov;
};

/// Whether the denoiser of this target is an affine map of x.
bool is_affine(const Target& target, const DenoiserSpec& denoiser);

/// State 0 is the start, state i what move i - 1 reached: steps.size() + 1 entries. Empty unless is_affine(). For a
/// forward chain `start` has the moments of the data, the last state; on any target x_t = A x_s + sqrt(B) z gives those
/// of the others.
///
/// With m, S the target's mean and covariance, u = x - a_t m and D = a_t^2 S + b_t^2 I,
///   x0_hat - m = P u,  P = a_t S D^-1;   eps_hat = E u,  E = b_t D^-1;   E' = b_s D_s^-1 at the level of arrival,
/// a move is the affine map
///   x_s = k_x0 m + (I + k_again E')(k_x0 P + k_eps E) u - k_again E u + k_last (P u - l) + (I + k_again E') noise z
///         (+ more m),
/// of x_t and l = x0_hat_last - m, so the pair (x, l) stays Gaussian.
std::vector<Gaussian> predict(const std::vector<StepCoefficients>& steps, const Target& target, const Gaussian& start,
                              const DenoiserSpec& denoiser = {});

/// The same for the states of an encoder.
std::vector<Gaussian> predict(const InversionPlan& inversion, const Target& target, const Gaussian& data,
                              const DenoiserSpec& denoiser = {});

/// The law of x' - x: x a draw of a Gaussian target, x' what encoding and decoding makes of it.
Gaussian round_trip_law(const InversionPlan& inversion, const std::vector<StepCoefficients>& decoder,
                        const Target& target, const DenoiserSpec& denoiser = {});

/// Root mean square of the length of x' - x.
/// Without noise sqrt(tr (C - I) S (C - I)^T) with C the product of all gains: prod cos^2 of MATH.md 11.2 for DDIM
/// there and back.
double round_trip_rms(const InversionPlan& inversion, const std::vector<StepCoefficients>& decoder,
                      const Target& target, const DenoiserSpec& denoiser = {});

} // namespace halfstep
