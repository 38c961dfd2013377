// terminal_mismatch() of variational_bound.h, KL(p_T || N(0, I)): closed form, quadrature, or draws of both laws.

#include "core/measure/variational_bound.h"

#include "core/law/independent.h"
#include "core/law/line_sweep.h"
#include "core/law/mixture_block.h"
#include "core/law/quadrature.h"

#include <Eigen/Eigenvalues>
#include <Eigen/LU>

#include <algorithm>
#include <cmath>

namespace halfstep {
namespace {

/// Components that are one and the same Gaussian: where no signal is left, all of them.
bool is_one_gaussian(const Target& law) {
    const Component& first = law.components.front();
    return std::all_of(law.components.begin(), law.components.end(), [&](const Component& c) {
        return (!c.is_box() || c.half.isZero(0)) && c.mean == first.mean && c.cov == first.cov;
    });
}

/// Half the sum of e - log(1 + e) over the eigenvalues 1 + e of the covariance: log1p keeps it where the law is nearly
/// N(0, I), and where it is narrow 1 + e has digits that e has lost.
double of_gaussian(const Component& c) {
    const Mat unit = Mat::Identity(c.cov.rows(), c.cov.cols());
    const Eigen::SelfAdjointEigenSolver<Mat> whole(c.cov), excess(c.cov - unit);
    double sum = c.mean.squaredNorm();
    for (Eigen::Index i = 0; i < c.mean.size(); ++i) {
        const double value = whole.eigenvalues()[i], e = excess.eigenvalues()[i];
        sum += e - (value < 0.5 ? std::log(value) : std::log1p(e));
    }
    return 0.5 * sum;
}

/// log p and log N(0, I) at many places.
struct Logs {
    Eigen::ArrayXd p, normal;
};
Logs logs(const Target& law, const Block<double>& x) {
    const double constant = 0.5 * static_cast<double>(x.cols()) * log_two_pi;
    return {log_density(law, x), -0.5 * x.square().rowwise().sum() - constant};
}

/// N (u log u - u + 1) with u = p/N: its integral is the KL, as those of p and N are alike. It is never negative, and
/// nowhere large where neither law is likely.
Eigen::ArrayXd integrand(const Target& law, const Block<double>& x) {
    const Logs log = logs(law, x);
    return log.p.binaryExpr(log.normal, [](double p, double normal) {
        const double d = p - normal;
        return d > 0 ? std::exp(p) * (d + std::expm1(-d)) : std::exp(normal) * (d * std::exp(d) - std::expm1(d));
    });
}

/// The same over (p + N) / 2, of which x are draws: between 0 and 2 where N is the larger, and of the order log u where
/// p is, so that its mean over draws of both laws has a finite variance whatever they are.
Eigen::ArrayXd over_both(const Target& law, const Block<double>& x) {
    const Logs log = logs(law, x);
    return (log.p - log.normal).unaryExpr([](double d) {
        const double e = std::exp(-std::abs(d));
        return 2 * (d > 0 ? d + std::expm1(-d) : d * e - std::expm1(d)) / (1 + e);
    });
}

Measured by_draws(const Target& law, std::uint64_t seed, std::int64_t draws, Cancel cancel) {
    Block<double> x(std::max<std::int64_t>(draws / 2, 2), law.dim());
    Measured kl;
    double variance = 0;
    for (const bool normal : {false, true}) { // as many of either: strata of the mixture
        if (normal)
            normals(seed, Stream::loss_noise, 0, 0, x);
        else
            sample(law, seed, Stream::loss_data, 0, x);
        const Eigen::ArrayXd values = in_parts([&](const Block<double>& at) { return over_both(law, at); }, x, cancel);
        const double n = static_cast<double>(values.size()), mean = values.mean();
        kl.value += mean / 2;
        variance += (values - mean).square().sum() / (n - 1) / n / 4;
    }
    kl.se = std::sqrt(variance);
    return kl;
}

std::optional<Measured> by_quadrature(const Target& law, std::int64_t evaluations, Cancel cancel) {
    const Integrand f = [&](const Block<double>& x) { return integrand(law, x); };
    constexpr double reach = LineSweep::all_of_it;
    if (law.dim() == 1) {
        std::vector<Projection> both = project(law, Vec::Ones(1));
        both.push_back({1, 0, 1, {}});
        return integrate_line(f, break_points(both), {1e-9, evaluations, cancel});
    }
    double step = 1;
    Range range[2];
    for (int i = 0; i < 2; ++i) {
        const Range of = support(law, i, reach);
        range[i] = {std::min(of.lo, -reach), std::max(of.hi, reach)};
    }
    for (const Component& c : law.components) step = std::min(step, least_deviation(c.cov));
    return integrate_plane(f, range[0], range[1], step, {1e-7, evaluations, cancel});
}

/// By a closed form or by quadrature; nothing where the evaluations do not suffice.
std::optional<Measured> without_draws(const Target& law, std::int64_t evaluations, Cancel cancel) {
    if (is_one_gaussian(law)) return Measured{of_gaussian(law.components.front()), 0};
    return by_quadrature(law, evaluations, cancel);
}

/// Of a law of the plane that is two of a line: N(0, I) is two in any rotation, and the KL of independent laws is the
/// sum of theirs.
std::optional<Measured> on_two_lines(const Target& target, const Level& last, std::int64_t evaluations, Cancel cancel) {
    const auto lines = independent_coordinates(target);
    if (!lines) return std::nullopt;
    Measured sum;
    const std::int64_t each = affordable_on(*lines, target, evaluations);
    for (const Target& line : *lines) {
        const std::optional<Measured> kl = without_draws(marginal(line, last), each, cancel);
        if (!kl) return std::nullopt;
        sum.value += kl->value;
        sum.se += kl->se;
    }
    return sum;
}

} // namespace

Measured terminal_mismatch(const Target& target, const Level& last, std::uint64_t seed, std::int64_t evaluations,
                           Cancel cancel) {
    constexpr double rounding = 3e-15; // of log p, nats: what it makes of a KL of 0 is half its square
    constexpr std::int64_t most_draws = 50'000;
    const Target law = marginal(target, last);
    if (is_one_gaussian(law)) {
        const double kl = of_gaussian(law.components.front());
        return kl > rounding * rounding ? Measured{kl, 0} : Measured{};
    }
    std::optional<Measured> kl = on_two_lines(target, last, evaluations, cancel);
    if (!kl) kl = by_quadrature(law, evaluations, cancel);
    if (kl)
        kl->se += rounding * std::sqrt(2 * kl->value);
    else
        kl = by_draws(law, seed, std::min(evaluations, most_draws), cancel);
    return kl->value > rounding * rounding ? *kl : Measured{};
}

} // namespace halfstep
