#pragma once
// What the rounding of the numbers that a run computes with does to its moments: an estimate of the largest errors,
// made from the sizes of what each move adds up. A narrow cloud far from 0 has few digits of its own.

#include "core/measure/statistics.h"
#include "core/sample/sampler.h"

#include <limits>
#include <vector>

namespace halfstep {

/// Half the distance of neighbouring numbers, relative: the most that rounding to nearest is off.
template <class Real>
constexpr double rounding_unit = 0.5 * static_cast<double>(std::numeric_limits<Real>::epsilon());

/// How far rounding may take the moments of a state off, by coordinate, and its particles, root mean square over all.
struct Rounding {
    Vec mean, variance;
    double places = 0;
};

/// A bound for every state, for numbers of this rounding unit; of the right order for a few steps, wide for many, whose
/// roundings cancel. A move from x_t with x0_hat adds the roundings of its terms,
///
///   unit (|k_x0 x0_hat| + |k_eps| (|x_t| + |a x0_hat|) / b + |x_s|)  +  |k_x0 - k_eps a / b| times that of x0_hat,
///
/// and hands the error of x_t on as a Gaussian of the target's variance would, by the G of MATH.md 11.1. `moments`: of
/// the same states, for the size of x. `encoding_moves`: how many in double precision led to the start.
std::vector<Rounding> rounding_bounds(const std::vector<StepCoefficients>& steps, const std::vector<Moments>& moments,
                                      const Target& target, double unit, std::size_t encoding_moves = 0);

/// Moments of a run in single precision as one in double precision would judge their rounding, no less: sizes that
/// single precision may have hidden are taken as large as they can be.
std::vector<Moments> judged_in_double(const std::vector<StepCoefficients>& steps, std::vector<Moments> single,
                                      const Target& target, std::size_t encoding_moves = 0);

/// How far rounding may take particles of these moments, root mean square over all, and with them a distance to the
/// target: what it does to their mean, and in each coordinate at least what storing a particle does. 0 of what
/// diverged.
double rounding_of_places(const Moments& moments, double unit);

/// The same of the last of `moments` within a mode, per coordinate: whatever brought particles to a narrow mode is
/// forgotten there, and their distance to its middle is off by what the last moves added.
double rounding_within_modes(const std::vector<StepCoefficients>& steps, const std::vector<Moments>& moments,
                             const Target& target, double unit);

/// What single precision did to the moments of a state, from the first `rows` of its particles computed in both
/// precisions (each n x dim). `all`: there are no more particles, and the differences are the answer. Otherwise five
/// standard errors of the differences are added, and an allowance for particles that are rounded as none of these are.
Rounding measured_rounding(const Block<float>& in_single, const Block<double>& in_double, Eigen::Index rows, bool all);

} // namespace halfstep
