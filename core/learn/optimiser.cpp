#include "core/learn/optimiser.h"

#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace halfstep {

double learning_rate(const TrainingSpec& spec, std::int64_t k) {
    const double at = static_cast<double>(k);
    double rate = spec.learning_rate;
    if (k < spec.warmup) rate *= (at + 1) / static_cast<double>(spec.warmup);
    if (spec.schedule == LearningRate::cosine)
        rate *= (1 + std::cos(std::numbers::pi * std::min(1.0, at / static_cast<double>(spec.steps)))) / 2;
    return rate;
}

template <class Real>
void AdamW::update(const Parameters<Real>& parameters) const {
    using Values = Eigen::Map<Eigen::Array<Real, Eigen::Dynamic, 1>>;
    const auto size = static_cast<Eigen::Index>(parameters.n);
    const Eigen::Map<const Eigen::Array<Real, Eigen::Dynamic, 1>> g(parameters.gradient, size);
    Values M(parameters.m, size), U(parameters.u, size), W(parameters.weight, size);
    const auto real = [](double x) { return static_cast<Real>(x); };
    const double at = static_cast<double>(k);
    const Real step = real(rate / (1 - std::pow(beta1, at))); // of the unbiased first moment
    const Real root = real(1 / std::sqrt(1 - std::pow(beta2, at)));
    M = real(beta1) * M + real(1 - beta1) * g;
    U = real(beta2) * U + real(1 - beta2) * g.square();
    W = real(1 - rate * weight_decay) * W - step * M / (root * U.sqrt() + real(epsilon));
    if (ema <= 0) return;
    const Real decay = real(std::min(ema, (1 + at) / (10 + at)));
    Values A(parameters.average, size);
    A = decay * A + (1 - decay) * W;
}
template void AdamW::update(const Parameters<float>&) const;
template void AdamW::update(const Parameters<double>&) const;

} // namespace halfstep
