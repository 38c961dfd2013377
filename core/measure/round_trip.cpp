#include "core/measure/round_trip.h"

#include "core/measure/statistics.h"
#include "core/measure/trust.h"

#include <cmath>
#include <limits>

namespace halfstep {

void RoundTripSums::add(const Block<double>& data, const Block<double>& x) {
    const Eigen::ArrayXd distance = (x - data).square().rowwise().sum(); // squared
    n += static_cast<double>(x.rows());
    squares += distance.sum();
    fourths += distance.square().sum();
}

void RoundTripSums::add(const RoundTripSums& other) {
    n += other.n;
    squares += other.squares;
    fourths += other.fourths;
}

RoundTrip RoundTripSums::round_trip(double rounding) const {
    RoundTrip trip;
    trip.rounding = rounding;
    const double mean = squares / n;
    trip.rms = std::sqrt(mean);
    trip.se = std::numeric_limits<double>::quiet_NaN();
    if (n < 2) return trip;
    const double error = std::sqrt(std::max(fourths / n - mean * mean, 0.0) / (n - 1)); // of that mean
    if (trusted(n, mean, error)) trip.se = trip.rms > 0 ? std::hypot(error / (2 * trip.rms), rounding) : 0;
    return trip;
}

namespace {

/// Of a squared length of a Gaussian vector.
struct SquareLaw {
    double mean, variance;
    bool chi_square; ///< times a factor
    explicit SquareLaw(const Gaussian& law) {
        mean = law.cov.trace() + law.mean.squaredNorm();
        variance = 2 * law.cov.squaredNorm() + 4 * law.mean.dot(law.cov * law.mean);
        const double d = static_cast<double>(law.mean.size()), scatter = law.cov.trace() / d;
        const Mat round = law.cov - scatter * Mat::Identity(law.cov.rows(), law.cov.cols());
        constexpr double same = 1e-9;
        chi_square = law.mean.squaredNorm() <= same * mean && round.norm() <= same * scatter;
    }
};

} // namespace

RoundTrip RoundTripSums::round_trip(const Gaussian& law, double rounding) const {
    const SquareLaw square(law);
    const double closed = std::sqrt(square.mean);
    RoundTrip trip;
    trip.rms = std::sqrt(squares / n);
    trip.closed = closed;
    trip.rounding = rounding;
    if (!(closed > 0)) { // rounding alone is left
        trip.se = rounding;
        return trip;
    }
    trip.se = std::hypot(std::sqrt(square.variance / n) / (2 * closed), rounding);
    if (!std::isfinite(trip.rms)) return trip;
    const double beyond = std::copysign(std::max(std::abs(trip.rms - closed) - rounding, 0.0), trip.rms - closed);
    const double mean = std::pow(closed + beyond, 2);
    if (square.chi_square) {
        trip.off = deviate_of_chi_square(mean / square.mean, n * static_cast<double>(law.mean.size()));
    } else {
        const double scatter = std::max(fourths - 2 * square.mean * squares + n * square.mean * square.mean, 0.0);
        trip.off = deviate_of_sum(n * (mean - square.mean), scatter, n * square.variance);
    }
    return trip;
}

} // namespace halfstep
