#include "core/denoise/denoiser.h"

#include <cmath>
#include <numbers>

namespace halfstep {

Level told_level(const DenoiserSpec& spec, const Level& level) {
    const bool misjudged = spec.kind == DenoiserKind::perturbed && spec.error == DenoiserError::sigma;
    return {level.t, level.a, misjudged ? (1 + spec.scale) * level.b : level.b};
}

double x0_bias(const DenoiserSpec& spec, const Level& level) {
    if (spec.kind != DenoiserKind::perturbed || spec.error != DenoiserError::bias) return 0;
    return -spec.scale * level.b / std::hypot(level.a, level.b);
}

template <class Real>
RandomField<Real>::RandomField(std::uint64_t seed, double length, const Level& level, int dim) : dim_(dim) {
    constexpr double time = 0.4; // of theta, over which the field changes
    const double theta = std::atan2(level.b, level.a), n = std::hypot(level.a, level.b);
    Block<double> in_space(waves, 2), in_time(waves, 1);
    normals(seed, Stream::direction, 0, 0, in_space);
    normals(seed, Stream::direction, 1, 0, in_time);
    for (int k = 0; k < waves; ++k)
        for (int i = 0; i < dim; ++i) {
            const double start =
                2 * std::numbers::pi *
                uniform(seed, Stream::direction, 2u + static_cast<unsigned>(i), static_cast<unsigned>(k));
            frequency_[k][i] = static_cast<Real>(in_space(k, i) / (length * n));
            phase_[k][i] = static_cast<Real>(start + in_time(k, 0) * theta / time);
        }
}

template <class Real>
void RandomField<Real>::operator()(const Block<Real>& x, Block<Real>& value) const {
    // Cosines in float, which the compiler's vector units have; arguments are reduced before, so that far out it is
    // still a field.
    constexpr Real whole = static_cast<Real>(2 * std::numbers::pi);
    value.setZero(x.rows(), dim_);
    Eigen::Array<Real, Eigen::Dynamic, 1> at(x.rows()), angle(x.rows());
    for (int k = 0; k < waves; ++k) {
        at = frequency_[k][0] * x.col(0);
        if (dim_ == 2) at += frequency_[k][1] * x.col(1);
        for (int i = 0; i < dim_; ++i) {
            angle = at + phase_[k][i];
            angle -= whole * (angle / whole).round();
            value.col(i) += angle.template cast<float>().cos().template cast<Real>();
        }
    }
    value *= static_cast<Real>(std::sqrt(2.0 / waves));
}

template <class Real>
Denoiser<Real>::Denoiser(const Target& target, const Level& level, const DenoiserSpec& spec,
                         std::shared_ptr<const EqualGaussians<Real>> crowd) {
    if (spec.kind == DenoiserKind::learned) {
        learned_.emplace(spec.network, level);
        return;
    }
    exact_.emplace(target, told_level(spec, level), std::move(crowd));
    shift_ = static_cast<Real>(x0_bias(spec, level));
    if (spec.kind != DenoiserKind::perturbed || spec.error != DenoiserError::field) return;
    field_.emplace(spec.seed, spec.length, level, target.dim());
    shift_ = static_cast<Real>(-spec.scale * level.b / std::hypot(level.a, level.b));
}

template <class Real>
void Denoiser<Real>::operator()(const Block<Real>& x, Block<Real>& x0_hat) const {
    if (learned_) return (*learned_)(x, x0_hat);
    (*exact_)(x, x0_hat);
    if (shift_ == 0) return;
    if (!field_) {
        x0_hat += shift_;
        return;
    }
    Block<Real> value;
    (*field_)(x, value);
    x0_hat += shift_ * value;
}

template class RandomField<float>;
template class RandomField<double>;
template class Denoiser<float>;
template class Denoiser<double>;

} // namespace halfstep
