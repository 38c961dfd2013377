#pragma once
// Curves in the plane, and mixtures that run along them.

#include "core/law/target.h"

#include <string>
#include <vector>

namespace halfstep {

/// A line through points, drawn without lifting the pen.
using Stroke = std::vector<Eigen::Vector2d>;

/// Two half circles of `radius`, each reaching into the other, centred.
std::vector<Stroke> moons(double radius);
/// A circle of `radius` and one of ratio * radius inside.
std::vector<Stroke> circles(double radius, double ratio);
/// `arms` spirals (up to Limits::max_arms) with an even distance between their turns, out to `radius`.
std::vector<Stroke> spiral(double radius, double turns, int arms);
/// Text in plain capitals of the given height, lines centred one below the other. Throws Error (target.text) when a
/// character is none that we can draw, or when nothing is left to draw.
std::vector<Stroke> letters(const std::string& text, double height);

/// Beads of standard deviation sigma along the strokes, evenly and at most `bead_spacing` apart: on a straight line the
/// density is then that of an even brush but for a ripple of 2 exp(-2 pi^2 / bead_spacing^2) = 9e-4 of it. Throws
/// Conflict (target.sigma, with `others`: what makes the strokes long) when that takes more than Limits::max_points
/// beads.
inline constexpr double bead_spacing = 1.6; // sigma
Target beads(const std::vector<Stroke>& strokes, double sigma, const std::vector<std::string>& others = {});

} // namespace halfstep
