#include "core/measure/statistics.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <type_traits>

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
            .off_var = none,
            .se_off_var = none};
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
    const double N = n + other.n, p = n / N, q = other.n / N; // weights
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

namespace {

/// Sums of the powers of (x - middle) / unit. In double whatever the cloud: modes far apart leave what is asked of a
/// variance to the last digits of a float, and of a fourth power to fewer.
struct PowerSums {
    double first = 0, second = 0, third = 0, fourth = 0;
};
template <class Column>
PowerSums power_sums(const Column& x, double middle, double unit) {
    constexpr int width = 8; // numbers at once
    using Lanes = Eigen::Array<double, width, 1>;
    Lanes sums[4] = {Lanes::Zero(), Lanes::Zero(), Lanes::Zero(), Lanes::Zero()};
    const auto add = [&](const Lanes& y) {
        const Lanes square = y.square();
        sums[0] += y;
        sums[1] += square;
        sums[2] += square * y;
        sums[3] += square.square();
    };
    const double per_unit = 1 / unit;
    Eigen::Index i = 0;
    for (; i + width <= x.size(); i += width)
        add((x.template segment<width>(i).template cast<double>() - middle) * per_unit);
    if (i < x.size()) {
        Lanes tail = Lanes::Zero();
        tail.head(x.size() - i) = (x.tail(x.size() - i).template cast<double>() - middle) * per_unit;
        add(tail);
    }
    return {sums[0].sum(), sums[1].sum(), sums[2].sum(), sums[3].sum()};
}

/// In units of it the fourth powers stay within a double: 1 but for what is very small or diverges.
double unit_of(double largest) { return largest > 1e-60 && largest < 1e60 ? 1 : std::max(largest, 1e-300); }

} // namespace

template <class Real>
CentralSums central_sums(const Block<Real>& x, Eigen::Index rows) {
    const double n = static_cast<double>(rows);
    CentralSums sums;
    sums.n = n;
    double middle[2] = {}, unit[2] = {}, off[2] = {};
    for (Eigen::Index i = 0; i < x.cols(); ++i) {
        const auto column = x.col(i).head(rows);
        middle[i] = static_cast<double>(column.sum() / static_cast<Real>(rows)); // about the mean
        const double u = std::is_same_v<Real, float>
                             ? 1
                             : unit_of(static_cast<double>((column - static_cast<Real>(middle[i])).abs().maxCoeff()));
        const PowerSums r = power_sums(column, middle[i], u);
        const double r1 = r.first / n;
        sums.mean[i] = middle[i] + u * r1;
        sums.m2[i] = u * u * (r.second - n * r1 * r1);
        sums.m3[i] = u * u * u * (r.third - 3 * r1 * r.second + 2 * n * r1 * r1 * r1);
        sums.m4[i] = u * u * u * u * (r.fourth - 4 * r1 * r.third + 6 * r1 * r1 * r.second - 3 * n * r1 * r1 * r1 * r1);
        unit[i] = u;
        off[i] = r1;
    }
    if (x.cols() != 2) return sums;
    const auto deviations = [&](Eigen::Index i) {
        return (x.col(i).head(rows).template cast<double>() - middle[i]) / unit[i];
    };
    sums.m11 = unit[0] * unit[1] * ((deviations(0) * deviations(1)).sum() - n * off[0] * off[1]);
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
