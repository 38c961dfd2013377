#pragma once
// One prediction in other words: x0, eps, v and the score say the same of x_t = a x0 + b eps [MATH.md, section 4]. Of
// numbers, or of whole blocks, which must outlive what is returned: it is computed where it is used.

namespace halfstep {

template <class X, class Real>
auto eps_from_x0(const X& x_t, const X& x0, Real a, Real b) {
    return (x_t - a * x0) / b;
}
template <class X, class Real>
auto x0_from_eps(const X& x_t, const X& eps, Real a, Real b) {
    return (x_t - b * eps) / a;
}
inline double score_from_eps(double eps, double b) { return -eps / b; }
/// On the chain, where a^2 + b^2 = 1 [Salimans & Ho 2022].
inline double v_from(double x0, double eps, double a, double b) { return a * eps - b * x0; }

} // namespace halfstep
