#pragma once
// Dear ImGui's colours and metrics from a Theme.

#include "app/figure/theme.h"

namespace halfstep {

void apply_style(const Theme& theme, float scale);

} // namespace halfstep
