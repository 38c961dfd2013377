#include "core/sample/stepper.h"

#include "core/denoise/conversions.h"
#include "core/sample/clip.h"

#include <algorithm>

namespace halfstep {
namespace {

template <class Real>
void add_noise(const StepCoefficients& step, const Block<Real>& z, Block<Real>& x) {
    if (!step.noisy()) return;
    x.col(0) += static_cast<Real>(step.noise(0, 0)) * z.col(0);
    if (x.cols() == 1) return;
    x.col(1) += static_cast<Real>(step.noise(1, 1)) * z.col(1);
    if (step.noise(1, 0) != 0) x.col(1) += static_cast<Real>(step.noise(1, 0)) * z.col(0);
}

} // namespace

template <class Real>
Stepper<Real>::Stepper(const Target& target, const std::vector<StepCoefficients>& steps, const Clip& clip,
                       const DenoiserSpec& spec)
    : steps_(steps), clip_(clip) {
    if (std::none_of(steps.begin(), steps.end(), [](const StepCoefficients& s) { return s.evaluations() > 0; })) return;
    bool again = false;
    for (const StepCoefficients& step : steps) {
        again = again || step.k_again != 0;
        remembers_ = remembers_ || step.k_last != 0;
    }
    const std::shared_ptr<const EqualGaussians<Real>> crowd = EqualGaussians<Real>::of(target); // of all levels
    denoisers_.reserve(steps.size());
    for (const StepCoefficients& step : steps)
        denoisers_.emplace_back(target, step.label.value_or(step.from), spec, crowd);
    if (!again) return;
    again_.reserve(steps.size());
    for (const StepCoefficients& step : steps) again_.emplace_back(target, step.to, spec, crowd);
}

template <class Real>
void Stepper<Real>::advance(std::size_t i, Block<Real>& x, Scratch<Real>& scratch) const {
    const StepCoefficients& step = steps_[i];
    if (step.move == MoveKind::churn || step.move == MoveKind::forward) { // the same for any x0_hat
        x *= static_cast<Real>(step.move == MoveKind::churn ? step.to.a / step.from.a : step.from.a / step.to.a);
        add_noise(step, scratch.z, x);
        return;
    }
    if (step.k_again != 0 || remembers_ || clip_.on() || step.label || step.from.b == 0) {
        advance_in_full(i, x, scratch);
        return;
    }
    // The first line of the equation, in one pass.
    const Real k_x0 = static_cast<Real>(step.k_x0), k_eps = static_cast<Real>(step.k_eps);
    const Real a = static_cast<Real>(step.from.a), b = static_cast<Real>(step.from.b);
    const Block<Real>& x0_hat = scratch.x0_hat;
    denoisers_[i](x, scratch.x0_hat);
    x = k_x0 * x0_hat + k_eps * eps_from_x0(x, x0_hat, a, b);
    add_noise(step, scratch.z, x);
}

/// x0_hat and eps_hat of x at a level, clipped.
template <class Real>
void Stepper<Real>::evaluate(const Evaluation& at, const Block<Real>& x, Block<Real>& x0_hat,
                             Block<Real>& eps_hat) const {
    const Level& level = at.level;
    const std::optional<Level>& label = at.label;
    const Real a = static_cast<Real>(level.a), b = static_cast<Real>(level.b);
    if (level.b == 0 && !label) { // clean data: nothing to be removed [MATH.md 7.2]
        x0_hat = x / a;
        eps_hat.setZero(x.rows(), x.cols());
    } else {
        at.denoiser(x, x0_hat);
        const Level& told = label ? *label : level;
        eps_hat = eps_from_x0(x, x0_hat, static_cast<Real>(told.a), static_cast<Real>(told.b));
        if (label) x0_hat = x0_from_eps(x, eps_hat, a, b);
    }
    if (!clip_.on()) return;
    clip_x0(clip_, x0_hat);
    if (clip_.rederive_eps && level.b > 0) eps_hat = eps_from_x0(x, x0_hat, a, b);
}

template <class Real>
void Stepper<Real>::read(std::size_t i, const Block<Real>& x, Block<Real>& x0_hat, Block<Real>& eps_hat) const {
    evaluate({denoisers_[i], steps_[i].from, steps_[i].label}, x, x0_hat, eps_hat);
}

template <class Real>
void Stepper<Real>::advance_in_full(std::size_t i, Block<Real>& x, Scratch<Real>& scratch) const {
    const StepCoefficients& step = steps_[i];
    const auto real = [](double k) { return static_cast<Real>(k); };
    Block<Real>&x0_hat = scratch.x0_hat, &eps_hat = scratch.eps_hat, &x0_last = scratch.x0_last;

    read(i, x, x0_hat, eps_hat);
    x = real(step.k_x0) * x0_hat + real(step.k_eps) * eps_hat;
    add_noise(step, scratch.z, x);
    if (step.k_again != 0) {
        evaluate({again_[i], step.to, std::nullopt}, x, scratch.x0_again, scratch.eps_again);
        x += real(step.k_again) * (scratch.eps_again - eps_hat);
    }
    if (step.k_last != 0) x += real(step.k_last) * (x0_hat - x0_last);
    if (step.move == MoveKind::reverse) x0_last.swap(x0_hat);
}

template class Stepper<float>;
template class Stepper<double>;

} // namespace halfstep
