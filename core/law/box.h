#pragma once
// One coordinate of a box under noise: d = h u + s z with u uniform in [-1, 1] and z ~ N(0, 1), all from the box's
// centre. In units of s: zeta = d/s, eta = h/s, and c = |zeta| - eta is how far the point lies outside (negative:
// inside).
//
//   p(d) = [Phi(zeta + eta) - Phi(zeta - eta)] / (2 h),      u | d: a normal law truncated to [-1, 1]
//
// The textbook differences lose all digits far outside and for narrow boxes, so three forms share the work:
//   narrow   eta <= 1/2 and |zeta| eta <= 4: series in zeta eta, all terms positive
//   outside  c >= 0: Mills' ratios with phi(c) divided out
//   inside   c < 0: the error function as it is

#include "core/law/normal_tail.h"

#include <Eigen/Core>

#include <algorithm>
#include <array>
#include <cmath>

namespace halfstep::box {

inline constexpr double narrow_eta = 0.5; ///< up to here the series, if the argument is no larger than
inline constexpr double narrow_argument = 4;

/// exp of what is smaller is nothing beside 1, but still a normal number: denormal ones are slow.
template <class Real>
inline constexpr Real least_exponent = sizeof(Real) == sizeof(float) ? Real(-50) : Real(-600);

/// The density at d is exp(exponent) factor / (s sqrt(2 pi)), and E[u | d] = mean times the sign of d.
template <class X>
struct Posterior {
    X exponent, factor, mean;
};

/// Moments of exp(-eta^2 u^2 / 2) on [-1, 1], divided by what the series wants:
///   even[n] = (1/2) integral u^2n / (2n)!,   odd[n] = (1/2) integral u^(2n+2) / (2n+1)!
/// so that factor = sum even[n] A^2n and factor E[u | d] = A sum odd[n] A^2n with A = |zeta| eta.
template <class Real>
struct Series {
    static constexpr int terms = sizeof(Real) == sizeof(float) ? 10 : 16;
    std::array<Real, terms> even, odd;
    explicit Series(double eta);
};

template <class Real, class X>
Posterior<X> narrow(const Series<Real>& series, Real eta, const X& zeta) {
    const X A = eta * zeta, A2 = A * A;
    X even = X(A2 * series.even[series.terms - 1] + series.even[series.terms - 2]);
    X odd = X(A2 * series.odd[series.terms - 1] + series.odd[series.terms - 2]);
    for (int n = series.terms - 3; n >= 0; --n) {
        even = X(even * A2 + series.even[n]);
        odd = X(odd * A2 + series.odd[n]);
    }
    return {X(Real(-0.5) * zeta * zeta), even, X(A * odd / even)};
}

template <class Real>
Real fade(const Real& exponent) {
    return std::exp(std::max(exponent, least_exponent<Real>));
}
template <class Real, int n>
Eigen::Array<Real, n, 1> fade(const Eigen::Array<Real, n, 1>& exponent) {
    return exponent.max(least_exponent<Real>).exp();
}

/// zeta >= eta. `away` = exp(-2 zeta eta) is what the far edge counts beside the near one.
template <class Real, class X>
Posterior<X> outside(Real eta, const X& zeta) {
    const X c = zeta - eta, far = zeta + eta, away = fade(X(Real(-2) * eta * zeta));
    const X K = normal::mean_excess<Real>(c), K_far = normal::mean_excess<Real>(far);
    const X R = X(Real(1) / (c + K)), R_far = X(away / (far + K_far)); // Mills' ratios
    const X mass = X(R - R_far), depth = X(R * K - R_far * (Real(2) * eta + K_far));
    return {X(Real(-0.5) * c * c), X(mass / (Real(2) * eta)), X(Real(1) - depth / (mass * eta))};
}

/// 0 <= zeta < eta.
template <class Real, class X>
Posterior<X> inside(Real eta, const X& zeta) {
    constexpr Real root_two_pi = Real(2.50662827463100050242);
    const X near = eta - zeta, far = zeta + eta;
    const X edge = fade(X(Real(-0.5) * near * near)), away = fade(X(Real(-2) * eta * zeta));
    const X R = X(Real(1) / (near + normal::mean_excess<Real>(near))),
            R_far = X(away / (far + normal::mean_excess<Real>(far)));
    const X mass = X(root_two_pi - edge * (R + R_far));
    return {X(zeta * Real(0)), X(mass / (Real(2) * eta)), X((zeta - edge * (Real(1) - away) / mass) / eta)};
}

// ---- one point at a time, in double; s >= 0 and h >= 0. Relative errors of a few 1e-16, in tails those of
// exp(-c^2/2). ----

/// A density without noise (s = 0) is that of the uniform law: half of it on the edges. -infinity outside.
double log_density(double s, double h, double d);
/// d log p / dd; 0 where there is no density.
double score(double s, double h, double d);
/// P(D <= d), and its integral from -infinity to d.
double cdf(double s, double h, double d);
double integrated_cdf(double s, double h, double d);
/// P(D <= d) where two boxes are added, as the projection of a 2-D box adds two: a trapezoid under noise.
double trapezoid_cdf(double s, double h1, double h2, double d);

/// E[u | d] and Var[u | d].
struct Position {
    double mean = 0;
    double variance = 0;
};
Position position(double s, double h, double d);

} // namespace halfstep::box
