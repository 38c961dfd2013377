#pragma once
// What the tests of core share: tolerances that survive NaN, goodness-of-fit statistics, targets, error keys.

#include "core/base/types.h"
#include "core/law/target.h"
#include "core/spec/error.h"
#include "core/spec/sampler_spec.h"
#include "core/spec/target_spec.h"
#include "tests/core/csv.h"
#include "tests/numbers.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <vector>

namespace halfstep::testing {

constexpr double pi = 3.14159265358979323846;

/// The largest of many errors and where it was: one CHECK for a whole table. A NaN counts as infinite.
struct Worst {
    double error = 0;
    std::string where = "nowhere";

    void add(double e, const std::string& place) {
        if (!(e <= error)) {
            error = std::isnan(e) ? infinity : e;
            where = place;
        }
    }
    /// |got - want| in units of max(|want|, floor).
    void relative(double got, double want, const std::string& place, double floor = 0) {
        if (got == want) {
            return;
        }
        add(std::abs(got - want) / std::max(std::abs(want), floor), place);
    }
    void absolute(double got, double want, const std::string& place) { add(std::abs(got - want), place); }
};

#define CHECK_WORST(worst, bound)                                                                                      \
    do {                                                                                                               \
        INFO("worst at ", (worst).where);                                                                              \
        CHECK((worst).error <= (bound));                                                                               \
    } while (false)

/// Runs `f`, which must throw Error, and returns the key; "(no error)" when it does not throw.
inline std::string error_key(const std::function<void()>& f, std::string* message = nullptr) {
    try {
        f();
    } catch (const Error& error) {
        if (message) {
            *message = error.what();
        }
        return error.key;
    }
    return "(no error)";
}

inline double normal_cdf(double x) { return 0.5 * std::erfc(-x / std::sqrt(2.0)); }
inline double normal_density(double x) { return std::exp(-0.5 * x * x) / std::sqrt(2 * pi); }

/// Kolmogorov-Smirnov: sqrt(n) sup |F_n - F|.
template <class Cdf>
double ks_statistic(std::vector<double> x, const Cdf& cdf) {
    std::sort(x.begin(), x.end());
    const double n = static_cast<double>(x.size());
    double d = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double f = cdf(x[i]);
        d = std::max({d, f - static_cast<double>(i) / n, static_cast<double>(i + 1) / n - f});
    }
    return std::sqrt(n) * d;
}
/// Its critical value: P(statistic > value) ~ 2 exp(-2 value^2) = significance.
inline double ks_critical(double significance) { return std::sqrt(-0.5 * std::log(significance / 2)); }

/// Upper quantile of chi-square at significance 1e-6 by Wilson & Hilferty (4.7534 is the normal quantile); within 1%
/// for ten degrees of freedom and more.
inline double chi_square_critical_1e6(double degrees) {
    const double h = 2 / (9 * degrees);
    return degrees * std::pow(1 - h + 4.7534 * std::sqrt(h), 3);
}

inline Vec vec(double x) { return Vec::Constant(1, x); }
inline Vec vec(double x, double y) {
    Vec v(2);
    v << x, y;
    return v;
}
inline Mat mat(double xx) { return Mat::Constant(1, 1, xx); }
inline Mat mat(double xx, double xy, double yy) {
    Mat m(2, 2);
    m << xx, xy, xy, yy;
    return m;
}
inline Target gaussian(double mean, double variance) { return {{{1.0, vec(mean), mat(variance)}}}; }
inline Target gaussian2(const Vec& mean, const Mat& cov) { return {{{1.0, mean, cov}}}; }

/// A target of targets.csv.
inline Target oracle_target(const std::string& name) {
    const Table table("targets.csv");
    Target target;
    for (const auto& row : table) {
        if (row.text("target") != name) {
            continue;
        }
        if (row.integer("dim") == 1) {
            target.components.push_back({row.number("weight"), vec(row.number("mean0")), mat(row.number("cov00"))});
        } else {
            target.components.push_back({row.number("weight"), vec(row.number("mean0"), row.number("mean1")),
                                         mat(row.number("cov00"), row.number("cov01"), row.number("cov11"))});
        }
    }
    if (target.components.empty()) {
        throw std::runtime_error("targets.csv has no " + name);
    }
    return target;
}

/// Three modes of different weight and width, off centre: nothing about it is symmetric.
inline Target three_modes() {
    return {{{0.5, vec(-1.5), mat(0.09)}, {0.2, vec(0.25), mat(0.0025)}, {0.3, vec(2.0), mat(0.36)}}};
}

/// Three modes in the plane, correlated and of different widths.
inline Target plane_modes() {
    return {{{0.5, vec(-1.2, 0.4), mat(0.09, 0.03, 0.05)},
             {0.3, vec(0.9, 1.1), mat(0.04, -0.015, 0.12)},
             {0.2, vec(0.6, -1.3), mat(0.2, 0, 0.02)}}};
}

/// A level of the variance-preserving chain.
inline Level vp_level(double alpha_bar) { return {0, std::sqrt(alpha_bar), std::sqrt(1 - alpha_bar)}; }

inline SamplerSpec sampler_of(SamplerKind kind, double eta = 0) {
    SamplerSpec spec;
    spec.kind = kind;
    spec.eta = eta;
    return spec;
}

inline SamplerSpec ddpm_of(Variance variance, bool final_noise = false) {
    SamplerSpec spec = sampler_of(SamplerKind::ddpm);
    spec.variance = variance;
    spec.final_noise = final_noise;
    return spec;
}

inline TargetSpec target_of(TargetKind kind) {
    TargetSpec spec;
    spec.kind = kind;
    return spec;
}

/// Of the log density, by differences of step h.
inline Vec gradient(const Target& target, const Vec& x, double h) {
    Vec g(x.size());
    for (Eigen::Index i = 0; i < x.size(); ++i) {
        const Vec e = h * Vec::Unit(x.size(), i);
        const auto at = [&](double by) { return log_density(target, Vec(x + by * e)); };
        g[i] = (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * h); // fourth-order central difference
    }
    return g;
}

/// Column `c` of a block.
template <class Real>
std::vector<double> column(const Block<Real>& x, Eigen::Index c = 0) {
    std::vector<double> v(static_cast<std::size_t>(x.rows()));
    for (Eigen::Index i = 0; i < x.rows(); ++i) {
        v[static_cast<std::size_t>(i)] = static_cast<double>(x(i, c));
    }
    return v;
}

} // namespace halfstep::testing
