#pragma once
// Themes as values: one place where a meaning becomes a colour and a size.

#include "app/figure/figure.h"

#include <array>

namespace halfstep {

/// sRGB with straight alpha, 0..1. Blending is done on these encoded values, on screen as in Cairo, so that a figure
/// looks the same on paper.
struct Color {
    float r = 0, g = 0, b = 0, a = 1;
};

struct Theme {
    const char* name = "light";
    bool dark = false;
    Color ground; ///< behind everything
    Color panel;  ///< behind a plot or a panel
    Color text, muted, grid, exact, cursor, warning;
    Color control;                ///< widget backgrounds
    Color accent;                 ///< what is active or focused in the controls
    std::array<Color, 8> sampler; ///< Okabe-Ito, ordered so that neighbours differ for every kind of colour vision
    std::array<Color, 4> series;
    Color ramp_low, ramp_high; ///< ends of the quiet density ramp
    float axis_size = 9;       ///< points: tick labels, legends
    float title_size = 11;     ///< points
    float line_scale = 1;      ///< presenter mode thickens every line by this
};

const Theme& light_theme();
const Theme& dark_theme();
const Theme& print_theme(); ///< white, with finer lines: for paper
/// The same without a ground, for slides: what is empty shows what lies behind.
Theme without_ground(Theme theme);

Color resolve(const Theme& theme, const Ink& ink);
/// The density ramp: value in 0..1 (clamped; NaN is transparent) to a colour between ground and ramp_high, lightness
/// monotone.
Color ramp(const Theme& theme, float value);

} // namespace halfstep
