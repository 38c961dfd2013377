#include "app/figure/theme.h"

#include <algorithm>
#include <cmath>

namespace halfstep {

namespace {

constexpr Color hex(unsigned rgb, float alpha = 1) {
    return {static_cast<float>(rgb >> 16 & 255) / 255, static_cast<float>(rgb >> 8 & 255) / 255,
            static_cast<float>(rgb & 255) / 255, alpha};
}

// Okabe and Ito's eight colours (jfly.uni-koeln.de/color), the four that differ most for every kind of colour vision
// first. Black and yellow each vanish on one of the grounds and are replaced there; blue is lifted on the dark one.
constexpr unsigned vermillion = 0xD55E00, bluish_green = 0x009E73, orange = 0xE69F00, sky_blue = 0x56B4E9,
                   reddish_purple = 0xCC79A7;

Theme make_light() {
    Theme theme;
    theme.name = "light";
    theme.dark = false;
    theme.ground = hex(0xF0EFEC);
    theme.panel = hex(0xFBFAF8);
    theme.text = hex(0x1C1D20);
    theme.muted = hex(0x5B5E66);
    theme.grid = hex(0x1C1D20, 0.09f);
    theme.exact = hex(0x1C1D20);
    theme.cursor = hex(0x34373D);
    theme.warning = hex(0xB3261E);
    theme.control = hex(0xE3E1DC);
    theme.accent = hex(0x3D5A80);
    theme.sampler = {hex(0x0072B2), hex(vermillion),     hex(bluish_green), hex(orange),
                     hex(sky_blue), hex(reddish_purple), hex(0xA39300),     hex(0x6B6B6B)};
    theme.series = {hex(0x4B3F8F), hex(0x1B6F75), hex(0xA8456B), hex(0x7D6418)};
    theme.quiet_high = hex(0xA3AFC1);
    return theme;
}

Theme make_dark() {
    Theme theme;
    theme.name = "dark";
    theme.dark = true;
    theme.ground = hex(0x101113);
    theme.panel = hex(0x17181B);
    theme.text = hex(0xECEBE8);
    theme.muted = hex(0xA4A7AF);
    theme.grid = hex(0xECEBE8, 0.10f);
    theme.exact = hex(0xF4F3F0);
    theme.cursor = hex(0xD5D6DA);
    theme.warning = hex(0xFF8A75);
    theme.control = hex(0x2A2C32);
    theme.accent = hex(0x8CB1DC);
    theme.sampler = {hex(0x1F86CC), hex(0xE2661A),       hex(0x0DAE82), hex(orange),
                     hex(0x7CC8F2), hex(reddish_purple), hex(0xF0E442), hex(0xB9BABD)};
    theme.series = {hex(0xA99DE6), hex(0x63C3C8), hex(0xE58BAF), hex(0xD3B65A)};
    theme.quiet_high = hex(0x526078);
    return theme;
}

Theme make_print() {
    Theme theme = make_light();
    theme.name = "print";
    theme.ground = theme.panel = hex(0xFFFFFF);
    theme.text = hex(0x101114);
    theme.muted = hex(0x43464D); // small type in grey needs more contrast on paper than on a screen
    theme.grid = hex(0x101114, 0.10f);
    theme.exact = hex(0x101114);
    theme.quiet_high = hex(0xA9B5C7);
    theme.line_scale = 0.7f;
    return theme;
}

template <std::size_t n>
Color pick(const std::array<Color, n>& colors, int index) {
    const int count = static_cast<int>(n);
    return colors[static_cast<std::size_t>((index % count + count) % count)];
}

Color of_role(const Theme& theme, const Ink& ink) {
    switch (ink.role) {
    case Ink::text: return theme.text;
    case Ink::muted: return theme.muted;
    case Ink::grid: return theme.grid;
    case Ink::exact: return theme.exact;
    case Ink::sampler: return pick(theme.sampler, ink.index);
    case Ink::series: return pick(theme.series, ink.index);
    case Ink::cursor: return theme.cursor;
    case Ink::warning: return theme.warning;
    case Ink::ground: return theme.panel;
    }
    return theme.text;
}

} // namespace

const Theme& light_theme() {
    static const Theme theme = with_color_map(make_light(), color_maps().front());
    return theme;
}

const Theme& dark_theme() {
    static const Theme theme = with_color_map(make_dark(), color_maps().front());
    return theme;
}

const Theme& print_theme() {
    static const Theme theme = with_color_map(make_print(), color_maps().front());
    return theme;
}

Theme without_ground(Theme theme) {
    theme.ground.a = theme.panel.a = 0;
    return with_color_map(theme, *find_color_map(theme.map));
}

int channel_of(const Theme& theme, const Ink& ink) {
    if (ink.role != Ink::sampler) return 0;
    const auto count = static_cast<int>(theme.sampler_channel.size());
    return theme.sampler_channel[static_cast<std::size_t>((ink.index % count + count) % count)];
}

Dash dash_of(const Theme& theme, const Ink& ink, Dash own) {
    constexpr Dash dashes[second_channels] = {Dash::solid, Dash::long_dashed, Dash::fine_dashed};
    return own == Dash::solid ? dashes[channel_of(theme, ink)] : own;
}

PointShape shape_of(const Theme& theme, const Ink& ink) {
    constexpr PointShape shapes[second_channels] = {PointShape::disc, PointShape::square, PointShape::triangle};
    return shapes[channel_of(theme, ink)];
}

Color resolve(const Theme& theme, const Ink& ink) {
    Color color = of_role(theme, ink);
    color.a *= std::clamp(ink.alpha, 0.0f, 1.0f);
    return color;
}

namespace {

float relative_luminance(const Color& color) {
    const auto linear = [](float c) { return c <= 0.04045f ? c / 12.92f : std::pow((c + 0.055f) / 1.055f, 2.4f); };
    return 0.2126f * linear(color.r) + 0.7152f * linear(color.g) + 0.0722f * linear(color.b);
}

} // namespace

float contrast(const Color& a, const Color& b) {
    const float one = relative_luminance(a), other = relative_luminance(b);
    return (std::max(one, other) + 0.05f) / (std::min(one, other) + 0.05f);
}

Color text_color(const Theme& theme, const Ink& ink) {
    const Color color = resolve(theme, ink);
    Color mixed = color;
    constexpr float steps = 20;
    for (float i = 1; i <= steps && contrast(mixed, theme.panel) < least_text_contrast; ++i) {
        const float v = i / steps;
        mixed = {color.r + v * (theme.text.r - color.r), color.g + v * (theme.text.g - color.g),
                 color.b + v * (theme.text.b - color.b), color.a};
    }
    return mixed;
}

namespace {

/// `place`: 0..1 along the ramp.
Color along(const Ramp& colors, float place) {
    const float at = std::clamp(place, 0.0f, 1.0f) * static_cast<float>(colors.size() - 1);
    const auto i = std::min(static_cast<std::size_t>(at), colors.size() - 2);
    const float v = at - static_cast<float>(i);
    const Color &lo = colors[i], &hi = colors[i + 1];
    return {lo.r + v * (hi.r - lo.r), lo.g + v * (hi.g - lo.g), lo.b + v * (hi.b - lo.b), lo.a + v * (hi.a - lo.a)};
}

Color nothing(const Theme& theme) { return {theme.panel.r, theme.panel.g, theme.panel.b, 0}; }

} // namespace

Color ramp(const Theme& theme, float value) {
    return std::isnan(value) ? nothing(theme) : along(theme.sequential, value);
}

Color signed_ramp(const Theme& theme, float value) {
    return std::isnan(value) ? nothing(theme) : along(theme.diverging, 0.5f + 0.5f * value);
}

} // namespace halfstep
