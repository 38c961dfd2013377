#pragma once
// Tails of the standard normal law, to full relative accuracy however far out, and for whole arrays at once.
// With Q(z) = P(Z > z) and phi its density: everything follows from the mean excess K(z) = E[Z - z | Z > z], which is
// smooth, positive and falls as 1/z, where the textbook form phi/Q - z cancels.

#include <cmath>
#include <cstddef>
#include <type_traits>

namespace halfstep::normal {

/// Polynomials in t = (z - 4)/(z + 4), which maps 0 .. infinity to -1 .. 1: (z + 2) K(z), and (z + 2)^2 V(z) below.
/// They are Chebyshev expansions that were computed with 50 digits.
namespace coefficients {
inline constexpr double mean_excess[] = {
    1.35364286693682634e+00,  -4.35439087160514882e-01, 5.91640247486745641e-03,  1.51127621893344499e-01,
    -8.67888866293761996e-02, -9.27837211923873348e-03, 3.21683125486987506e-02,  -7.68620903579783632e-03,
    -8.56655623610595891e-03, 4.84891253846244080e-03,  1.71016523242382089e-03,  -1.95775038496275077e-03,
    -1.75316026225857247e-04, 6.47873684242112713e-04,  -5.05598833879085269e-05, -1.85172345923703929e-04,
    4.09970337250627415e-05,  4.56077076517925504e-05,  -1.72337869346427941e-05, -9.26013841867646835e-06,
    5.54227423554633889e-06,  1.39429495543690399e-06,  -1.40064258567498465e-06, -1.22184902737408772e-07,
    2.50956324820553293e-07,  2.44823761778683563e-09,  -2.34496202885896204e-08};
inline constexpr float mean_excess_single[] = {
    1.353642961e+00f, -4.354398805e-01f, 5.909606089e-03f,  1.511504896e-01f, -8.670897682e-02f, -9.468994492e-03f,
    3.182406237e-02f, -6.990656385e-03f, -7.895527617e-03f, 3.562637342e-03f, 1.112525881e-03f,  -6.982087422e-04f};
inline constexpr double variance_excess[] = {
    1.68022218230721454e+00,  -6.62033234453055175e-01, -4.37064116101185174e-01, 6.41143915856835722e-01,
    -1.12227047973124119e-01, -2.64020595445610518e-01, 1.57427881305724521e-01,  6.50638644835809937e-02,
    -8.90137914890047344e-02, -3.29032319064645603e-03, 3.73223687170508370e-02,  -6.87217193453727466e-03,
    -1.29272127479116063e-02, 4.86416714269098834e-03,  3.78233140130628366e-03,  -2.24333143851144015e-03,
    -9.02281724745593729e-04, 8.30649082774857317e-04,  1.45751191863988816e-04,  -2.58745211715130240e-04,
    3.98144776699113396e-06,  6.74819354955966371e-05,  -1.45369969959780572e-05, -1.40474432970171323e-05,
    6.24815347108831001e-06,  2.07696089477855753e-06,  -1.45909566923510606e-06, -1.61609737283662680e-07,
    1.56869075536593447e-07};

} // namespace coefficients

/// c[0] + c[1] t + ...
template <class X, class Real, std::size_t n>
X polynomial(const Real (&c)[n], const X& t) {
    X sum = c[n - 2] + t * c[n - 1];
    for (std::size_t i = n - 2; i-- > 0;) sum = c[i] + t * sum;
    return sum;
}

/// K(z) for z >= 0. X: Real itself, or an array of it. Relative error below 4e-16 (double), 3e-7 (float).
template <class Real, class X>
X mean_excess(const X& z) {
    const X t = (z - Real(4)) / (z + Real(4));
    if constexpr (std::is_same_v<Real, float>)
        return polynomial<X>(coefficients::mean_excess_single, t) / (z + Real(2));
    else
        return polynomial<X>(coefficients::mean_excess, t) / (z + Real(2));
}

/// V(z) = Var[Z - z | Z > z] for z >= 0; relative error below 1e-15.
inline double variance_excess(double z) {
    const double t = (z - 4) / (z + 4);
    return polynomial<double>(coefficients::variance_excess, t) / ((z + 2) * (z + 2));
}

inline double density(double z) { return 0.39894228040143267794 * std::exp(-0.5 * z * z); }
inline double cdf(double z) { return 0.5 * std::erfc(-0.70710678118654752440 * z); }

/// Q_1(z) = E[max(Z - z, 0)] and Q_2(z) = E[max(Z - z, 0)^2]/2, the repeated integrals of Q_0 = Q from z to infinity.
/// Q/phi is Mills' ratio, 1/(z + K).
inline double tail_1(double z) {
    const double y = std::abs(z), K = mean_excess<double>(y), tail = density(y) * K / (y + K);
    return z < 0 ? y + tail : tail;
}
inline double tail_2(double z) {
    const double y = std::abs(z), K = mean_excess<double>(y);
    const double tail = 0.5 * density(y) * (variance_excess(y) + K * K) / (y + K);
    return z < 0 ? 0.5 * (y * y + 1) - tail : tail;
}

} // namespace halfstep::normal
