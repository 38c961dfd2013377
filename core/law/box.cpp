#include "core/law/box.h"

#include <algorithm>
#include <limits>

namespace halfstep::box {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double root_two_pi = 2.50662827463100050242;
constexpr double half_log_two_pi = 0.91893853320467274178;

Posterior<double> posterior(double eta, double zeta) { // zeta >= 0
    if (eta <= narrow_eta && zeta * eta <= narrow_argument) return narrow(Series<double>(eta), eta, zeta);
    return zeta >= eta ? outside(eta, zeta) : inside(eta, zeta);
}

/// The mean of f(x + width u) over u in [-1, 1]: Gauss-Legendre with 12 nodes, for what is smooth on the scale of
/// `width`.
template <class F>
double mean_over(double width, double x, const F& f) {
    constexpr double node[] = {0.12523340851146891547, 0.36783149899818019375, 0.58731795428661744730,
                               0.76990267419430468704, 0.90411725637047485668, 0.98156063424671925069};
    constexpr double weight[] = {0.24914704581340278500, 0.23349253653835480876, 0.20316742672306592175,
                                 0.16007832854334622633, 0.10693932599531843096, 0.04717533638651182719};
    double sum = 0;
    for (int i = 0; i < 6; ++i) sum += weight[i] * (f(x - width * node[i]) + f(x + width * node[i]));
    return 0.5 * sum;
}

bool is_narrow(double eta, double zeta) { return eta <= narrow_eta && std::abs(zeta) * eta <= narrow_argument; }

/// Of the depth t = eta (1 - u) under exp(-c t - t^2/2), the near edge c >= 0 away and the far one c + 2 eta: the
/// integrals of 1 and t, as all that is beyond the near edge less what is beyond the far one.
struct Depth {
    double K, R, K_far, R_far; // mean excess, Mills' ratio
    double across;             // E[t] of what is beyond the far edge
    double mass, mean;
};
Depth depth(double eta, double zeta) {
    Depth at{};
    at.K = normal::mean_excess<double>(zeta - eta);
    at.K_far = normal::mean_excess<double>(zeta + eta);
    at.R = 1 / (zeta - eta + at.K);
    at.R_far = std::exp(-2 * eta * zeta) / (zeta + eta + at.K_far);
    at.across = 2 * eta + at.K_far;
    at.mass = at.R - at.R_far;
    at.mean = (at.R * at.K - at.R_far * at.across) / at.mass;
    return at;
}

/// Q_2(c) - Q_2(c + width), whose parabolas below zero would cancel.
double drop_2(double c, double width) {
    const double end = c + width;
    if (end >= 0) return normal::tail_2(c) - normal::tail_2(end);
    return -width * (c + 0.5 * width) - (normal::tail_2(-c) - normal::tail_2(-end));
}

/// Without noise: h1 >= h2 > 0, d <= 0.
double triangle_cdf(double h1, double h2, double d) {
    const double rise = d + h1 + h2; // from the left end
    if (rise <= 0) return 0;
    if (rise < 2 * h2) return rise * rise / (8 * h1 * h2);
    return (d + h1) / (2 * h1);
}

} // namespace

template <class Real>
Series<Real>::Series(double eta) {
    // m_k = integral_0^1 u^k exp(-B u^2/2) du, from the largest k down: m_k = (exp(-B/2) + B m_k+2)/(k + 1), where
    // errors shrink.
    const double B = eta * eta, end = std::exp(-0.5 * B);
    double moment = end / (2 * terms + 21);
    for (int k = 2 * terms + 18; k > 2 * terms; k -= 2) moment = (end + B * moment) / (k + 1);
    double m[terms + 1];
    for (int n = terms; n >= 0; --n) m[n] = moment = (end + B * moment) / (2 * n + 1);
    double factorial = 1; // (2n)!
    for (int n = 0; n < terms; ++n) {
        if (n > 0) factorial *= (2.0 * n - 1) * (2.0 * n);
        even[n] = static_cast<Real>(m[n] / factorial);
        odd[n] = static_cast<Real>(m[n + 1] / (factorial * (2 * n + 1)));
    }
}
template struct Series<float>;
template struct Series<double>;

