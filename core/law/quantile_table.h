#pragma once
// The quantile function of a law on a line, prepared so that a level costs a few multiplications.

#include "core/law/line_sweep.h"

#include <cstddef>
#include <vector>

namespace halfstep {

/// Q(u), the inverse of the distribution function, as cubics over stretches of probability that have the law's places
/// and slopes at their ends. Stretches are halved until the cubics are right: the root mean square error over u is
/// below `accuracy` standard deviations of the law, whatever it is made of (tested for Gaussians, boxes, points and
/// what is narrow and far apart).
class QuantileTable {
public:
    static constexpr double accuracy = 2e-5;

    explicit QuantileTable(const std::vector<Projection>& law);

    /// Q(level), 0 < level < 1. `stretch` remembers where the last level was: 0 at first, and levels ascend.
    double at(double level, std::size_t& stretch) const {
        while (stretch + 1 < stretches_.size() && stretches_[stretch].end < level) ++stretch;
        const Stretch& s = stretches_[stretch];
        const double t = (level - s.begin) * s.per_unit, inside = t < 0 ? 0 : t > 1 ? 1 : t;
        return s.c[0] + inside * (s.c[1] + inside * (s.c[2] + inside * s.c[3]));
    }
    std::size_t size() const { return stretches_.size(); }

private:
    struct Stretch {
        double begin = 0, end = 0, per_unit = 0; ///< of probability; 1 / (end - begin)
        double c[4] = {};                        ///< x = c0 + c1 t + c2 t^2 + c3 t^3, t from 0 to 1
    };
    struct Node {
        double x = 0, F = 0, f = 0;
    };
    static Stretch cubic(const Node& from, const Node& to);
    void halve(const LineSweep& law, const Node& from, const Node& to, double tolerance, int depth);
    void add(const Node& from, const Node& to);

    std::vector<Stretch> stretches_;
};

} // namespace halfstep
