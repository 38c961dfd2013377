#pragma once
// What predicts x0 from x_t. Exact here: E[x0 | x_t] of a mixture under (a, b).

#include "core/denoise/box_denoiser.h"
#include "core/denoise/fast_gauss.h"
#include "core/law/target.h"

#include <memory>
#include <optional>
#include <vector>

namespace halfstep {

/// E[x0 | x_t = x] at one noise level, prepared for evaluation on blocks of particles:
///   rho_k ~ w_k N(x; a m_k, C_k),  C_k = a^2 S_k + b^2 I,   x0_hat = sum_k rho_k (m_k + a S_k C_k^-1 (x - a m_k)),
/// boxes as box_denoiser.h has them, many equal Gaussians as fast_gauss.h. Without noise (b = 0) it is x / a.
template <class Real>
class ExactDenoiser {
public:
    ExactDenoiser(const Target& target, const Level& level)
        : ExactDenoiser(target, level, EqualGaussians<Real>::of(target)) {}
    /// Shares EqualGaussians::of(target) among levels.
    ExactDenoiser(const Target& target, const Level& level, std::shared_ptr<const EqualGaussians<Real>> crowd);

    /// x and x0_hat: n x dim. x0_hat is overwritten; it must not alias x.
    void operator()(const Block<Real>& x, Block<Real>& x0_hat) const;

private:
    struct Term {
        Real log_weight = 0;  ///< log w_k - log det(C_k)/2
        Real mean[2] = {};    ///< a m_k
        Real root[3] = {};    ///< lower triangular L^-1 with L L^T = C_k, times sqrt(1/2): log-density is -|root u|^2
        Real offset[2] = {};  ///< m_k - gain a m_k
        Real gain[2][2] = {}; ///< a S_k C_k^-1
    };
    void gaussian(const Block<Real>& x, Block<Real>& x0_hat) const;
    void mixture(const Block<Real>& x, Block<Real>& x0_hat) const;

    int dim_ = 1;
    Real clean_ = 0;           ///< 1 / a where there is no noise
    bool shared_gain_ = false; ///< all components are Gaussians of the same covariance: one gain, the offsets averaged
    BoxTerms<Real> boxes_;
    std::optional<FastGaussDenoiser<Real>> equal_;
    std::vector<Term> terms_;
};

} // namespace halfstep
