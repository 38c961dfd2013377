#pragma once
// Changing the components of a target one by one, within what a hand can want.

#include "core/run/problem.h"

#include <string>
#include <vector>

namespace halfstep {

/// One Gaussian of a target, wherever its numbers are kept: `weight` is null for the only one of a "gaussian".
struct ComponentRef {
    std::vector<double>* mean = nullptr;
    double* sigma = nullptr;
    std::vector<double>* cov = nullptr;
    double* weight = nullptr;
};
/// Empty where the target has no components of its own to edit.
std::vector<ComponentRef> components_of(TargetSpec& target);
bool has_components(const TargetSpec& target);
/// Whether as_mixture() can make it one that has: ring, grid, random.
bool can_be_mixture(const TargetSpec& target);
/// Samplers that need a Gaussian target become ddpm where the target is another, so that the experiment stays possible.
void replace_gaussian_samplers(Experiment& experiment);
/// The same law with every component written out, to be moved one by one.
void as_mixture(Experiment& experiment);

/// The covariance as a 2 x 2 (or 1 x 1) matrix. An index that does not exist: the identity.
Mat covariance(const TargetSpec& target, int index);
/// Its part of all weights, 0..1.
double component_weight(const TargetSpec& target, int index);

void widen(Experiment& experiment, int index, double factor);
/// Makes a component weigh more or less, beside the others; does nothing to a single one.
void weigh(Experiment& experiment, int index, double factor);
/// A component at x0 like the others: the geometric mean of their widths, the mean of their weights. A "gaussian"
/// becomes a mixture. As remove_component(): returns why it cannot be, and then nothing happens.
std::string add_component(Experiment& experiment, const std::vector<double>& mean);
std::string remove_component(Experiment& experiment, int index);

} // namespace halfstep
