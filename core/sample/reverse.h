#pragma once
// One move from t down to s beside what is exact: the law of x_s given x_t, which no sampler draws from unless the
// target is a Gaussian, and how far a sampler goes of the deterministic step of DDPM.
//
// By Bayes' rule p(x_s | x_t) = p_s(x_s) N(x_t; A x_s, B I) / p_t(x_t), with A, B of transition(from, to).

#include "core/sample/sampler.h"

namespace halfstep {

/// p(x_s | x_t) of a mixture of Gaussians (no boxes), again such a mixture: with m_k, P_k of component k at s and
/// D_k = A^2 P_k + B I, weights ~ w_k N(x_t; A m_k, D_k), means m_k + A P_k D_k^-1 (x_t - A m_k), covariances B P_k
/// D_k^-1.
Target reverse_law(const Target& target, const Level& from, const Level& to, const Vec& x_t);

/// Its mean and covariance, of any target [MATH.md 3.3]: with c = a_s B / b_t^2, the weight of x0 in the mean of
/// q(x_s | x_t, x0), they are that mean at x0 = E[x0 | x_t], and beta_tilde I + c^2 Cov[x0 | x_t].
Posterior reverse_moments(const Target& target, const Level& from, const Level& to, const Vec& x_t);

/// The fraction of the deterministic DDPM step that a reverse step goes, by its first line. In x/a, where the noise is
/// sigma = b/a times eps, DDPM's mean takes 1 - (sigma_s/sigma_t)^2 of eps_hat out, and this step 1 - k_eps / (a_s
/// sigma_t): their ratio. So 1 for DDPM, 1 / (1 + sigma_s/sigma_t) for DDIM without noise, which tends to 1/2. NaN for
/// moves that are no reverse steps, and where the noise does not fall.
double step_share(const StepCoefficients& step);

} // namespace halfstep
