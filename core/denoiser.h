#pragma once
// What predicts x0 from x_t. Exact here: E[x0 | x_t] of a mixture under (a, b).

#include "core/crowd.h"
#include "core/denoiser_boxes.h"
#include "core/target.h"

#include <memory>
#include <optional>
#include <vector>

namespace halfstep {

/// E[x0 | x_t = x] at one noise level, prepared for evaluation on blocks of particles:
///   rho_k ~ w_k N(x; a m_k, C_k),  C_k = a^2 S_k + b^2 I,   x0_hat = sum_k rho_k (m_k + a S_k C_k^-1 (x - a m_k)),
/// boxes as denoiser_boxes.h has them, many equal Gaussians as crowd.h. Without noise (b = 0) it is x / a.
template <class Real>
class ExactDenoiser {
public:
    ExactDenoiser(const Target& target, const Level& level) : ExactDenoiser(target, level, Crowd<Real>::of(target)) {}
    /// Shares Crowd::of(target) among levels.
    ExactDenoiser(const Target& target, const Level& level, std::shared_ptr<const Crowd<Real>> crowd);

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
    std::optional<CrowdDenoiser<Real>> crowd_;
    std::vector<Term> terms_;
};

/// What is done to x0_hat before a step uses it. With any of it on the sampler is not linear, and has no closed form.
struct Clip {
    enum class Kind {
        off,
        static_, ///< every coordinate to [-range, range]
        /// "Dynamic thresholding" [Saharia et al. 2022, section 2.3]: per sample to [-s, s], then times range / s, where s is a
        /// percentile of the sample's |coordinates| and at least `range`. Of two coordinates that is nearly the larger one, so
        /// that the point moves towards 0; of one it is that one, and the result that of static.
        dynamic,
    };
    Kind kind = Kind::off;
    double range = 1;
    double percentile = 0.995;
    bool rederive_eps = true; ///< eps_hat from the clipped x0_hat (guided-diffusion); else as it was (diffusers' DDIM)

    bool on() const { return kind != Kind::off; }
    bool operator==(const Clip&) const = default;
};
template <class Real>
void clip_x0(const Clip& clip, Block<Real>& x0_hat);

// Conversions between what a network may predict, per point, at a level with a, b (x_t = a x0 + b eps) [MATH.md, section 4].
// v = a eps - b x0 [Salimans & Ho 2022] needs a^2 + b^2 = 1.
template <class X>
auto eps_from_x0(const X& x, const X& x0, double a, double b) {
    return ((x - a * x0) / b).eval();
}
template <class X>
auto x0_from_eps(const X& x, const X& eps, double a, double b) {
    return ((x - b * eps) / a).eval();
}
template <class X>
auto x0_from_v(const X& x, const X& v, double a, double b) {
    return (a * x - b * v).eval();
}
template <class X>
auto eps_from_v(const X& x, const X& v, double a, double b) {
    return (b * x + a * v).eval();
}
template <class X>
auto x0_from_score(const X& x, const X& score, double a, double b) {
    return ((x + b * b * score) / a).eval();
}

} // namespace halfstep
