#include "core/stepper.h"

namespace halfstep {
namespace {

template <class Real>
void add_noise(const Step& step, const Block<Real>& z, Block<Real>& x) {
    if (!step.noisy()) return;
    x.col(0) += static_cast<Real>(step.noise(0, 0)) * z.col(0);
    if (x.cols() == 1) return;
    x.col(1) += static_cast<Real>(step.noise(1, 1)) * z.col(1);
    if (step.noise(1, 0) != 0) x.col(1) += static_cast<Real>(step.noise(1, 0)) * z.col(0);
}

} // namespace

template <class Real>
Stepper<Real>::Stepper(const Target& target, const std::vector<Step>& steps) : steps_(steps) {
    bool again = false;
    for (const Step& step : steps) {
        again = again || step.k_again != 0;
        remembers_ = remembers_ || step.k_last != 0;
    }
    denoisers_.reserve(steps.size());
    for (const Step& step : steps) denoisers_.emplace_back(target, step.from);
    if (!again) return;
    again_.reserve(steps.size());
    for (const Step& step : steps) again_.emplace_back(target, step.to);
}

template <class Real>
void Stepper<Real>::advance(std::size_t i, Block<Real>& x, Scratch<Real>& scratch) const {
    const Step& step = steps_[i];
    if (step.move == MoveKind::churn) { // the same for any x0_hat
        x *= static_cast<Real>(step.to.a / step.from.a);
        add_noise(step, scratch.z, x);
        return;
    }
    if (step.k_again != 0 || remembers_) {
        advance_with_corrections(i, x, scratch);
        return;
    }
    // The first line of the equation, in one pass.
    const Real k_x0 = static_cast<Real>(step.k_x0), k_eps = static_cast<Real>(step.k_eps);
    const Real a = static_cast<Real>(step.from.a), b = static_cast<Real>(step.from.b);
    const Block<Real>& x0_hat = scratch.x0_hat;
    denoisers_[i](x, scratch.x0_hat);
    x = k_x0 * x0_hat + k_eps * ((x - a * x0_hat) / b);
    add_noise(step, scratch.z, x);
}

template <class Real>
void Stepper<Real>::advance_with_corrections(std::size_t i, Block<Real>& x, Scratch<Real>& scratch) const {
    const Step& step = steps_[i];
    const auto real = [](double k) { return static_cast<Real>(k); };
    Block<Real>&x0_hat = scratch.x0_hat, &eps_hat = scratch.eps_hat, &x0_last = scratch.x0_last;

    denoisers_[i](x, x0_hat);
    eps_hat = (x - real(step.from.a) * x0_hat) / real(step.from.b);
    x = real(step.k_x0) * x0_hat + real(step.k_eps) * eps_hat;
    add_noise(step, scratch.z, x);
    if (step.k_again != 0) {
        again_[i](x, scratch.x0_again);
        x += real(step.k_again) * ((x - real(step.to.a) * scratch.x0_again) / real(step.to.b) - eps_hat);
    }
    if (step.k_last != 0) x += real(step.k_last) * (x0_hat - x0_last);
    if (step.move == MoveKind::reverse) x0_last.swap(x0_hat);
}

template class Stepper<float>;
template class Stepper<double>;

} // namespace halfstep
