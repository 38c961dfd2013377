#pragma once
// The chain of pointwise.csv and vlb_terms.csv.

#include "tests/core/helpers.h"

#include <map>

namespace halfstep::testing {

/// Levels 0 .. T. The files do not have the betas, but x_t = a x0 + b noise: a and b by least squares over the rows of
/// a level.
inline std::vector<Level> pointwise_levels() {
    struct Equations {
        std::vector<double> x0, noise, x;
    };
    std::map<int, Equations> by_index;
    const Table table("pointwise.csv");
    for (const auto& row : table)
        for (const char* coordinate : {"_0", "_1"}) {
            Equations& level = by_index[row.integer("i")];
            level.x0.push_back(row.number(std::string("x0") + coordinate));
            level.noise.push_back(row.number(std::string("noise") + coordinate));
            level.x.push_back(row.number(std::string("xt") + coordinate));
        }
    std::vector<Level> levels = {{0, 1, 0}};
    for (const auto& [index, level] : by_index) {
        if (index + 1 != static_cast<int>(levels.size())) throw std::runtime_error("pointwise.csv lacks a level");
        const auto n = static_cast<Eigen::Index>(level.x.size());
        const Eigen::Map<const Eigen::VectorXd> x0(level.x0.data(), n), noise(level.noise.data(), n),
            x(level.x.data(), n);
        const Eigen::VectorXd q = x0 / x0.norm(), rest = noise - q.dot(noise) * q;
        double b = rest.dot(x) / rest.squaredNorm(), a = (q.dot(x) - q.dot(noise) * b) / x0.norm();
        // a^2 + b^2 = 1: the smaller one is the better known.
        if (std::abs(b) < std::abs(a))
            a = std::sqrt(1 - b * b);
        else
            b = std::sqrt(1 - a * a);
        levels.push_back({static_cast<double>(index + 1), a, b});
    }
    return levels;
}

} // namespace halfstep::testing