double log_density(double s, double h, double d) {
    if (s > 0) {
        const Posterior<double> at = posterior(h / s, std::abs(d / s));
        return at.exponent + std::log(at.factor) - std::log(s) - half_log_two_pi;
    }
    if (h == 0) return d == 0 ? infinity : -infinity;
    if (std::abs(d) > h) return -infinity;
    return std::log((std::abs(d) == h ? 0.25 : 0.5) / h);
}

double score(double s, double h, double d) {
    if (s == 0) return 0;
    const double zeta = std::abs(d / s), eta = h / s;
    double size = 0; // E[zeta - eta u]
    if (is_narrow(eta, zeta)) {
        size = zeta - eta * narrow(Series<double>(eta), eta, zeta).mean;
    } else if (zeta >= eta) {
        size = (zeta - eta) + depth(eta, zeta).mean;
    } else { // what is left of the two edges' pull
        const double near = eta - zeta, edge = std::exp(-0.5 * near * near);
        size = -edge * std::expm1(-2 * eta * zeta) / (root_two_pi * (normal::cdf(eta + zeta) - normal::cdf(-near)));
    }
    return std::copysign(size / s, -d);
}

double cdf(double s, double h, double d) {
    if (d > 0) return 1 - cdf(s, h, -d);
    if (s == 0) return h > 0 ? std::max(0.0, 0.5 * (1 + d / h)) : d == 0 ? 1 : 0;
    const double zeta = d / s, eta = h / s;
    if (is_narrow(eta, zeta)) return mean_over(eta, zeta, normal::cdf);
    return (normal::tail_1(-zeta - eta) - normal::tail_1(-zeta + eta)) / (2 * eta);
}

double integrated_cdf(double s, double h, double d) {
    if (d > 0) return d + integrated_cdf(s, h, -d); // the integral of F is d more than that of 1 - F on the other side
    if (s == 0) return h > 0 && d > -h ? (d + h) * (d + h) / (4 * h) : 0;
    const double zeta = d / s, eta = h / s;
    if (is_narrow(eta, zeta)) return s * mean_over(eta, zeta, [](double z) { return normal::tail_1(-z); });
    return s * drop_2(-zeta - eta, 2 * eta) / (2 * eta);
}

double trapezoid_cdf(double s, double h1, double h2, double d) {
    if (h1 < h2) return trapezoid_cdf(s, h2, h1, d);
    if (h2 == 0) return cdf(s, h1, d);
    if (d > 0) return 1 - trapezoid_cdf(s, h1, h2, -d);
    if (s == 0) return triangle_cdf(h1, h2, d);
    const double zeta = d / s, eta = h1 / s, step = 2 * h2 / s;
    if (is_narrow(h2 / s, zeta)) return mean_over(h2, d, [s, h1](double at) { return cdf(s, h1, at); });
    const double c = -zeta - eta - 0.5 * step;
    return (drop_2(c, step) - drop_2(c + 2 * eta, step)) / (2 * eta * step);
}

Position position(double s, double h, double d) {
    if (s == 0) return {h > 0 ? std::clamp(d / h, -1.0, 1.0) : 0, 0};
    const double zeta = std::abs(d / s), eta = h / s;
    const double mean = posterior(eta, zeta).mean;
    Position out{std::copysign(mean, d), 0};
    if (is_narrow(eta, zeta)) {
        const Series<double> series(eta);
        const double A2 = zeta * eta * zeta * eta;
        double mass = 0, second = 0; // (1/2) integral of u^2 is odd[n] (2n+1)!/(2n)!
        for (int n = series.terms - 1; n >= 0; --n) {
            mass = mass * A2 + series.even[n];
            second = second * A2 + series.odd[n] * (2 * n + 1);
        }
        out.variance = second / mass - mean * mean;
    } else if (zeta >= eta) {
        const Depth t = depth(eta, zeta);
        const double square = t.R * (normal::variance_excess(zeta - eta) + t.K * t.K) -
                              t.R_far * (normal::variance_excess(zeta + eta) + t.across * t.across);
        out.variance = (square / t.mass - t.mean * t.mean) / (eta * eta);
    } else {
        const double near = eta - zeta, far = zeta + eta;
        const double edge = std::exp(-0.5 * near * near), far_edge = std::exp(-0.5 * far * far);
        const double mass = root_two_pi * (normal::cdf(far) - normal::cdf(-near));
        const double shift = (edge - far_edge) / mass;
        out.variance = (1 - (near * edge + far * far_edge) / mass - shift * shift) / (eta * eta);
    }
    return out;
}

} // namespace halfstep::box
