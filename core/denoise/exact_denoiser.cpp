#include "core/denoise/exact_denoiser.h"

#include <Eigen/LU>

#include <algorithm>
#include <cmath>
#include <limits>

namespace halfstep {
namespace {

// Rows evaluated together: a strip of every intermediate stays in registers and the first-level cache.
constexpr Eigen::Index strip = BoxTerms<float>::strip;
template <class Real>
using Strip = typename BoxTerms<Real>::Strip;

} // namespace

template <class Real>
ExactDenoiser<Real>::ExactDenoiser(const Target& target, const Level& level,
                                   std::shared_ptr<const EqualGaussians<Real>> crowd)
    : dim_(target.dim()) {
    if (level.b == 0) {
        clean_ = static_cast<Real>(1 / level.a);
        return;
    }
    if (crowd && level.a > 0) {
        equal_.emplace(std::move(crowd), level);
        return;
    }
    const Target law = marginal(target, level);
    boxes_ = BoxTerms<Real>(target, level);
    shared_gain_ = boxes_.empty();
    for (std::size_t k = 0; k < law.components.size(); ++k) {
        const Component& prior = target.components[k];
        const Component& noised = law.components[k];
        if (prior.is_box()) continue;
        const Mat L = cholesky(noised.cov);
        const Mat root = L.inverse() / std::sqrt(2.0);
        const Mat gain = level.a * prior.cov * noised.cov.inverse();
        const Vec offset = prior.mean - gain * noised.mean;

        Term term;
        term.log_weight = static_cast<Real>(std::log(prior.weight) - L.diagonal().array().log().sum());
        for (int i = 0; i < dim_; ++i) {
            term.mean[i] = static_cast<Real>(noised.mean[i]);
            term.offset[i] = static_cast<Real>(offset[i]);
            for (int j = 0; j < dim_; ++j) term.gain[i][j] = static_cast<Real>(gain(i, j));
        }
        term.root[0] = static_cast<Real>(root(0, 0));
        if (dim_ == 2) {
            term.root[1] = static_cast<Real>(root(1, 0));
            term.root[2] = static_cast<Real>(root(1, 1));
        }
        terms_.push_back(term);
        shared_gain_ = shared_gain_ && prior.cov == target.components.front().cov;
    }
}

template <class Real>
void ExactDenoiser<Real>::operator()(const Block<Real>& x, Block<Real>& x0_hat) const {
    x0_hat.resize(x.rows(), x.cols());
    if (clean_ != 0)
        x0_hat = clean_ * x;
    else if (equal_)
        (*equal_)(x, x0_hat);
    else if (terms_.size() == 1 && boxes_.empty())
        gaussian(x, x0_hat);
    else
        mixture(x, x0_hat);
}

template <class Real>
void ExactDenoiser<Real>::gaussian(const Block<Real>& x, Block<Real>& x0_hat) const {
    const Term& term = terms_.front();
    for (int i = 0; i < dim_; ++i) {
        if (dim_ == 1)
            x0_hat.col(i) = term.offset[i] + term.gain[i][0] * x.col(0);
        else
            x0_hat.col(i) = term.offset[i] + term.gain[i][0] * x.col(0) + term.gain[i][1] * x.col(1);
    }
}

template <class Real>
void ExactDenoiser<Real>::mixture(const Block<Real>& x, Block<Real>& x0_hat) const {
    // Below, an exponential is nothing beside the greatest, 1, but still a normal number: denormal ones are slow.
    constexpr Real least_exponent = std::is_same_v<Real, float> ? Real(-50) : Real(-600);
    // Two passes over the components, the logits recomputed: cheaper than storing them, and any number of components
    // fits.
    const auto logit = [this](const Term& term, const Strip<Real>& u, const Strip<Real>& v) -> Strip<Real> {
        if (dim_ == 1) return term.log_weight - (term.root[0] * (u - term.mean[0])).square();
        return term.log_weight - (term.root[0] * (u - term.mean[0])).square() -
               (term.root[1] * (u - term.mean[0]) + term.root[2] * (v - term.mean[1])).square();
    };
    Strip<Real> at[2], largest, rho, sum, out[2];
    Strip<Real>&u = at[0], &v = at[1];
    typename BoxTerms<Real>::Posteriors posteriors;
    for (Eigen::Index row = 0; row < x.rows(); row += strip) {
        const Eigen::Index n = std::min<Eigen::Index>(strip, x.rows() - row);
        u = x.col(0).segment(row, n);
        if (dim_ == 2) v = x.col(1).segment(row, n);

        largest.setConstant(n, -std::numeric_limits<Real>::infinity());
        for (const Term& term : terms_) largest = largest.max(logit(term, u, v));
        if (!boxes_.empty()) {
            boxes_.evaluate(at, posteriors);
            boxes_.raise(posteriors, largest);
        }

        sum.setZero(n);
        for (int i = 0; i < dim_; ++i) out[i].setZero(n);
        for (const Term& term : terms_) {
            rho = (logit(term, u, v) - largest).max(least_exponent).exp();
            sum += rho;
            for (int i = 0; i < dim_; ++i) {
                if (shared_gain_)
                    out[i] += rho * term.offset[i];
                else if (dim_ == 1)
                    out[i] += rho * (term.offset[i] + term.gain[i][0] * u);
                else
                    out[i] += rho * (term.offset[i] + term.gain[i][0] * u + term.gain[i][1] * v);
            }
        }
        if (!boxes_.empty()) boxes_.add(posteriors, largest, sum, out);
        for (int i = 0; i < dim_; ++i) {
            out[i] /= sum;
            if (shared_gain_) out[i] += terms_.front().gain[i][0] * u;
            if (shared_gain_ && dim_ == 2) out[i] += terms_.front().gain[i][1] * v;
            x0_hat.col(i).segment(row, n) = out[i];
        }
    }
}

template class ExactDenoiser<float>;
template class ExactDenoiser<double>;

} // namespace halfstep
