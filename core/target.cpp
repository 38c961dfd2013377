#include "core/target.h"

#include <Eigen/Cholesky>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace halfstep {
namespace {

constexpr double log_two_pi = 1.8378770664093454836;

double normal_cdf(double z) { return 0.5 * std::erfc(-z / std::numbers::sqrt2); }

/// log(w N(x; m, C)) and C^-1 (x - m).
struct Evaluated {
    double log_term = 0;
    Vec y;
};
Evaluated evaluate(const Component& component, const Vec& x) {
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
    double sum = 0;
    for (std::size_t k = 0; k < terms.size(); ++k) sum += responsibility[k] = std::exp(terms[k].log_term - largest);
    for (double& rho : responsibility) rho /= sum;
    return largest + std::log(sum);
}

} // namespace

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
    for (const Component& c : components) sum += c.weight * (c.cov + (c.mean - centre) * (c.mean - centre).transpose());
    return sum;
}

Target marginal(const Target& target, const Level& level) {
    Target law = target;
    for (Component& c : law.components) {
        c.mean *= level.a;
        c.cov *= level.a * level.a;
        c.cov.diagonal().array() += level.b * level.b;
    }
    return law;
}

Target project(const Target& target, const Vec& direction) {
    Target law;
    for (const Component& c : target.components)
        law.components.push_back(
            {c.weight, Vec::Constant(1, direction.dot(c.mean)), Mat::Constant(1, 1, direction.dot(c.cov * direction))});
    return law;
}

Target marginal_of_coordinate(const Target& target, int coordinate) {
    return project(target, Vec::Unit(target.dim(), coordinate));
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
    for (const Component& c : target.components) sum += c.weight * normal_cdf((x - c.mean[0]) / std::sqrt(c.cov(0, 0)));
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
        const double reach = width * std::sqrt(c.cov(coordinate, coordinate));
        range.lo = std::min(range.lo, c.mean[coordinate] - reach);
        range.hi = std::max(range.hi, c.mean[coordinate] + reach);
    }
    return range;
}

Posterior posterior(const Target& target, const Level& level, const Vec& x) {
    const double a = level.a, b2 = level.b * level.b;
    std::vector<Evaluated> terms;
    std::vector<double> rho;
    evaluate(marginal(target, level), x, terms, rho);

    Posterior out{Vec::Zero(x.size()), Mat::Zero(x.size(), x.size())};
    std::vector<Vec> mean(terms.size());
    for (std::size_t k = 0; k < terms.size(); ++k) {
        const Component& c = target.components[k];
        mean[k] = c.mean + a * (c.cov * terms[k].y);
        out.mean += rho[k] * mean[k];
    }
    for (std::size_t k = 0; k < terms.size(); ++k) {
        // S - a^2 S C^-1 S = b^2 S C^-1, which has no cancellation.
        const Mat& S = target.components[k].cov;
        Mat C = a * a * S;
        C.diagonal().array() += b2;
        const Mat within = b2 * C.ldlt().solve(S);
        const Vec apart = mean[k] - out.mean;
        out.cov += rho[k] * (0.5 * (within + within.transpose()) + apart * apart.transpose());
    }
    return out;
}

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
        const Vec point = target.components[k].mean + roots[k].triangularView<Eigen::Lower>() * z;
        x.row(i) = point.transpose().array().template cast<Real>();
    }
}
template void sample<float>(const Target&, std::uint64_t, Stream, std::uint64_t, Block<float>&);
template void sample<double>(const Target&, std::uint64_t, Stream, std::uint64_t, Block<double>&);

} // namespace halfstep
