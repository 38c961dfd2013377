#pragma once
// E tr Cov[x0 | x_t]: what the exact denoiser misses, and nobody gets below.

#include "core/base/cancel.h"
#include "core/base/measured.h"
#include "core/law/mixture_block.h"

#include <functional>

namespace halfstep {

/// The floor at a level with b > 0, by the first of these that serves:
///
///   target                                    how                           se
///   one Gaussian                              closed form                   0
///   on a line                                 quadrature                    its error, 1e-8 of the floor
///   in the plane, coordinates independent     quadrature on two lines       the same
///   in the plane, a grid is affordable        quadrature on the grid        its error, 1e-7 of the floor
///   any other                                 closed form within the        standard error of that mean
///                                             components, plus a mean over
///                                             draws: as many as rows of
///                                             `x0` and `eps`
///
/// Of the draws half or more are of x_t, the rest of places where x_t may belong to either of two components, weighted
/// by the density of both kinds of draws. That mean has a finite variance also where x_t itself comes to such places
/// too rarely for the scatter of its draws to show what they contribute.
Measured posterior_floor(const Target& target, const Level& level, const Block<double>& x0, const Block<double>& eps,
                         Cancel cancel = nullptr);

/// Draws of x_t, the eps that they were made with, and what a function is at them: a row each.
struct KnownDraws {
    const Block<double>& x_t;
    const Block<double>& eps;
    const Eigen::ArrayXd& value;
};

/// E f(x_t), where f may be large at places between components that x_t hardly ever meets: a mean over draws of the law
/// and, a quarter of them, of where two components are confused, weighted as in the floor. Of one component, or
/// a few draws, it is the mean of the known values.
Measured mean_with_confusion(const Target& target, const Level& level, const KnownDraws& known,
                             const std::function<Eigen::ArrayXd(const Block<double>&)>& f, Cancel cancel = nullptr);

/// The coefficient c of a control variate: the loss is reported as known + c (mean over draws - its mean given x_t).
/// The second term has mean 0 for every c that depends on the x_t alone, so any such c leaves the loss unbiased. c = 1
/// keeps the draws as training meets them; it is smaller where their standard error would exceed a quarter of `known`,
/// or where the loss could become negative.
double control_coefficient(double known, const SquareMoments& given);

/// Whether an error is that of draws: those of quadrature are smaller.
bool by_draws(const Measured& floor);

} // namespace halfstep
