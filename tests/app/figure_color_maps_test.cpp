// Colour maps, measured with formulas that did not make them: CIE L* from relative luminance, distances in OKLab
// (Ottosson 2020, where about 0.02 is just seen), and colour vision deficiencies by Machado, Oliveira and Fernandes
// 2009 (severity 1, linear RGB).

#include "app/figure/theme.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>

using namespace halfstep;

namespace {

using LinearRgb = std::array<double, 3>; // linear light

double linear(double v) { return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4); }
LinearRgb light(const Color& c) { return {linear(c.r), linear(c.g), linear(c.b)}; }

double lightness(const LinearRgb& c) {
    const double y = 0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2];
    return y > 216.0 / 24389 ? 116 * std::cbrt(y) - 16 : y * 24389 / 27;
}

LinearRgb oklab(const LinearRgb& c) {
    const double l = std::cbrt(0.4122214708 * c[0] + 0.5363325363 * c[1] + 0.0514459929 * c[2]);
    const double m = std::cbrt(0.2119034982 * c[0] + 0.6806995451 * c[1] + 0.1073969566 * c[2]);
    const double s = std::cbrt(0.0883024619 * c[0] + 0.2817188376 * c[1] + 0.6299787005 * c[2]);
    return {0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
            1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
            0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s};
}

double apart(const LinearRgb& a, const LinearRgb& b) {
    const LinearRgb p = oklab(a), q = oklab(b);
    return std::hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
}

struct Vision {
    const char* name;
    double m[3][3];
    LinearRgb sees(const Color& color) const {
        const LinearRgb c = light(color);
        LinearRgb seen{};
        for (std::size_t i = 0; i < 3; ++i)
            seen[i] = std::clamp(m[i][0] * c[0] + m[i][1] * c[1] + m[i][2] * c[2], 0.0, 1.0);
        return seen;
    }
};
const Vision visions[] = {
    {"normal", {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}},
    {"protanopia", {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}}},
    {"deuteranopia",
     {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}}},
};

const Theme* const themes[] = {&light_theme(), &dark_theme(), &print_theme()};

bool is_quiet(const ColorMap& map) { return std::string(map.name) == "quiet"; }

} // namespace

TEST_CASE("colour maps: the list, and found by name") {
    REQUIRE(color_maps().size() >= 4);
    CHECK(std::string(color_maps().front().name) == "quiet");
    for (const ColorMap& map : color_maps()) {
        CHECK(find_color_map(map.name) == &map);
        CHECK(std::string(with_color_map(light_theme(), map).map) == map.name);
    }
    CHECK(find_color_map("jet") == nullptr);
    for (const Theme* theme : themes) CHECK(std::string(theme->map) == "quiet");
}

TEST_CASE("colour maps: begin at the panel, and lightness is even") {
    for (const Theme* base : themes)
        for (const ColorMap& map : color_maps()) {
            const Theme theme = with_color_map(*base, map);
            INFO(std::string(theme.name));
            INFO(std::string(map.name));
            const LinearRgb panel = light(theme.panel);
            CHECK(apart(light(ramp(theme, 0)), panel) < 0.003);
            const double start = lightness(panel), end = lightness(light(ramp(theme, 1)));
            CHECK((end > start) == theme.dark);
            CHECK(std::abs(end - start) > (is_quiet(map) ? 20 : 75));
            double last = start;
            for (int i = 1; i <= 200; ++i) {
                const double v = i / 200.0, l = lightness(light(ramp(theme, static_cast<float>(v))));
                CHECK((l - last) * (end - start) > 0);
                CHECK(std::abs(l - (start + v * (end - start))) < 1); // a unit of L* is what one just sees
                last = l;
            }
        }
}

