#pragma once
// What a scene says of its target.

#include "core/spec/target_kinds.h"

#include <cstdint>
#include <string>
#include <vector>

namespace halfstep {

/// One component of a "mixture" scene: either sigma (isotropic) or the full covariance.
struct ComponentSpec {
    double weight = 1; ///< relative; the weights are normalised
    std::vector<double> mean = {0.0};
    double sigma = 0.2;
    std::vector<double> cov; ///< row-major dim x dim; overrides sigma when not empty

    bool operator==(const ComponentSpec&) const = default;
};

/// One box of a "uniform" scene.
struct BoxSpec {
    double weight = 1; ///< relative; the weights are normalised
    std::vector<double> lo = {-1.0}, hi = {1.0};

    bool operator==(const BoxSpec&) const = default;
};

struct TargetSpec {
    TargetKind kind = TargetKind::gaussian;
    double sigma = 0.2;                    ///< standard deviation, of each mode; half the width of a curve or a pen
    std::vector<double> mean = {0.0};      ///< gaussian: its length is the dimension
    std::vector<double> cov;               ///< gaussian: row-major dim x dim; overrides sigma when not empty
    std::vector<ComponentSpec> components; ///< mixture
    std::vector<BoxSpec> boxes;            ///< uniform
    std::vector<double> points;            ///< points: row-major, `columns` numbers each
    int columns = 2;                       ///< points: 1 or 2, the dimension
    bool standardize = false;              ///< points: mean 0 and standard deviation 1 in each coordinate
    double kernel = 0.1;                   ///< points: standard deviation of each, after standardising
    int modes = 8;                         ///< ring, random: how many; grid, checkerboard: how many a side
    double radius = 2.0;                   ///< ring, moons, circles, spiral, random
    double spacing = 1.0;                  ///< grid: distance between neighbours; checkerboard: side of a field
    double ratio = 0.5;                    ///< circles: of the inner radius to the outer
    double turns = 1.5;                    ///< spiral
    int arms = 2;                          ///< spiral
    int dimension = 2;                     ///< random
    std::uint64_t seed = 1;                ///< random
    std::string text = "DDPM";             ///< word
    double height = 1.6;                   ///< word

    bool operator==(const TargetSpec&) const = default;
};

} // namespace halfstep
