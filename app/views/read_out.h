#pragma once
// Values beside the mouse, and lines through it.

#include "app/views/plot_tools.h"

namespace halfstep {

/// The nearest drawn point: a ring about it, and its coordinates beside the mouse.
void read_out(const PlotMouse& mouse);
/// Thin lines to the axes, and the values there.
void crosshair(const PlotMouse& mouse);

} // namespace halfstep
