#include "core/denoise/box_denoiser.h"

#include <algorithm>

namespace halfstep {
namespace {

// A whole register and more; without remainders, so that a row's bits do not depend on where in a strip it is.
template <class Real>
constexpr int lanes = 16;

// Farther out, in deviations, squares would leave the range of the type.
template <class Real>
constexpr Real farthest = sizeof(Real) == sizeof(float) ? Real(1e18) : Real(1e150);

} // namespace

template <class Real>
int BoxTerms<Real>::find_interval(const Component& component, int i, const Level& level) {
    const double mean = component.mean[i], variance = component.cov(i, i), half = component.half[i];
    for (std::size_t k = 0; k < intervals_.size(); ++k) {
        const Interval& known = intervals_[k];
        if (known.coordinate == i && known.mean == mean && known.variance == variance && known.half == half)
            return static_cast<int>(k);
    }
    const double a = level.a, b2 = level.b * level.b, C = a * a * variance + b2, s = std::sqrt(C);
    const double eta = a * half / s;
    Interval interval{i, mean, variance, half, {}, {}, {}, {}, {}, {}, box::Series<Real>(eta)};
    interval.centre = static_cast<Real>(a * mean);
    interval.inv_s = static_cast<Real>(1 / s);
    interval.eta = static_cast<Real>(eta);
    interval.x0 = static_cast<Real>(mean);
    interval.gain = static_cast<Real>(a * variance / C);
    interval.shift = static_cast<Real>(half * b2 / C);
    intervals_.push_back(interval);
    return static_cast<int>(intervals_.size()) - 1;
}

template <class Real>
BoxTerms<Real>::BoxTerms(const Target& target, const Level& level) : dim_(target.dim()) {
    for (const Component& component : target.components) {
        if (!component.is_box()) continue;
        Box box;
        double log_weight = std::log(component.weight);
        for (int i = 0; i < dim_; ++i) {
            box.interval[i] = find_interval(component, i, level);
            log_weight -= 0.5 * std::log(level.a * level.a * component.cov(i, i) + level.b * level.b);
        }
        box.log_weight = static_cast<Real>(log_weight);
        boxes_.push_back(box);
    }
}

template <class Real>
template <class Lanes>
void BoxTerms<Real>::evaluate(const Interval& interval, const Lanes& x, Lanes& exponent, Lanes& factor, Lanes& x0) {
    const Real eta = interval.eta;
    const Lanes d = x - interval.centre;
    const Lanes zeta = (d.abs() * interval.inv_s).min(farthest<Real>);
    box::Posterior<Lanes> at;
    const auto replace = [&at](const auto& where, const box::Posterior<Lanes>& other) {
        at.exponent = where.select(other.exponent, at.exponent);
        at.factor = where.select(other.factor, at.factor);
        at.mean = where.select(other.mean, at.mean);
    };
    // Each form is fed what it is made for, and what it has no part in is not taken from it.
    if (static_cast<double>(eta) <= box::narrow_eta) {
        const Real most = eta > 0 ? static_cast<Real>(box::narrow_argument) / eta : farthest<Real>;
        at = box::narrow(interval.series, eta, Lanes(zeta.min(most)));
        if ((zeta > most).any()) replace(zeta > most, box::outside(eta, Lanes(zeta.max(most))));
    } else {
        const bool any_outside = (zeta >= eta).any(), all_outside = (zeta >= eta).all();
        if (!all_outside) at = box::inside(eta, Lanes(zeta.min(eta)));
        if (all_outside) at = box::outside(eta, zeta);
        if (any_outside && !all_outside) replace(zeta >= eta, box::outside(eta, Lanes(zeta.max(eta))));
    }
    exponent = at.exponent;
    factor = at.factor;
    const Lanes shift = interval.shift * at.mean;
    x0 = interval.x0 + interval.gain * d + (d < Real(0)).select(-shift, shift);
}

template <class Real>
void BoxTerms<Real>::evaluate(const Strip* x, Posteriors& of) const {
    using Lanes = Eigen::Array<Real, lanes<Real>, 1>;
    const Eigen::Index columns = static_cast<Eigen::Index>(intervals_.size());
    of.exponent.resize(strip, columns);
    of.factor.resize(strip, columns);
    of.x0.resize(strip, columns);
    Eigen::Array<Real, strip, 1> padded[2];
    for (int i = 0; i < dim_; ++i) {
        padded[i].setZero();
        padded[i].head(x[i].size()) = x[i];
    }
    for (Eigen::Index k = 0; k < columns; ++k) {
        const Interval& interval = intervals_[static_cast<std::size_t>(k)];
        for (Eigen::Index row = 0; row < x[0].size(); row += lanes<Real>) {
            Lanes exponent, factor, x0;
            evaluate(interval, Lanes(padded[interval.coordinate].template segment<lanes<Real>>(row)), exponent, factor,
                     x0);
            of.exponent.col(k).template segment<lanes<Real>>(row) = exponent;
            of.factor.col(k).template segment<lanes<Real>>(row) = factor;
            of.x0.col(k).template segment<lanes<Real>>(row) = x0;
        }
    }
}

template <class Real>
typename BoxTerms<Real>::Strip BoxTerms<Real>::log_density(const Box& box, const Posteriors& of,
                                                           Eigen::Index rows) const {
    if (dim_ == 1) return box.log_weight + of.exponent.col(box.interval[0]).head(rows);
    return box.log_weight + of.exponent.col(box.interval[0]).head(rows) + of.exponent.col(box.interval[1]).head(rows);
}

template <class Real>
void BoxTerms<Real>::raise(const Posteriors& of, Strip& largest) const {
    for (const Box& box : boxes_) largest = largest.max(log_density(box, of, largest.size()));
}

template <class Real>
void BoxTerms<Real>::add(const Posteriors& of, const Strip& largest, Strip& sum, Strip* out) const {
    const Eigen::Index rows = largest.size();
    for (const Box& b : boxes_) {
        Strip rho = (log_density(b, of, rows) - largest).max(box::least_exponent<Real>).exp();
        for (int i = 0; i < dim_; ++i) rho *= of.factor.col(b.interval[i]).head(rows);
        sum += rho;
        for (int i = 0; i < dim_; ++i) out[i] += rho * of.x0.col(b.interval[i]).head(rows);
    }
}

template class BoxTerms<float>;
template class BoxTerms<double>;

} // namespace halfstep
