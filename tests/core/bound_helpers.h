#pragma once
// What the tests of the bound and of the mismatch at T share.

#include "core/process/process.h"
#include "tests/core/helpers.h"

namespace halfstep::testing {

/// Composite Simpson on an even grid.
template <class F>
double integral(double lo, double hi, int intervals, const F& f) {
    const double h = (hi - lo) / intervals;
    double sum = f(lo) + f(hi);
    for (int i = 1; i < intervals; ++i) sum += (i % 2 ? 4 : 2) * f(lo + i * h);
    return sum * h / 3;
}

inline Process linear_chain(int T, double first, double last) {
    return make_process({ProcessKind::vp, T, {ScheduleKind::linear, first, last, {}}});
}

inline Target two_modes(double apart, double sd) {
    return {{{0.5, vec(-apart), mat(sd * sd)}, {0.5, vec(apart), mat(sd * sd)}}};
}

} // namespace halfstep::testing
