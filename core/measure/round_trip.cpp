#include "core/measure/round_trip.h"

#include "core/measure/statistics.h"

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

RoundTrip RoundTripSums::round_trip() const {
    const double mean = squares / n, rms = std::sqrt(mean);
    if (n < 2) return {rms, std::numeric_limits<double>::quiet_NaN(), std::nullopt};
    const double error = std::sqrt(std::max(fourths / n - mean * mean, 0.0) / (n - 1)); // of that mean
    if (!trusted(n, mean, error)) return {rms, std::numeric_limits<double>::quiet_NaN(), std::nullopt};
    return {rms, rms > 0 ? error / (2 * rms) : 0, std::nullopt};
}

} // namespace halfstep