TEST_CASE("colour maps: equal steps look alike, and none is lost to a colour vision deficiency") {
    constexpr int steps = 24;
    for (const Theme* base : themes)
        for (const ColorMap& map : color_maps()) {
            if (is_quiet(map)) continue;
            const Theme theme = with_color_map(*base, map);
            INFO(std::string(theme.name));
            INFO(std::string(map.name));
            for (const Vision& vision : visions) {
                INFO(std::string(vision.name));
                double sum = 0, least = 1, most = 0;
                for (int i = 0; i < steps; ++i) {
                    const LinearRgb a = vision.sees(ramp(theme, static_cast<float>(i) / steps));
                    const LinearRgb b = vision.sees(ramp(theme, static_cast<float>(i + 1) / steps));
                    CHECK((lightness(b) - lightness(a)) * (theme.dark ? 1 : -1) > 0);
                    sum += apart(a, b);
                    least = std::min(least, apart(a, b));
                    most = std::max(most, apart(a, b));
                }
                CAPTURE(least);
                CAPTURE(most);
                CHECK(least > 0.02);
                CHECK(least > 0.5 * sum / steps);
                CHECK(most < 2 * sum / steps);
                // And nothing comes back: colours far apart in value are far apart to the eye.
                for (int i = 0; i <= 8; ++i)
                    for (int k = i + 2; k <= 8; ++k)
                        CHECK(apart(vision.sees(ramp(theme, static_cast<float>(i) / 8)),
                                    vision.sees(ramp(theme, static_cast<float>(k) / 8))) > 0.1);
            }
        }
}

TEST_CASE("colour maps: the diverging one is even on both sides, which differ for every eye") {
    for (const Theme* theme : themes) {
        INFO(std::string(theme->name));
        CHECK(apart(light(signed_ramp(*theme, 0)), light(theme->panel)) < 0.003);
        const double start = lightness(light(theme->panel)), end = lightness(light(signed_ramp(*theme, 1)));
        CHECK(std::abs(end - start) > 50);
        double last = start;
        for (int i = 1; i <= 50; ++i) {
            const double v = i / 50.0;
            const Color above = signed_ramp(*theme, static_cast<float>(v)),
                        below = signed_ramp(*theme, static_cast<float>(-v));
            const double l = lightness(light(above));
            CHECK(std::abs(l - lightness(light(below))) < 1);
            CHECK(std::abs(l - (start + v * (end - start))) < 1);
            CHECK((l - last) * (end - start) > 0);
            last = l;
            if (v < 0.2) continue;
            for (const Vision& vision : visions) {
                INFO(std::string(vision.name));
                CAPTURE(v);
                CHECK(apart(vision.sees(above), vision.sees(below)) > 0.05);
            }
        }
        CHECK(signed_ramp(*theme, -7).r == signed_ramp(*theme, -1).r);
        CHECK(signed_ramp(*theme, std::numeric_limits<float>::quiet_NaN()).a == 0);
    }
}

TEST_CASE("colour maps: without a ground they look the same over the old one") {
    for (const Theme* base : themes)
        for (const ColorMap& map : color_maps()) {
            INFO(std::string(base->name));
            INFO(std::string(map.name));
            const Theme full = with_color_map(*base, map), clear = without_ground(full);
            CHECK(std::string(clear.map) == map.name);
            CHECK(ramp(clear, 0).a < 0.01f);
            const auto same = [&](const Color& over, const Color& wanted) {
                const Color& under = base->panel;
                const float off = std::max({std::abs(over.r * over.a + under.r * (1 - over.a) - wanted.r),
                                            std::abs(over.g * over.a + under.g * (1 - over.a) - wanted.g),
                                            std::abs(over.b * over.a + under.b * (1 - over.a) - wanted.b)});
                CHECK(off < 1.5f / 255);
            };
            for (int i = 0; i <= 64; ++i) {
                same(ramp(clear, static_cast<float>(i) / 64), ramp(full, static_cast<float>(i) / 64));
                same(signed_ramp(clear, static_cast<float>(i) / 32 - 1),
                     signed_ramp(full, static_cast<float>(i) / 32 - 1));
            }
        }
}
