#pragma once
// The named targets: what a scene's [target] table says, and the mixture that it means.

#include "core/target.h"

#include <string>
#include <vector>

namespace halfstep {

enum class TargetKind {
    gaussian, ///< N(mean, sigma^2 I), or N(mean, cov)
    mixture,  ///< the components given
    ring,     ///< `modes` Gaussians of standard deviation sigma, evenly on a circle of `radius`
    grid,     ///< modes x modes Gaussians of standard deviation sigma, `spacing` apart, centred
};

/// One component of a "mixture" scene: either sigma (isotropic) or the full covariance.
struct ComponentSpec {
    double weight = 1; ///< relative; the weights are normalised
    std::vector<double> mean = {0.0};
    double sigma = 0.2;
    std::vector<double> cov; ///< row-major dim x dim; overrides sigma when not empty

    bool operator==(const ComponentSpec&) const = default;
};

struct TargetSpec {
    TargetKind kind = TargetKind::gaussian;
    double sigma = 0.2;               ///< standard deviation (of each mode)
    std::vector<double> mean = {0.0}; ///< gaussian: its length is the dimension
    std::vector<double> cov;          ///< gaussian: row-major dim x dim; overrides sigma when not empty
    std::vector<ComponentSpec> components;
    int modes = 8;        ///< ring: how many; grid: how many a side
    double radius = 2.0;  ///< ring
    double spacing = 1.0; ///< grid: distance between neighbours

    bool operator==(const TargetSpec&) const = default;
};

/// Throws Error with the key (target.sigma, target.component[2].cov, ...) of the first impossible value.
Target make_target(const TargetSpec& spec);

/// 1 or 2, without building the target.
int dimension(const TargetSpec& spec);

} // namespace halfstep
