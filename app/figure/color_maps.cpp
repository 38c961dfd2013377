// Colour maps, computed: lightness CIE L* is exactly linear in the value, hue and chroma follow a smooth curve through
// a few colours of our own choice. Formulas: CIELAB (CIE 15:2004, D65), sRGB (IEC 61966-2-1).

#include "app/figure/theme.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace halfstep {

namespace {

constexpr int stops = 129; ///< of a computed ramp; between them straight lines are as good. Odd: one is the middle

struct Lab {
    double l = 0, a = 0, b = 0;
};

// ---- CIELAB and sRGB ----

constexpr double white[3] = {0.95047, 1, 1.08883}; // D65, Y = 1
constexpr double epsilon = 216.0 / 24389, kappa = 24389.0 / 27;

double decoded(double v) { return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4); }
double encoded(double v) { return v <= 0.0031308 ? v * 12.92 : 1.055 * std::pow(v, 1 / 2.4) - 0.055; }

Lab lab_of(const Color& c) {
    const double r = decoded(c.r), g = decoded(c.g), b = decoded(c.b);
    const double xyz[3] = {0.4124564 * r + 0.3575761 * g + 0.1804375 * b, 0.2126729 * r + 0.7151522 * g + 0.0721750 * b,
                           0.0193339 * r + 0.1191920 * g + 0.9503041 * b};
    double f[3];
    for (int i = 0; i < 3; ++i) {
        const double t = xyz[i] / white[i];
        f[i] = t > epsilon ? std::cbrt(t) : (kappa * t + 16) / 116;
    }
    return {116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])};
}

/// Linear light; channels outside of 0..1 are colours that no screen has.
void linear_of(const Lab& lab, double rgb[3]) {
    const double fy = (lab.l + 16) / 116, f[3] = {fy + lab.a / 500, fy, fy - lab.b / 200};
    double xyz[3];
    for (int i = 0; i < 3; ++i) {
        const double cube = f[i] * f[i] * f[i];
        xyz[i] = white[i] * (cube > epsilon ? cube : (116 * f[i] - 16) / kappa);
    }
    rgb[0] = 3.2404542 * xyz[0] - 1.5371385 * xyz[1] - 0.4985314 * xyz[2];
    rgb[1] = -0.9692660 * xyz[0] + 1.8760108 * xyz[1] + 0.0415560 * xyz[2];
    rgb[2] = 0.0556434 * xyz[0] - 0.2040259 * xyz[1] + 1.0572252 * xyz[2];
}

/// As much of its chroma as sRGB has room for.
Color color_of(const Lab& lab) {
    constexpr double slack = 1e-4; // linear light: what rounding to eight bits hides
    double rgb[3];
    const auto fits = [&](double fraction) {
        linear_of({lab.l, fraction * lab.a, fraction * lab.b}, rgb);
        return std::all_of(rgb, rgb + 3, [](double v) { return v > -slack && v < 1 + slack; });
    };
    double fraction = 1;
    if (!fits(1)) {
        double too_much = 1;
        fraction = 0;
        for (int i = 0; i < 30; ++i)
            (fits(0.5 * (fraction + too_much)) ? fraction : too_much) = 0.5 * (fraction + too_much);
        fits(fraction);
    }
    const auto channel = [](double v) { return static_cast<float>(encoded(std::clamp(v, 0.0, 1.0))); };
    return {channel(rgb[0]), channel(rgb[1]), channel(rgb[2]), 1};
}

// ---- curves through colours ----

/// A colour that a map passes: lightness, chroma, hue in degrees (CIE LCh).
struct Stop {
    double lightness, chroma, hue;
    Lab lab() const {
        const double angle = hue * std::numbers::pi / 180;
        return {lightness, chroma * std::cos(angle), chroma * std::sin(angle)};
    }
};

/// Monotone cubic interpolation (Fritsch and Carlson 1980, with the harmonic mean of the slopes): no overshoot.
double interpolated(const std::vector<Lab>& points, double l, double Lab::*component) {
    const auto slope = [&](std::size_t i) {
        return (points[i + 1].*component - points[i].*component) / (points[i + 1].l - points[i].l);
    };
    const auto tangent = [&](std::size_t i) {
        if (i == 0) return slope(0);
        if (i + 1 == points.size()) return slope(i - 1);
        const double before = slope(i - 1), after = slope(i);
        return before * after > 0 ? 2 * before * after / (before + after) : 0;
    };
    std::size_t i = 0;
    while (i + 2 < points.size() && l > points[i + 1].l) ++i;
    const double h = points[i + 1].l - points[i].l, t = (l - points[i].l) / h, t2 = t * t, t3 = t2 * t;
    return (2 * t3 - 3 * t2 + 1) * points[i].*component + (t3 - 2 * t2 + t) * h * tangent(i) +
           (3 * t2 - 2 * t3) * points[i + 1].*component + (t3 - t2) * h * tangent(i + 1);
}

