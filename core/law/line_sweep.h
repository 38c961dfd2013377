#pragma once
// A law on a line at places that ascend: mixtures of thousands of components cost what the few do that reach a place.

#include "core/law/target.h"

#include <vector>

namespace halfstep {

/// Distribution function F, its integral G, density f and jumps of a law, asked for from left to right. Components that
/// lie all to the left count as their weight and mean, those all to the right not at all.
class LineSweep {
public:
    struct Value {
        double F = 0, G = 0;
    };
    explicit LineSweep(std::vector<Projection> law);

    /// From now on only places up to x will be asked for: takes in what reaches that far.
    void open_until(double x);
    /// From now on only places from x on will be asked for: settles what ends before.
    void close_before(double x);

    double F(double x) const;    ///< P(X <= x)
    Value at(double x) const;    ///< with the integral of F from -infinity to x
    double f(double x) const;    ///< density; points have none
    double jump(double x) const; ///< P(X = x): the weight of the points there
    /// integral of 1 - F from x to infinity.
    double tail(double x) const;

    /// Deviations beyond which a distribution function is 0 or 1 to the last bit of a double.
    static constexpr double all_of_it = 8.3;

private:
    std::vector<Projection> law_, active_;
    std::size_t next_ = 0;
    double origin_ = 0, weight_ = 0, moment_ = 0; // of what is settled; moments about the law's mean
    double lost_ = 0; // of the weight, by rounding: thousands of equal weights would drift [Kahan 1965]
};

/// Break points for quadrature, ascending: the middle of every component, its corners if it is a box, and a few places
/// out to where it ends; points are among them. Never closer together than half a standard deviation of the component
/// there. Between two neighbours the law is smooth enough for adaptive bisection.
std::vector<double> break_points(const std::vector<Projection>& law);

} // namespace halfstep
