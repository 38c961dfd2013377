#pragma once
// One step in words, below its plots and in their place.

#include "app/plots/plots.h"

#include <string>

namespace halfstep::plots {

std::string step_caption(const Run& run, const View& view);
/// `plot`: by its name, whose legend may hide samplers.
std::string step_words(const Run& run, const View& view, const char* plot);

} // namespace halfstep::plots
