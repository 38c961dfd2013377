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

/// Where points come from, when that is a file, and what was decided of it. The points themselves are the scene's.
struct PointsOrigin {
    std::string file;                  ///< without its folders; empty: the scene lists its points
    std::string path;                  ///< with them
    std::int64_t rows = 0;             ///< points in it
    std::vector<std::string> columns;  ///< those that are coordinates, by name, or "column 2"
    std::string label_column;          ///< empty: none
    std::vector<std::string> left_out; ///< columns, each with why: "id (counts the rows)"
    std::string separator;             ///< in words; empty: no text
    bool decimal_comma = false;
    bool header = false;
    bool plain = true;              ///< nothing was decided that could have been meant otherwise
    std::int64_t merged = 0;        ///< how many stand for all of them; 0: each for itself
    double shift = 0;               ///< by how much that moved a point: root mean square, in the file's units
    std::vector<std::string> notes; ///< outliers, points given twice, columns without a spread

    /// Where points come from changes nothing of what an experiment means.
    bool operator==(const PointsOrigin&) const { return true; }
};

struct TargetSpec {
    TargetKind kind = TargetKind::gaussian;
    double sigma = 0.2;                    ///< standard deviation, of each mode; half the width of a curve or a pen
    std::vector<double> mean = {0.0};      ///< gaussian: its length is the dimension
    std::vector<double> cov;               ///< gaussian: row-major dim x dim; overrides sigma when not empty
    std::vector<ComponentSpec> components; ///< mixture
    std::vector<BoxSpec> boxes;            ///< uniform
    std::vector<double> points;            ///< points: row-major, `columns` numbers each
    std::vector<double> weights;           ///< points: relative, one each; empty: all alike
    std::vector<std::string> labels;       ///< points: the class of each; empty: none has one
    PointsOrigin origin;                   ///< points
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
