#pragma once
// Themes as values: one place where a meaning becomes a colour and a size.

#include "app/figure/figure.h"

#include <array>
#include <string_view>
#include <vector>

namespace halfstep {

/// sRGB with straight alpha, 0..1. Blending is done on these encoded values (half of black over white is 0.5, not the
/// 0.73 of blended light), by every canvas: OpenGL's into plain RGBA8, Dear ImGui, Cairo, and whoever shows the SVG. So
/// a figure looks the same on screen and on paper.
struct Color {
    float r = 0, g = 0, b = 0, a = 1;
};

/// Colours of evenly spaced values, straight lines (of encoded channels) between them. At least two.
using Ramp = std::vector<Color>;

struct Theme {
    const char* name = "light";
    bool dark = false;
    Color ground; ///< behind everything
    Color panel;  ///< behind a plot or a panel
    Color text, muted, grid, exact, cursor, warning;
    Color control;                ///< widget backgrounds
    Color accent;                 ///< what is active or focused in the controls
    std::array<Color, 8> sampler; ///< Okabe-Ito, ordered so that neighbours differ for every kind of colour vision
    /// What tells samplers apart beside their colours, 0 .. second_channels - 1; 0: solid lines and discs.
    std::array<std::uint8_t, 8> sampler_channel{};
    std::array<Color, 4> series;
    Color quiet_high;           ///< strong end of the quiet colour map
    const char* map = "quiet";  ///< the name of its colour map
    Ramp sequential, diverging; ///< of heat maps; see ramp() and signed_ramp()
    float axis_size = 9;        ///< points: tick labels, legends
    float title_size = 11;      ///< points
    float line_scale = 1;       ///< presenter mode thickens every line by this
};

const Theme& light_theme();
const Theme& dark_theme();
const Theme& print_theme(); ///< white, with finer lines: for paper
/// The same without a ground, for slides: what is empty shows what lies behind.
Theme without_ground(Theme theme);

Color resolve(const Theme& theme, const Ink& ink);
/// The same for type, which needs more contrast than a line: as much nearer to the text's colour as it takes.
Color text_color(const Theme& theme, const Ink& ink);
/// Solid lines, dashes of two kinds; and as many shapes of points.
inline constexpr int second_channels = 3;
/// Those of an ink: a sampler's own, anything else as it says itself.
int channel_of(const Theme& theme, const Ink& ink);
Dash dash_of(const Theme& theme, const Ink& ink, Dash own);
PointShape shape_of(const Theme& theme, const Ink& ink);
/// Of two opaque colours, 1 .. 21 (W3C, Web Content Accessibility Guidelines 2.2, "contrast ratio").
float contrast(const Color& a, const Color& b);
/// Of type and what lies behind it, at least (the same guidelines, level AA).
inline constexpr float least_text_contrast = 4.5f;
/// The colour of a heat map's value in 0..1 (clamped; NaN is transparent): from the ground to the map's strong end,
/// lightness monotone. Dark themes begin dark, light ones light.
Color ramp(const Theme& theme, float value);
/// The same for -1..1: the ground at 0, and as far from it in lightness on either side.
Color signed_ramp(const Theme& theme, float value);

/// A colour map: what a density looks like. All begin at the theme's panel, so that 0 is nothing on every ground.
struct ColorMap {
    const char* name; ///< as in a command line
    const char* help; ///< what it looks like and what it is good for
    Ramp (*make)(const Theme& theme);
};
/// "quiet", the default, stays so near the ground that paths remain readable over it; the others are for the values
/// themselves: even in lightness (CIE L*), in grey and for every kind of colour vision.
const std::vector<ColorMap>& color_maps();
/// nullptr when there is none of that name.
const ColorMap* find_color_map(std::string_view name);
Theme with_color_map(Theme theme, const ColorMap& map);

} // namespace halfstep