/// The least alpha with which some colour over `ground` makes `color`: what a theme without a ground shows instead.
Color over_nothing(const Color& color, const Color& ground) {
    const float wanted[] = {color.r, color.g, color.b}, under[] = {ground.r, ground.g, ground.b};
    float alpha = 1 / 255.0f;
    for (int i = 0; i < 3; ++i) {
        const float room = wanted[i] > under[i] ? 1 - under[i] : under[i];
        if (room > 0) alpha = std::max(alpha, std::abs(wanted[i] - under[i]) / room);
    }
    alpha = std::min(alpha, 1.0f);
    float own[3];
    for (int i = 0; i < 3; ++i) own[i] = std::clamp(under[i] + (wanted[i] - under[i]) / alpha, 0.0f, 1.0f);
    return {own[0], own[1], own[2], alpha};
}

/// From the theme's panel through the colours of `path` (dark to light), on dark themes to the lightest, on light ones
/// to the darkest of them.
Ramp along_path(const Theme& theme, const std::vector<Stop>& stops_of_path) {
    constexpr double near = 12; // L*: colours nearer to the panel's lightness would be reached too fast
    const Lab ground = lab_of(theme.panel);
    std::vector<Lab> path;
    for (const Stop& stop : stops_of_path)
        if (std::abs(stop.lightness - ground.l) > near) path.push_back(stop.lab());
    path.insert(theme.dark ? path.begin() : path.end(), ground);
    const double end = theme.dark ? path.back().l : path.front().l;
    Ramp ramp;
    for (int i = 0; i < stops; ++i) {
        const double l = ground.l + (end - ground.l) * i / (stops - 1);
        const Color color = color_of({l, interpolated(path, l, &Lab::a), interpolated(path, l, &Lab::b)});
        ramp.push_back(theme.panel.a > 0 ? color : over_nothing(color, theme.panel));
    }
    return ramp;
}

// ---- the maps ----

/// Straight from the panel to a strong end that is not strong: the hues are left to the marks.
Ramp quiet(const Theme& theme) {
    if (theme.panel.a > 0) return {theme.panel, theme.quiet_high};
    Color clear = theme.quiet_high; // from clear to opaque: over the old ground it looks as before
    clear.a = 0;
    return {clear, theme.quiet_high};
}

Ramp lagoon(const Theme& theme) {
    return along_path(
        theme,
        {{13, 40, 302}, {27, 44, 288}, {41, 33, 264}, {54, 30, 203}, {67, 48, 158}, {80, 66, 122}, {92, 80, 102}});
}

Ramp dusk(const Theme& theme) {
    return along_path(
        theme, {{13, 34, 282}, {28, 30, 276}, {42, 17, 272}, {54, 2, 180}, {66, 22, 98}, {79, 46, 94}, {92, 68, 97}});
}

Ramp ember(const Theme& theme) {
    return along_path(
        theme, {{12, 34, 302}, {26, 52, 312}, {40, 60, 336}, {54, 66, 8}, {67, 62, 42}, {80, 52, 68}, {93, 36, 92}});
}

/// Blue below and orange above zero, which every kind of colour vision tells apart; the same lightness at the same
/// size.
Ramp signed_values(const Theme& theme) {
    const double end = theme.dark ? 74 : 42, middle = theme.dark ? 42 : 70;
    using Path = std::vector<Stop>;
    const Ramp below = along_path(theme, theme.dark ? Path{{middle, 33, 264}, {end, 40, 252}}
                                                    : Path{{end, 42, 266}, {middle, 30, 258}});
    const Ramp above =
        along_path(theme, theme.dark ? Path{{middle, 50, 46}, {end, 62, 62}} : Path{{end, 66, 46}, {middle, 46, 58}});
    Ramp ramp(below.rbegin(), below.rend());
    ramp.insert(ramp.end(), above.begin() + 1, above.end());
    return ramp;
}

} // namespace

const std::vector<ColorMap>& color_maps() {
    static const std::vector<ColorMap> list = {
        {"quiet", "muted blue-grey: paths and particles stay readable over it", quiet},
        {"lagoon", "indigo, blue, green, yellow, in the manner of viridis", lagoon},
        {"dusk", "blue, grey, yellow, in the manner of cividis: the same for red-green colour vision deficiencies",
         dusk},
        {"ember", "violet, red, orange, cream, in the manner of magma", ember},
    };
    return list;
}

const ColorMap* find_color_map(std::string_view name) {
    for (const ColorMap& map : color_maps())
        if (name == map.name) return &map;
    return nullptr;
}

Theme with_color_map(Theme theme, const ColorMap& map) {
    theme.map = map.name;
    theme.sequential = map.make(theme);
    theme.diverging = signed_values(theme);
    return theme;
}

} // namespace halfstep
