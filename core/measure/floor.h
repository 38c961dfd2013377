#pragma once
// E tr Cov[x0 | x_t]: what the exact denoiser misses, and nobody gets below.

#include "core/law/cancel.h"
#include "core/law/target.h"

namespace halfstep {

/// At a level with b > 0. In closed form for a Gaussian, by quadrature on a line (1e-8 of it), and in the plane where it falls
/// into two lines or a grid is affordable (1e-7); `se` is then the error of that. Elsewhere what is known within the components
/// plus a mean over as many draws as `x0` and `eps` have rows: half of them or more of x_t, the rest of where two components are confused,
/// weighted by the density of both. That mean has a finite variance, and is found where x_t itself comes too rarely for its
/// scatter to show; `se` is then the standard error.
Measured posterior_floor(const Target& target, const Level& level, const Block<double>& x0, const Block<double>& eps,
                         Cancel cancel = nullptr);

/// Whether an error is that of draws: those of quadrature are smaller.
bool by_draws(const Measured& floor);

} // namespace halfstep
