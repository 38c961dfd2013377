#pragma once
// E tr Cov[x0 | x_t]: what the exact denoiser misses, and nobody gets below.

#include "core/law/cancel.h"
#include "core/law/mixture_block.h"

#include <functional>

namespace halfstep {

/// At a level with b > 0. In closed form for a Gaussian, by quadrature on a line (1e-8 of it), and in the plane where
/// it falls into two lines or a grid is affordable (1e-7); `se` is then the error of that. Elsewhere what is known
/// within the components plus a mean over as many draws as `x0` and `eps` have rows: half of them or more of x_t, the
/// others of where two components are confused, weighted by the density of both. That mean has a finite variance, and
/// is found where x_t itself comes too rarely for its scatter to show; `se` is then the standard error.
Measured posterior_floor(const Target& target, const Level& level, const Block<double>& x0, const Block<double>& eps,
                         Cancel cancel = nullptr);

/// E f(x_t), where f may be large at places between components that x_t hardly ever meets: a mean over draws of the law
/// and, a quarter of them, of where two components are confused, weighted as in the floor. `known`: f at the rows of
/// `x_t`, which are made with those of `eps`; of one component, or a few rows, it is their mean.
Measured mean_with_confusion(const Target& target, const Level& level, const Block<double>& x_t,
                             const Block<double>& eps, const Eigen::ArrayXd& known,
                             const std::function<Eigen::ArrayXd(const Block<double>&)>& f, Cancel cancel = nullptr);

/// The coefficient of what draws are off their mean given x_t, a control variate of a loss whose mean is known: 1,
/// but where draws say less than is known, only as much as leaves their standard error a quarter of it and the loss
/// positive. A function of the x_t alone, so that the mean stays what it is.
double control_coefficient(double known, const SquareMoments& given);

/// Whether an error is that of draws: those of quadrature are smaller.
bool by_draws(const Measured& floor);

} // namespace halfstep
