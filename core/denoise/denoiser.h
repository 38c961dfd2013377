#pragma once
// A denoiser with an error, so that what a sampler gets wrong and what its model gets wrong can be told apart: a
// controlled error, or that of a network that has learned from samples.

#include "core/denoise/exact_denoiser.h"
#include "core/denoise/network.h"
#include "core/spec/denoiser_spec.h"

#include <cstdint>

namespace halfstep {

/// A stationary Gaussian field, nearly: the sum of 32 random waves [Rahimi & Recht 2007], with correlation
/// exp(-|x - y|^2 / (2 length^2)) in space, and in time that of exp(-(theta - theta')^2/2 / 0.4^2) with theta =
/// atan(b/a), which runs from 0 at the data to pi/2 at pure noise. A pure function of the seed, x and the level.
template <class Real>
class RandomField {
public:
    RandomField(std::uint64_t seed, double length, const Level& level, int dim);
    /// value (n x dim) is overwritten with the field at x.
    void operator()(const Block<Real>& x, Block<Real>& value) const;

private:
    static constexpr int waves = 32;
    int dim_ = 1;
    Real frequency_[waves][2] = {};
    Real phase_[waves][2] = {}; ///< by coordinate of the value
};

/// x0_hat at one level, exact, perturbed or learned (the network must be there); as ExactDenoiser.
template <class Real>
class Denoiser {
public:
    Denoiser(const Target& target, const Level& level, const DenoiserSpec& spec = {})
        : Denoiser(target, level, spec, EqualGaussians<Real>::of(target)) {}
    Denoiser(const Target& target, const Level& level, const DenoiserSpec& spec,
             std::shared_ptr<const EqualGaussians<Real>> crowd);

    void operator()(const Block<Real>& x, Block<Real>& x0_hat) const;

private:
    std::optional<ExactDenoiser<Real>> exact_; ///< unless learned
    std::optional<LearnedDenoiser> learned_;
    Real shift_ = 0; ///< added to x0_hat, or times the field
    std::optional<RandomField<Real>> field_;
};

/// The level that the exact part is told.
Level told_level(const DenoiserSpec& spec, const Level& level);
/// What a bias adds to every coordinate of x0_hat.
double x0_bias(const DenoiserSpec& spec, const Level& level);

} // namespace halfstep
