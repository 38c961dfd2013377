#include "core/predict.h"

#include <Eigen/LU>

namespace halfstep {

Gaussian predict_step(const Gaussian& state, const Step& step, const Target& target) {
    const Vec& m = target.components.front().mean;
    const Mat& S = target.components.front().cov;
    const double a = step.from.a, b = step.from.b;
    const Mat I = Mat::Identity(S.rows(), S.cols());

    // x0_hat = m + a S D^-1 u and eps_hat = b D^-1 u with u = x - a m: both linear, so the state stays Gaussian.
    const Mat D = a * a * S + b * b * I;
    const Mat G = (step.k_x0 * a * S + step.k_eps * b * I) * D.inverse();

    Gaussian next;
    next.mean = step.k_x0 * m + G * (state.mean - a * m);
    next.cov = G * state.cov * G.transpose() + step.noise * step.noise.transpose();
    return next;
}

std::vector<Gaussian> predict(const std::vector<Step>& steps, const Target& target, const Gaussian& start) {
    if (!target.is_gaussian()) return {};
    std::vector<Gaussian> states{start};
    states.reserve(steps.size() + 1);
    for (const Step& step : steps) states.push_back(predict_step(states.back(), step, target));
    return states;
}

} // namespace halfstep
