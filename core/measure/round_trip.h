#pragma once
// Data that were encoded and decoded again: how far do they come back?

#include "core/measure/closed_form.h"

#include <limits>
#include <optional>

namespace halfstep {

/// How far encoding and decoding ends from where it began: the root mean square of |x - data| over all particles.
struct RoundTrip {
    double rms = 0;
    double se = 0;                ///< NaN: too few particles for one
    std::optional<double> closed; ///< on a Gaussian target, see closed_form.h
    /// Standard errors from `closed`; NaN where that is not known.
    double off = std::numeric_limits<double>::quiet_NaN();
    double rounding = 0; ///< how far it may have taken `rms`; in the error, too

    /// There is nothing else in it: an inverse that is exact leaves rounding.
    bool is_rounding() const { return rms <= 1.5 * rounding; }
};

/// Sums of squared distances and of their squares; they add, so blocks merge in any grouping.
struct RoundTripSums {
    double n = 0, squares = 0, fourths = 0;

    void add(const Block<double>& data, const Block<double>& x);
    void add(const RoundTripSums& other);
    /// `rounding`: how far it may have taken particles, root mean square.
    RoundTrip round_trip(double rounding) const;
    /// The same where the law of x - data is known: its error is, too, for any number of particles.
    RoundTrip round_trip(const Gaussian& law, double rounding) const;
};

} // namespace halfstep
