#pragma once
// What a drawing means before it is done: the density that the target will have.

#include "app/figure/figure.h"
#include "app/model/sketch.h"

namespace halfstep {

/// A shade over the plane, or a curve over the line in the units of the heights that are drawn; none of an empty
/// drawing. `kernel` < 0: a usual one. `x`, `y`: what is seen.
std::vector<Mark> sketch_density(const Sketch& sketch, double kernel, Range x, Range y);

} // namespace halfstep
