#pragma once
// Rows of the list beside a page of the guide: its pages, or the places where something was found.

#include "app/ui/controls.h"

namespace halfstep {

struct GuideRow {
    std::string key, title;
    std::string words{};  ///< of a place that was found, below the title
    std::size_t from = 0; ///< where in them it begins
    bool selected = false;
};
/// True where it is chosen.
bool guide_row(Controls& ui, const GuideRow& row);

} // namespace halfstep
