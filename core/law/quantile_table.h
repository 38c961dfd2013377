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
        const double t = s.place(level);
        return s.c[0] + t * (s.c[1] + t * (s.c[2] + t * s.c[3]));
    }
    /// Integral of (x - Q(u))^2 over u from `begin` to `end`, exact for these cubics, however little of the probability
    /// a part of the law has. `stretch`: as above; the levels from one call to the next ascend.
    double square_off(double x, double begin, double end, std::size_t& stretch) const {
        return integral(begin, end, stretch,
                        [x](const Stretch& s, double from, double to) { return s.mean_square_off(x, from, to); });
    }
    /// The same of x - Q(u) itself.
    double off(double x, double begin, double end, std::size_t& stretch) const {
        return integral(begin, end, stretch,
                        [x](const Stretch& s, double from, double to) { return s.mean_off(x, from, to); });
    }
    std::size_t size() const { return stretches_.size(); }

private:
    struct Stretch {
        double begin = 0, end = 0, per_unit = 0; ///< of probability; 1 / (end - begin)
        double c[4] = {};                        ///< x = c0 + c1 t + c2 t^2 + c3 t^3, t from 0 to 1

        double place(double level) const { // t
            const double t = (level - begin) * per_unit;
            return t < 0 ? 0 : t > 1 ? 1 : t;
        }
        /// Mean of x - Q between two levels.
        double mean_off(double x, double from, double to) const {
            const double t0 = place(from), t1 = place(to), t = 0.5 * (t0 + t1), h = 0.5 * (t1 - t0);
            return x - (c[0] + t * (c[1] + t * (c[2] + t * c[3]))) - h * h * (c[2] + 3 * t * c[3]) / 3;
        }
        /// Mean of (x - Q)^2 between two levels: the cubic about the middle between them, squared and integrated term
        /// by term, so that nothing cancels.
        double mean_square_off(double x, double from, double to) const {
            const double t0 = place(from), t1 = place(to), t = 0.5 * (t0 + t1), h = 0.5 * (t1 - t0), h2 = h * h;
            const double q0 = c[0] + t * (c[1] + t * (c[2] + t * c[3])) - x;
            const double q1 = c[1] + t * (2 * c[2] + 3 * t * c[3]), q2 = c[2] + 3 * t * c[3], q3 = c[3];
            return q0 * q0 +
                   h2 * ((q1 * q1 + 2 * q0 * q2) / 3 + h2 * ((q2 * q2 + 2 * q1 * q3) / 5 + h2 * (q3 * q3) / 7));
        }
    };
    /// Of what `mean` gives of each stretch, or part of one, between two levels.
    template <class Mean>
    double integral(double begin, double end, std::size_t& stretch, const Mean& mean) const {
        constexpr double nothing = 1e-14; // of probability: what the ends of stretches may be rounded by
        double sum = 0;
        for (;; ++stretch) {
            const Stretch& s = stretches_[stretch];
            const bool last = s.end >= end || stretch + 1 == stretches_.size();
            const double until = last ? end : s.end;
            if (until - begin > nothing) sum += (until - begin) * mean(s, begin, until);
            if (last) return sum;
            begin = until;
        }
    }
    struct Node {
        double x = 0, F = 0, f = 0;
    };
    static Stretch cubic(const Node& from, const Node& to);
    void halve(const LineSweep& law, const Node& from, const Node& to, double tolerance, int depth);
    void add(const Node& from, const Node& to);

    std::vector<Stretch> stretches_;
};

} // namespace halfstep
