#pragma once
// Blocks of particles: drawn, and denoised.

#include "core/denoise/exact_denoiser.h"
#include "core/law/noise.h"
#include "core/law/target.h"

namespace halfstep::testing {

inline Block<double> cloud(const Target& target, Eigen::Index n, std::uint64_t seed, std::uint64_t first = 0) {
    Block<double> x(n, target.dim());
    sample(target, seed, Stream::data, first, x);
    return x;
}

template <class Real>
Block<Real> denoise(const Target& target, const Level& level, const Block<Real>& x) {
    Block<Real> x0(x.rows(), x.cols());
    ExactDenoiser<Real>(target, level)(x, x0);
    return x0;
}

} // namespace halfstep::testing
