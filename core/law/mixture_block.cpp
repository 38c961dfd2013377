#include "core/law/mixture_block.h"

#include "core/law/box.h"

#include <Eigen/LU>

#include <algorithm>
#include <cmath>
#include <vector>

namespace halfstep {
namespace {

constexpr double least_exponent = -600; // an exponential below is nothing beside 1, but still a normal number
constexpr Eigen::Index strip = 64;      // points whose terms of all components are held together

using Strip = Eigen::Array<double, Eigen::Dynamic, 1, 0, strip, 1>;
using Terms = Eigen::Array<double, Eigen::Dynamic, Eigen::Dynamic>; // points of a strip x components

/// One component under noise, and what it says of x0.
struct Prepared {
    Component noised;
    double log_weight = 0; ///< of a Gaussian: log(w / sqrt((2 pi)^dim det C))
    Mat root;              ///< L^-1, L L^T = C
    Vec prior_mean;
    Mat gain;     ///< a S C^-1
    Mat within;   ///< b^2 C^-1 S, the covariance of x0 given x_t and the component; in a box, of its blur alone
    Vec box_gain; ///< h b^2 / C: in a box, x0 moves so far with the place
};

Prepared prepare(const Component& noised) {
    Prepared p;
    p.noised = noised;
    const Mat L = cholesky(noised.cov);
    p.root = L.inverse();
    p.log_weight = std::log(noised.weight) - L.diagonal().array().log().sum() -
                   0.5 * log_two_pi * static_cast<double>(noised.mean.size());
    return p;
}

Prepared prepare(const Component& prior, const Component& noised, const Level& level) {
    Prepared p = prepare(noised);
    const Mat inverse = noised.cov.inverse();
    const double b2 = level.b * level.b;
    p.prior_mean = prior.mean;
    p.gain = level.a * prior.cov * inverse;
    p.within = b2 * (inverse * prior.cov);
    if (prior.is_box()) p.box_gain = (b2 * prior.half.array() * inverse.diagonal().array()).matrix();
    return p;
}

/// log(w_k p_k(x)) of every component, for the points row .. row + n - 1.
void log_terms(const std::vector<Prepared>& components, const Block<double>& x, Eigen::Index row, Eigen::Index n,
               Terms& terms) {
    const Eigen::Index dim = x.cols();
    terms.resize(n, static_cast<Eigen::Index>(components.size()));
    for (Eigen::Index k = 0; k < terms.cols(); ++k) {
        const Prepared& p = components[static_cast<std::size_t>(k)];
        const Component& c = p.noised;
        if (c.is_box()) {
            terms.col(k) = std::log(c.weight);
            for (Eigen::Index i = 0; i < dim; ++i)
                for (Eigen::Index j = 0; j < n; ++j)
                    terms(j, k) += box::log_density(std::sqrt(c.cov(i, i)), c.half[i], x(row + j, i) - c.mean[i]);
            continue;
        }
        const Strip u = x.col(0).segment(row, n) - c.mean[0];
        terms.col(k) = p.log_weight - 0.5 * (p.root(0, 0) * u).square();
        if (dim == 2)
            terms.col(k) -= 0.5 * (p.root(1, 0) * u + p.root(1, 1) * (x.col(1).segment(row, n) - c.mean[1])).square();
    }
}

/// Turns log terms into responsibilities, which sum to one; returns log p(x) by log-sum-exp.
Strip normalise(Terms& terms) {
    const Strip largest = terms.rowwise().maxCoeff();
    Strip sum = Strip::Zero(terms.rows());
    for (Eigen::Index k = 0; k < terms.cols(); ++k) {
        terms.col(k) = (terms.col(k) - largest).max(least_exponent).exp();
        sum += terms.col(k);
    }
    for (Eigen::Index k = 0; k < terms.cols(); ++k) terms.col(k) /= sum;
    return largest + sum.log();
}

std::vector<Prepared> prepare(const Target& target, const Level& level) {
    const Target law = marginal(target, level);
    std::vector<Prepared> components;
    for (std::size_t k = 0; k < law.components.size(); ++k)
        components.push_back(prepare(target.components[k], law.components[k], level));
    return components;
}

/// E[x0 | x_t, component] and Var[x0 | x_t, component], by coordinate: the place in a box depends on x.
struct Within {
    Terms mean[2], variance[2];
};
void within(const std::vector<Prepared>& components, const Block<double>& x, Eigen::Index row, Eigen::Index n,
            Within& out) {
    const Eigen::Index dim = x.cols(), count = static_cast<Eigen::Index>(components.size());
    for (Eigen::Index i = 0; i < dim; ++i) {
        out.mean[i].resize(n, count);
        out.variance[i].resize(n, count);
    }
    for (Eigen::Index k = 0; k < count; ++k) {
        const Prepared& p = components[static_cast<std::size_t>(k)];
        const Component& c = p.noised;
        for (Eigen::Index i = 0; i < dim; ++i) {
            out.variance[i].col(k) = p.within(i, i);
            out.mean[i].col(k) = p.prior_mean[i];
            for (Eigen::Index j = 0; j < dim; ++j)
                out.mean[i].col(k) += p.gain(i, j) * (x.col(j).segment(row, n) - c.mean[j]);
            for (Eigen::Index j = 0; j < n && c.is_box(); ++j) {
                const box::Position u = box::position(std::sqrt(c.cov(i, i)), c.half[i], x(row + j, i) - c.mean[i]);
                out.mean[i](j, k) += p.box_gain[i] * u.mean;
                out.variance[i](j, k) += p.box_gain[i] * p.box_gain[i] * u.variance;
            }
        }
    }
}

} // namespace

Eigen::ArrayXd log_density(const Target& law, const Block<double>& x) {
    std::vector<Prepared> components;
    for (const Component& c : law.components) components.push_back(prepare(c));
    Eigen::ArrayXd out(x.rows());
    Terms terms;
    for (Eigen::Index row = 0; row < x.rows(); row += strip) {
        const Eigen::Index n = std::min(strip, x.rows() - row);
        log_terms(components, x, row, n, terms);
        out.segment(row, n) = normalise(terms);
    }
    return out;
}

std::vector<int> likeliest_component(const Target& law, const Block<double>& x) {
    std::vector<Prepared> components;
    for (const Component& c : law.components) components.push_back(prepare(c));
    std::vector<int> out(static_cast<std::size_t>(x.rows()));
    Terms terms;
    for (Eigen::Index row = 0; row < x.rows(); row += strip) {
        const Eigen::Index n = std::min(strip, x.rows() - row);
        log_terms(components, x, row, n, terms);
        for (Eigen::Index j = 0; j < n; ++j) {
            Eigen::Index k = 0;
            terms.row(j).maxCoeff(&k);
            out[static_cast<std::size_t>(row + j)] = static_cast<int>(k);
        }
    }
    return out;
}

namespace {

/// sum_k rho_k |E[x0 | x, k] - E[x0 | x]|^2, and where `inside` is wanted the components' own variances, too.
Eigen::ArrayXd posterior_spread(const Target& target, const Level& level, const Block<double>& x, bool inside) {
    const std::vector<Prepared> components = prepare(target, level);
    Eigen::ArrayXd out(x.rows());
    Terms rho;
    Within of;
    for (Eigen::Index row = 0; row < x.rows(); row += strip) {
        const Eigen::Index n = std::min(strip, x.rows() - row);
        log_terms(components, x, row, n, rho);
        normalise(rho);
        within(components, x, row, n, of);
        Strip trace = Strip::Zero(n);
        for (Eigen::Index i = 0; i < x.cols(); ++i) { // the means about their own mean: squares would cancel as b -> 0
            const Strip x0_hat = (rho * of.mean[i]).rowwise().sum();
            trace += (rho * (of.mean[i].colwise() - x0_hat).square()).rowwise().sum();
            if (inside) trace += (rho * of.variance[i]).rowwise().sum();
        }
        out.segment(row, n) = trace;
    }
    return out;
}

} // namespace

Eigen::ArrayXd posterior_trace(const Target& target, const Level& level, const Block<double>& x) {
    return posterior_spread(target, level, x, true);
}

Eigen::ArrayXd posterior_between(const Target& target, const Level& level, const Block<double>& x) {
    return posterior_spread(target, level, x, false);
}

SquareMoments posterior_square(const Target& target, const Level& level, const Block<double>& x,
                               const Block<double>& x0_hat) {
    const std::vector<Prepared> components = prepare(target, level);
    const Eigen::Index dim = x.cols();
    SquareMoments out{Eigen::ArrayXd(x.rows()), Eigen::ArrayXd(x.rows())};
    Terms rho;
    Within of;
    for (Eigen::Index row = 0; row < x.rows(); row += strip) {
        const Eigen::Index n = std::min(strip, x.rows() - row);
        log_terms(components, x, row, n, rho);
        normalise(rho);
        within(components, x, row, n, of);
        Strip mean = Strip::Zero(n), fourth = Strip::Zero(n);
        for (Eigen::Index k = 0; k < rho.cols(); ++k) {
            // Of y ~ N(d, C): E|y|^2 = tr C + |d|^2, and E|y|^4 is its square and 2 tr C^2 + 4 d^T C d.
            Strip square = Strip::Zero(n), beyond = Strip::Zero(n), d[2];
            for (Eigen::Index i = 0; i < dim; ++i) {
                const Strip v = of.variance[i].col(k);
                d[i] = of.mean[i].col(k) - x0_hat.col(i).segment(row, n);
                square += v + d[i].square();
                beyond += 2 * v.square() + 4 * v * d[i].square();
            }
            if (dim == 2) {
                const double c = components[static_cast<std::size_t>(k)].within(1, 0);
                beyond += 4 * c * (c + 2 * d[0] * d[1]);
            }
            mean += rho.col(k) * square;
            fourth += rho.col(k) * (square.square() + beyond);
        }
        out.mean.segment(row, n) = mean;
        out.variance.segment(row, n) = (fourth - mean.square()).max(0.0);
    }
    return out;
}

} // namespace halfstep
