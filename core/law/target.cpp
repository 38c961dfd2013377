#include "core/law/target.h"

#include "core/law/box.h"

#include <Eigen/Cholesky>

#include <algorithm>
#include <cmath>
#include <limits>

namespace halfstep {
namespace {

/// log(w p(x)) of a component, and minus its score: C^-1 (x - m) of a Gaussian.
struct Evaluated {
    double log_term = 0;
    Vec y;
};
Evaluated evaluate_box(const Component& component, const Vec& x) {
    Evaluated out{std::log(component.weight), Vec::Zero(x.size())};
    for (Eigen::Index i = 0; i < x.size(); ++i) {
        const double s = std::sqrt(component.cov(i, i)), d = x[i] - component.mean[i];
        out.log_term += box::log_density(s, component.half[i], d);
        out.y[i] = -box::score(s, component.half[i], d);
    }
    return out;
}
Evaluated evaluate(const Component& component, const Vec& x) {
    if (component.is_box()) return evaluate_box(component, x);
    if (component.cov.isZero(0)) {
        const double side = x == component.mean ? 1 : -1;
        return {side * std::numeric_limits<double>::infinity(), Vec::Zero(x.size())};
    }
    const Mat L = cholesky(component.cov);
    const Vec centred = x - component.mean;
    const Vec u = L.triangularView<Eigen::Lower>().solve(centred);
    double log_det_half = 0;
    for (int i = 0; i < L.rows(); ++i) log_det_half += std::log(L(i, i));
    Evaluated out;
    out.log_term = std::log(component.weight) - 0.5 * u.squaredNorm() - log_det_half -
                   0.5 * log_two_pi * static_cast<double>(x.size());
    out.y = L.transpose().triangularView<Eigen::Upper>().solve(u);
    return out;
}

/// Evaluates all components; `responsibility[k]` = rho_k. Returns log p(x) by log-sum-exp.
double evaluate(const Target& target, const Vec& x, std::vector<Evaluated>& terms,
                std::vector<double>& responsibility) {
    terms.clear();
    double largest = -std::numeric_limits<double>::infinity();
    for (const Component& component : target.components) {
        terms.push_back(evaluate(component, x));
        largest = std::max(largest, terms.back().log_term);
    }
    responsibility.assign(terms.size(), 0);
    if (std::isinf(largest)) return largest; // on a point, or where there is nothing
    double sum = 0;
    for (std::size_t k = 0; k < terms.size(); ++k) sum += responsibility[k] = std::exp(terms[k].log_term - largest);
    for (double& rho : responsibility) rho /= sum;
    return largest + std::log(sum);
}

} // namespace

double least_deviation(const Mat& cov) {
    if (cov.rows() == 1) return std::sqrt(cov(0, 0));
    const double half = cov.trace() / 2, det = cov.determinant();
    return std::sqrt(det / (half + std::sqrt(std::max(0.0, half * half - det))));
}

Mat cholesky(const Mat& cov) {
    Mat L = Mat::Zero(cov.rows(), cov.cols());
    L(0, 0) = std::sqrt(cov(0, 0));
    if (cov.rows() == 2) {
        L(1, 0) = L(0, 0) > 0 ? cov(1, 0) / L(0, 0) : 0;
        L(1, 1) = std::sqrt(std::max(0.0, cov(1, 1) - L(1, 0) * L(1, 0)));
    }
    return L;
}

Vec Target::mean() const {
    Vec sum = Vec::Zero(dim());
    for (const Component& c : components) sum += c.weight * c.mean;
    return sum;
}

Mat Target::cov() const {
    const Vec centre = mean();
    Mat sum = Mat::Zero(dim(), dim());
    for (const Component& c : components) {
        sum += c.weight * (c.cov + (c.mean - centre) * (c.mean - centre).transpose());
        if (c.is_box()) sum.diagonal() += c.weight / 3 * c.half.cwiseAbs2();
    }
    return sum;
}

double Target::second_moment() const { return mean().squaredNorm() + cov().trace(); }

double Target::sigma_data() const { return std::sqrt(cov().trace() / dim()); }

Target marginal(const Target& target, const Level& level) {
    Target law = target;
    for (Component& c : law.components) {
        c.mean *= level.a;
        c.cov *= level.a * level.a;
        c.cov.diagonal().array() += level.b * level.b;
        c.half *= level.a;
    }
    return law;
}

Target marginal_of_coordinate(const Target& target, int coordinate) {
    Target law;
    for (const Component& c : target.components) {
        Component line{c.weight, Vec::Constant(1, c.mean[coordinate]),
                       Mat::Constant(1, 1, c.cov(coordinate, coordinate))};
        if (c.is_box()) line.half = Vec::Constant(1, c.half[coordinate]);
        law.components.push_back(std::move(line));
    }
    return law;
}

double Projection::cdf(double at) const {
    if (half[0] > 0 || half[1] > 0) return box::trapezoid_cdf(sd, half[0], half[1], at - mean);
    // Without width it is a point, which box::cdf knows, too.
    return sd > 0 ? normal::cdf((at - mean) / sd) : box::cdf(0, 0, at - mean);
}

namespace {

Projection projection_of(const Component& c, const Vec& direction) {
    Projection out{c.weight, direction.dot(c.mean), std::sqrt(direction.dot(c.cov * direction))};
    for (int i = 0; i < direction.size(); ++i) out.half[i] = std::abs(direction[i]) * c.half_width(i);
    return out;
}

} // namespace

std::vector<Projection> project(const Target& target, const Vec& direction) {
    std::vector<Projection> law;
    law.reserve(target.components.size());
    for (const Component& c : target.components) law.push_back(projection_of(c, direction));
    return law;
}

double log_density(const Target& target, const Vec& x) {
    std::vector<Evaluated> terms;
    std::vector<double> responsibility;
    return evaluate(target, x, terms, responsibility);
}

double density(const Target& target, const Vec& x) { return std::exp(log_density(target, x)); }

Vec score(const Target& target, const Vec& x) {
    std::vector<Evaluated> terms;
    std::vector<double> responsibility;
    evaluate(target, x, terms, responsibility);
    Vec sum = Vec::Zero(x.size());
    for (std::size_t k = 0; k < terms.size(); ++k) sum -= responsibility[k] * terms[k].y;
    return sum;
}

double cdf(const Target& target, double x) {
    double sum = 0;
    for (const Component& c : target.components) sum += c.weight * projection_of(c, Vec::Ones(1)).cdf(x);
    return sum;
}

double quantile(const Target& target, double p) {
    Range bracket = support(target, 0, 1);
    // Forty standard deviations hold every probability that a double can tell from 0.
    for (double width = 2; width <= 40 && (cdf(target, bracket.lo) > p || cdf(target, bracket.hi) < p); width *= 2)
        bracket = support(target, 0, width);
    double lo = bracket.lo, hi = bracket.hi;
    for (int i = 0; i < 200; ++i) {
        const double middle = 0.5 * (lo + hi);
        if (middle <= lo || middle >= hi) break;
        (cdf(target, middle) < p ? lo : hi) = middle;
    }
    return 0.5 * (lo + hi);
}

Range support(const Target& target, int coordinate, double width) {
    Range range{std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
    for (const Component& c : target.components) {
        const double half = c.half_width(coordinate);
        const double reach = half + width * std::max(std::sqrt(c.cov(coordinate, coordinate)), 0.03 * half);
        range.lo = std::min(range.lo, c.mean[coordinate] - reach);
        range.hi = std::max(range.hi, c.mean[coordinate] + reach);
    }
    return range;
}

namespace {

/// Cov[x0 | x] within one component: b^2 S C^-1, which unlike S - a^2 S C^-1 S has no cancellation; in a box the place
/// adds to it.
Mat posterior_within(const Component& c, const Level& level, const Vec& place_variance) {
    const double b2 = level.b * level.b;
    Mat C = level.a * level.a * c.cov;
    C.diagonal().array() += b2;
    const Mat within = b2 * C.ldlt().solve(c.cov);
    Mat cov = 0.5 * (within + within.transpose());
    for (int i = 0; i < cov.rows() && c.is_box(); ++i)
        cov(i, i) += std::pow(c.half[i] * b2 / C(i, i), 2) * place_variance[i];
    return cov;
}

} // namespace

Posterior posterior(const Target& target, const Level& level, const Vec& x) {
    const Eigen::Index dim = x.size();
    if (level.b == 0) return {x / level.a, Mat::Zero(dim, dim)};
    const Target law = marginal(target, level);
    std::vector<Evaluated> terms;
    std::vector<double> rho;
    evaluate(law, x, terms, rho);

    Posterior out{Vec::Zero(dim), Mat::Zero(dim, dim)};
    std::vector<Vec> mean(terms.size()), place_variance(terms.size());
    for (std::size_t k = 0; k < terms.size(); ++k) {
        const Component &c = target.components[k], &noised = law.components[k];
        mean[k] = c.mean + level.a * (c.cov * terms[k].y);
        place_variance[k] = Vec::Zero(dim);
        for (Eigen::Index i = 0; i < dim && c.is_box(); ++i) {
            const box::Position u = box::position(std::sqrt(noised.cov(i, i)), noised.half[i], x[i] - noised.mean[i]);
            mean[k][i] += c.half[i] * u.mean;
            place_variance[k][i] = u.variance;
        }
        out.mean += rho[k] * mean[k];
    }
    for (std::size_t k = 0; k < terms.size(); ++k) {
        const Vec apart = mean[k] - out.mean;
        out.cov +=
            rho[k] * (posterior_within(target.components[k], level, place_variance[k]) + apart * apart.transpose());
    }
    return out;
}

namespace {

/// Where in its box a particle is: of the slice that chooses components, steps that no choice uses.
double place_in_box(std::uint64_t seed, Stream stream, Eigen::Index coordinate, std::uint64_t particle) {
    const auto step = 0x100u + 2 * static_cast<std::uint32_t>(stream) + static_cast<std::uint32_t>(coordinate);
    return 2 * uniform(seed, Stream::choice, step, particle) - 1;
}

} // namespace

template <class Real>
void sample(const Target& target, std::uint64_t seed, Stream stream, std::uint64_t first, Block<Real>& x) {
    normals(seed, stream, 0, first, x);
    std::vector<Mat> roots;
    std::vector<double> cumulative;
    double sum = 0;
    for (const Component& c : target.components) {
        roots.push_back(cholesky(c.cov));
        cumulative.push_back(sum += c.weight);
    }
    for (Eigen::Index i = 0; i < x.rows(); ++i) {
        std::size_t k = 0;
        if (roots.size() > 1) {
            const double u = sum * uniform(seed, Stream::choice, static_cast<std::uint32_t>(stream),
                                           first + static_cast<std::uint64_t>(i));
            k = std::min<std::size_t>(std::upper_bound(cumulative.begin(), cumulative.end(), u) - cumulative.begin(),
                                      roots.size() - 1);
        }
        const Vec z = x.row(i).matrix().transpose().template cast<double>();
        const Component& c = target.components[k];
        Vec point = c.mean + roots[k].triangularView<Eigen::Lower>() * z;
        for (Eigen::Index j = 0; j < point.size() && c.is_box(); ++j)
            point[j] += c.half[j] * place_in_box(seed, stream, j, first + static_cast<std::uint64_t>(i));
        x.row(i) = point.transpose().array().template cast<Real>();
    }
}
template void sample<float>(const Target&, std::uint64_t, Stream, std::uint64_t, Block<float>&);
template void sample<double>(const Target&, std::uint64_t, Stream, std::uint64_t, Block<double>&);

} // namespace halfstep
