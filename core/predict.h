#pragma once
// Closed-form moments: on a Gaussian target every sampler is linear, so its mean and covariance are known at every step.

#include "core/sampler.h"

#include <vector>

namespace halfstep {

struct Gaussian {
    Vec mean;
    Mat cov;
};

/// One step of the recursion. With u = x - a_t m and D = a_t^2 S + b_t^2 I,
///   E[x_s] = k_x0 m + G E[u],   Cov[x_s] = G Cov[x_t] G^T + noise noise^T,   G = (k_x0 a_t S + k_eps b_t I) D^-1.
Gaussian predict_step(const Gaussian& state, const Step& step, const Target& gaussian_target);

/// State 0 is the start, state S the final sample: S + 1 entries. Empty when the target is not Gaussian.
std::vector<Gaussian> predict(const std::vector<Step>& steps, const Target& target, const Gaussian& start);

} // namespace halfstep
