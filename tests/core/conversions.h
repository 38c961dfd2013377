#pragma once
// The words for one prediction: x0, eps, v and the score say the same of x_t = a x0 + b eps [MATH.md, section 4].
// v = a eps - b x0 [Salimans & Ho 2022] needs a^2 + b^2 = 1.

namespace halfstep::testing {

template <class X>
auto eps_from_x0(const X& x, const X& x0, double a, double b) {
    return ((x - a * x0) / b).eval();
}
template <class X>
auto x0_from_eps(const X& x, const X& eps, double a, double b) {
    return ((x - b * eps) / a).eval();
}
template <class X>
auto x0_from_v(const X& x, const X& v, double a, double b) {
    return (a * x - b * v).eval();
}
template <class X>
auto eps_from_v(const X& x, const X& v, double a, double b) {
    return (b * x + a * v).eval();
}

} // namespace halfstep::testing
