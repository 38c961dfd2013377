#pragma once
// Integrals over a line and over the plane, each with a bound of its own error.

#include "core/base/cancel.h"
#include "core/base/measured.h"
#include "core/law/target.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace halfstep {

/// The integrand at many places at once: x (n x dim) to n values, finite.
using Integrand = std::function<Eigen::ArrayXd(const Block<double>& x)>;

struct QuadratureOptions {
    double relative = 1e-9;             ///< wanted error, of the integral
    std::int64_t evaluations = 100'000; ///< at most so many places
    Cancel cancel = nullptr;            ///< when raised there is no integral
};

/// From the first to the last of `places`, ascending, between which f is smooth or steep but has no feature that
/// fifteen places could all miss: Gauss and Kronrod's rules of 7 and 15 places on every stretch, halved until they
/// agree. `se` is the sum of what they differ by, far more than the error of the better one. Nothing where the
/// evaluations do not suffice.
std::optional<Measured> integrate_line(const Integrand& f, const std::vector<double>& places,
                                       const QuadratureOptions& options = {});

/// f at all rows of x, some at a time; when `cancel` is raised, zeros from there on.
Eigen::ArrayXd in_parts(const Integrand& f, const Block<double>& x, Cancel cancel);

/// Over a rectangle, of what is smooth on the scale of `step` and vanishes at the rim, where the trapezoid rule
/// converges faster than any power of the step: on finer and finer grids until two agree. `se` is what they differ by.
std::optional<Measured> integrate_plane(const Integrand& f, const Range& x, const Range& y, double step,
                                        const QuadratureOptions& options = {});

} // namespace halfstep
