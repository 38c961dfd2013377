#include "core/sample/reverse.h"

#include <Eigen/LU>

#include <algorithm>
#include <cmath>
#include <limits>

namespace halfstep {
Target reverse_law(const Target& target, const Level& from, const Level& to, const Vec& x_t) {
    const Transition move = transition(from, to);
    Target law = marginal(target, to);
    const auto identity = Mat::Identity(target.dim(), target.dim());
    double most = -std::numeric_limits<double>::infinity();
    for (Component& component : law.components) {
        const Mat& P = component.cov;
        const Mat D = move.A * move.A * P + move.B * identity, inverse = D.inverse();
        const Vec off = x_t - move.A * component.mean;
        component.mean += move.A * P * (inverse * off);
        component.weight = std::log(component.weight) - 0.5 * (off.dot(inverse * off) + std::log(D.determinant()));
        const Mat cov = move.B * P * inverse;
        component.cov = 0.5 * (cov + cov.transpose());
        most = std::max(most, component.weight);
    }
    double sum = 0;
    for (Component& component : law.components) sum += component.weight = std::exp(component.weight - most);
    for (Component& component : law.components) component.weight /= sum;
    return law;
}

Posterior reverse_moments(const Target& target, const Level& from, const Level& to, const Vec& x_t) {
    const Transition move = transition(from, to);
    const double b2 = from.b * from.b, of_x0 = to.a * move.B / b2, of_x_t = move.A * to.b * to.b / b2;
    Posterior law = posterior(target, from, x_t);
    law.mean = of_x0 * law.mean + of_x_t * x_t;
    law.cov *= of_x0 * of_x0;
    law.cov.diagonal().array() += move.beta_tilde;
    return law;
}

double step_share(const StepCoefficients& step) {
    // Ratios to sigma_t, by products that are finite where a_t = 0 and sigma_t is not.
    const double kept = step.k_eps * step.from.a / (step.to.a * step.from.b);
    const double ratio = step.to.b * step.from.a / (step.to.a * step.from.b);
    if (step.move != MoveKind::reverse || !(ratio < 1)) return std::numeric_limits<double>::quiet_NaN();
    return (1 - kept) / ((1 - ratio) * (1 + ratio));
}

} // namespace halfstep
