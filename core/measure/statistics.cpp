#include "core/measure/statistics.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace halfstep {
double standard_error_of_variance(double n, double var, double m4) {
    return n > 1 ? std::sqrt(std::max(0.0, (m4 - var * var * (n - 3) / (n - 1)) / n))
                 : std::numeric_limits<double>::quiet_NaN();
}

namespace {

/// A place for everything, nothing yet measured.
Moments blank(double n, Eigen::Index dim) {
    const Vec zero = Vec::Zero(dim), none = Vec::Constant(dim, std::numeric_limits<double>::quiet_NaN());
    return {.n = n,
            .mean = zero,
            .cov = Mat::Zero(dim, dim),
            .third = zero,
            .fourth = zero,
            .se_mean = zero,
            .se_var = zero,
            .rounding_mean = zero,
            .rounding_var = zero,
            .off_mean = none,
            .off_var = none};
}

/// The errors as the cloud itself knows them.
void guess_errors(Moments& m) {
    for (Eigen::Index i = 0; i < m.mean.size(); ++i) {
        m.se_mean[i] = std::sqrt(m.cov(i, i) / m.n);
        m.se_var[i] = standard_error_of_variance(m.n, m.cov(i, i), m.fourth[i]);
    }
}

} // namespace

void CentralSums::add(const CentralSums& other) {
    const double N = n + other.n, p = n / N, q = other.n / N; // shares
    if (other.n == 0) return;
    const double d[2] = {other.mean[0] - mean[0], other.mean[1] - mean[1]};
    m11 += other.m11 + d[0] * d[1] * n * q;
    for (int i = 0; i < 2; ++i) {
        const double d1 = d[i], d2 = d1 * d1;
        m4[i] += other.m4[i] + d2 * d2 * n * q * (p * p - p * q + q * q) +
                 6 * d2 * (p * p * other.m2[i] + q * q * m2[i]) + 4 * d1 * (p * other.m3[i] - q * m3[i]);
        m3[i] += other.m3[i] + d2 * d1 * n * q * (p - q) + 3 * d1 * (p * other.m2[i] - q * m2[i]);
        m2[i] += other.m2[i] + d2 * n * q;
        mean[i] += d1 * q;
    }
    n = N;
}

template <class Real>
CentralSums central_sums(const Block<Real>& x, Eigen::Index rows) {
    using Column = Eigen::Array<Real, Eigen::Dynamic, 1>;
    const double n = static_cast<double>(rows);
    CentralSums sums;
    sums.n = n;
    Column y[2]; // deviations from about the mean, in units of the largest: their fourth powers stay within a float
    double unit[2] = {}, off[2] = {};
    for (Eigen::Index i = 0; i < x.cols(); ++i) {
        const Real middle = x.col(i).head(rows).sum() / static_cast<Real>(rows);
        y[i] = x.col(i).head(rows) - middle;
        const Real largest = std::max(y[i].abs().maxCoeff(), std::numeric_limits<Real>::min());
        y[i] /= largest;
        const Column square = y[i].square();
        const double r = static_cast<double>(y[i].sum()) / n, u = static_cast<double>(largest);
        const double r2 = static_cast<double>(square.sum()), r3 = static_cast<double>((square * y[i]).sum()),
                     r4 = static_cast<double>(square.square().sum());
        sums.mean[i] = static_cast<double>(middle) + u * r;
        sums.m2[i] = u * u * (r2 - n * r * r);
        sums.m3[i] = u * u * u * (r3 - 3 * r * r2 + 2 * n * r * r * r);
        sums.m4[i] = u * u * u * u * (r4 - 4 * r * r3 + 6 * r * r * r2 - 3 * n * r * r * r * r);
        unit[i] = u;
        off[i] = r;
    }
    if (x.cols() == 2) sums.m11 = unit[0] * unit[1] * (static_cast<double>((y[0] * y[1]).sum()) - n * off[0] * off[1]);
    return sums;
}
template CentralSums central_sums<float>(const Block<float>&, Eigen::Index);
template CentralSums central_sums<double>(const Block<double>&, Eigen::Index);

Moments moments(const CentralSums& sums, int dim) {
    const double n = sums.n, divisor = n > 1 ? n - 1 : std::numeric_limits<double>::quiet_NaN();
    Moments out = blank(n, dim);
    for (int i = 0; i < dim; ++i) {
        out.mean[i] = sums.mean[i];
        out.cov(i, i) = (sums.m2[i] < 0 ? 0 : sums.m2[i]) / divisor; // NaN stays NaN
        out.third[i] = sums.m3[i] / n;
        out.fourth[i] = sums.m4[i] / n;
    }
    if (dim == 2) out.cov(0, 1) = out.cov(1, 0) = sums.m11 / divisor;
    guess_errors(out);
    return out;
}

template <class Real>
Moments moments(const Block<Real>& x) {
    const Eigen::Index dim = x.cols();
    const double n = static_cast<double>(x.rows());
    const double unbiased = n > 1 ? 1 / (n - 1) : std::numeric_limits<double>::quiet_NaN();
    Moments out = blank(n, dim);
    const Block<double> values = x.template cast<double>();
    Block<double> centred = values;
    for (Eigen::Index i = 0; i < dim; ++i) {
        out.mean[i] = values.col(i).mean();
        centred.col(i) -= out.mean[i];
    }
    for (Eigen::Index i = 0; i < dim; ++i) {
        for (Eigen::Index j = 0; j < dim; ++j) out.cov(i, j) = (centred.col(i) * centred.col(j)).sum() * unbiased;
        out.third[i] = centred.col(i).cube().mean();
        out.fourth[i] = centred.col(i).square().square().mean();
    }
    guess_errors(out);
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
