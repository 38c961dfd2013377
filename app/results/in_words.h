#pragma once
// All that a window shows of a run, in words.

#include "app/plots/describe.h"

#include <string>
#include <vector>

namespace halfstep {

/// The picture of these plots in words, and the table of results; beside another scene by how much the two differ.
std::string window_in_words(const Run& run, const std::vector<const Plot*>& plots, const View& view);

} // namespace halfstep
