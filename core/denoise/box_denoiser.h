#pragma once
// The boxes of a mixture at one noise level, for strips of rows. Coordinates are independent within a box, and the
// boxes of a checkerboard share their intervals: each interval is evaluated once, in vector units, and boxes multiply
// what was seen.

#include "core/law/box.h"
#include "core/law/target.h"

#include <vector>

namespace halfstep {

template <class Real>
class BoxTerms {
public:
    static constexpr Eigen::Index strip = 64; ///< most rows at a time
    using Strip = Eigen::Array<Real, Eigen::Dynamic, 1, 0, strip, 1>;

    BoxTerms() = default;
    /// Takes the components that are boxes.
    BoxTerms(const Target& target, const Level& level);
    bool empty() const { return boxes_.empty(); }

    /// What every interval says of the rows of a strip: a column each.
    struct Posteriors {
        Eigen::Array<Real, strip, Eigen::Dynamic> exponent, factor, x0;
    };
    /// x[i]: the strip's coordinate i.
    void evaluate(const Strip* x, Posteriors& of) const;
    /// largest = max(largest, log of every box's density up to its factor, which neither overflows nor vanishes beside
    /// it).
    void raise(const Posteriors& of, Strip& largest) const;
    /// Adds the boxes' exp(log density - largest) to `sum`, and that times their E[x0 | x_t] to out[i].
    void add(const Posteriors& of, const Strip& largest, Strip& sum, Strip* out) const;

private:
    struct Interval {
        int coordinate = 0;
        double mean = 0, variance = 0, half = 0; // of x0: what makes intervals the same
        Real centre = 0;                         // a mean
        Real inv_s = 0, eta = 0;                 // s^2 = a^2 variance + b^2, eta = a half / s
        Real x0 = 0, gain = 0, shift = 0;        // x0_hat = x0 + gain d + shift E[u | d]
        box::Series<Real> series;
    };
    struct Box {
        Real log_weight = 0; // log w - sum log s
        int interval[2] = {};
    };
    int find_interval(const Component& component, int coordinate, const Level& level);
    template <class Lanes>
    static void evaluate(const Interval& interval, const Lanes& x, Lanes& exponent, Lanes& factor, Lanes& x0);
    Strip log_density(const Box& box, const Posteriors& of, Eigen::Index rows) const;

    int dim_ = 1;
    std::vector<Interval> intervals_;
    std::vector<Box> boxes_;
};

} // namespace halfstep
