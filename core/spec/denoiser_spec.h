#pragma once
// What a scene says of its denoiser.

#include <cstdint>
#include <memory>

namespace halfstep {

struct Network; // core/spec/network_spec.h

enum class DenoiserKind {
    exact,     ///< E[x0 | x_t]
    perturbed, ///< with the error below
    learned,   ///< what the network below says
};

/// Errors delta are in units of v, the output of a network that is told to predict v = (a eps - b x0)/n with n =
/// sqrt(a^2 + b^2) [Salimans & Ho 2022; on a flow it is the velocity, up to n]: x0_hat is off by -b/n delta and eps_hat
/// by a/n delta. Near the data that is an error of eps_hat, near the noise one of x0_hat, and neither ever exceeds
/// delta, whatever the process.
enum class DenoiserError {
    bias,  ///< delta = scale in every coordinate, everywhere
    field, ///< delta: a smooth random field of x and t, standard deviation `scale` in every coordinate
    sigma, ///< the exact denoiser, told that the noise in x_t is (1 + scale) b
};

struct DenoiserSpec {
    DenoiserKind kind = DenoiserKind::exact;
    DenoiserError error = DenoiserError::bias;
    double scale = 0.1;
    double length = 0.5;    ///< field: distance in x_t / n over which it changes
    std::uint64_t seed = 1; ///< field
    /// learned; without one an untrained network is meant, as an Experiment's `training` describes it:
    /// Problem::denoiser.
    std::shared_ptr<const Network> network{};

    bool operator==(const DenoiserSpec& other) const; ///< networks by their values
};

/// Throws Error (denoiser.scale, ...) for the first impossible value.
void validate(const DenoiserSpec& spec);

} // namespace halfstep
