#include "core/statistics.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace halfstep {
namespace {

/// Standard error of a variance estimate from the second and fourth central moments.
double se_variance(double n, double var, double m4) {
    return n > 3 ? std::sqrt(std::max(0.0, (m4 - var * var * (n - 3) / (n - 1)) / n))
                 : std::numeric_limits<double>::infinity();
}

} // namespace

void PowerSums::add(const PowerSums& other) {
    n += other.n;
    for (int i = 0; i < 2; ++i) {
        s1[i] += other.s1[i];
        s2[i] += other.s2[i];
        s3[i] += other.s3[i];
        s4[i] += other.s4[i];
    }
    s11 += other.s11;
}

Moments moments(const PowerSums& sums, const Vec& centre, const Vec& scale) {
    const int dim = static_cast<int>(centre.size());
    const double n = sums.n, unbiased = n > 1 ? n / (n - 1) : std::numeric_limits<double>::quiet_NaN();
    Moments out{n, Vec(dim), Mat(dim, dim), Vec(dim), Vec(dim)};
    for (int i = 0; i < dim; ++i) {
        const double m = sums.s1[i] / n, r2 = sums.s2[i] / n, r3 = sums.s3[i] / n, r4 = sums.s4[i] / n;
        const double var = std::max(0.0, r2 - m * m) * unbiased;
        const double m4 = r4 - 4 * m * r3 + 6 * m * m * r2 - 3 * m * m * m * m;
        out.mean[i] = centre[i] + scale[i] * m;
        out.cov(i, i) = scale[i] * scale[i] * var;
        out.se_mean[i] = scale[i] * std::sqrt(var / n);
        out.se_var[i] = scale[i] * scale[i] * se_variance(n, var, m4);
    }
    if (dim == 2)
        out.cov(0, 1) = out.cov(1, 0) =
            scale[0] * scale[1] * (sums.s11 / n - sums.s1[0] * sums.s1[1] / (n * n)) * unbiased;
    return out;
}

template <class Real>
Moments moments(const Block<Real>& x) {
    const Eigen::Index dim = x.cols();
    const double n = static_cast<double>(x.rows());
    const double unbiased = n > 1 ? 1 / (n - 1) : std::numeric_limits<double>::quiet_NaN();
    Moments out{n, Vec(dim), Mat(dim, dim), Vec(dim), Vec(dim)};
    const Block<double> values = x.template cast<double>();
    Block<double> centred = values;
    for (Eigen::Index i = 0; i < dim; ++i) {
        out.mean[i] = values.col(i).mean();
        centred.col(i) -= out.mean[i];
    }
    for (Eigen::Index i = 0; i < dim; ++i) {
        for (Eigen::Index j = 0; j < dim; ++j) out.cov(i, j) = (centred.col(i) * centred.col(j)).sum() * unbiased;
        out.se_mean[i] = std::sqrt(out.cov(i, i) / n);
        out.se_var[i] = se_variance(n, out.cov(i, i), centred.col(i).square().square().mean());
    }
    return out;
}
template Moments moments<float>(const Block<float>&);
template Moments moments<double>(const Block<double>&);

std::uint64_t Histogram::total() const { return std::accumulate(counts.begin(), counts.end(), below + above); }

double Histogram::density(std::size_t i) const {
    return static_cast<double>(counts[i]) / (static_cast<double>(total()) * width());
}

template <class Real>
void Histogram::add(const Real* x, Eigen::Index n) {
    const double bins = static_cast<double>(counts.size()), per_unit = bins / (hi - lo);
    for (Eigen::Index i = 0; i < n; ++i) {
        const double at = (static_cast<double>(x[i]) - lo) * per_unit;
        if (at >= 0 && at < bins)
            ++counts[static_cast<std::size_t>(at)];
        else if (at < 0)
            ++below;
        else
            ++above; // NaN, too: a diverged particle is not dropped
    }
}
template void Histogram::add<float>(const float*, Eigen::Index);
template void Histogram::add<double>(const double*, Eigen::Index);

void Histogram::add(const Histogram& other) {
    below += other.below;
    above += other.above;
    for (std::size_t i = 0; i < counts.size(); ++i) counts[i] += other.counts[i];
}

} // namespace halfstep
