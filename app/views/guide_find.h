#pragma once
// Rows of the list beside a page of the guide: its pages, or the places where something was found.

#include "app/ui/controls.h"

namespace halfstep {

/// True where it is chosen. `words`: of a place that was found, below the title; `from`: where in them it begins.
bool guide_row(Controls& ui, const std::string& key, const std::string& title, const std::string& words,
               std::size_t from, bool selected);

} // namespace halfstep
