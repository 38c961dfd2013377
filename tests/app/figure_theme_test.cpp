#include "app/figure/theme.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>

using namespace halfstep;

namespace {

/// Relative luminance and contrast of the Web Content Accessibility Guidelines 2.1.
double linear_channel(float v) { return v <= 0.04045f ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4); }
double luminance(const Color& c) {
    return 0.2126 * linear_channel(c.r) + 0.7152 * linear_channel(c.g) + 0.0722 * linear_channel(c.b);
}
double wcag_contrast(const Color& a, const Color& b) {
    const double x = luminance(a) + 0.05, y = luminance(b) + 0.05;
    return x > y ? x / y : y / x;
}

} // namespace

TEST_CASE("themes: text and marks stand out from their ground") {
    for (const Theme* theme : {&light_theme(), &dark_theme()}) {
        const std::string name = theme->name;
        CAPTURE(name);
        for (const Color& ground : {theme->ground, theme->panel}) {
            CHECK(wcag_contrast(theme->text, ground) > 12);
            CHECK(wcag_contrast(theme->muted, ground) > 4.5); // what the guidelines ask of small type
            CHECK(wcag_contrast(theme->exact, ground) > 12);
            CHECK(wcag_contrast(theme->warning, ground) > 4.5);
            for (const Color& c : theme->series) CHECK(wcag_contrast(c, ground) > 4.5);
        }
        // Okabe and Ito's orange and sky blue have 2.1 on white, which is theirs to have; nothing else goes below.
        for (const Color& c : theme->sampler) CHECK(wcag_contrast(c, theme->panel) > 2.0);
        CHECK(theme->dark == (luminance(theme->ground) < 0.5));
    }
}

TEST_CASE("themes: the ramp begins at the panel, is monotone in lightness and leaves room for the paths") {
    for (const Theme* theme : {&light_theme(), &dark_theme()}) {
        CHECK(wcag_contrast(ramp(*theme, 0), theme->panel) == doctest::Approx(1));
        CHECK(wcag_contrast(ramp(*theme, 1), theme->panel) > 1.7); // a peak is seen
        CHECK(wcag_contrast(ramp(*theme, 1), theme->exact) > 5);   // and so is the reference line over it
        double last = luminance(ramp(*theme, 0));
        const double direction = theme->dark ? 1 : -1;
        for (int i = 1; i <= 100; ++i) {
            const double next = luminance(ramp(*theme, static_cast<float>(i) / 100));
            CHECK((next - last) * direction > 0);
            last = next;
        }
        CHECK(ramp(*theme, -1).r == ramp(*theme, 0).r);
        CHECK(ramp(*theme, 7).r == ramp(*theme, 1).r);
        CHECK(ramp(*theme, std::numeric_limits<float>::quiet_NaN()).a == 0);
    }
}

TEST_CASE("themes: inks resolve by role, index and alpha") {
    const Theme& theme = light_theme();
    CHECK(resolve(theme, {Ink::sampler, 1, 1}).r == theme.sampler[1].r);
    CHECK(resolve(theme, {Ink::sampler, 9, 1}).r ==
          theme.sampler[1].r); // more samplers than colours: from the start again
    CHECK(resolve(theme, {Ink::sampler, -1, 1}).r == theme.sampler[7].r);
    CHECK(resolve(theme, {Ink::sampler, 0, 0.25f}).a == doctest::Approx(0.25));
    CHECK(resolve(theme, {Ink::grid, 0, 0.5f}).a == doctest::Approx(theme.grid.a * 0.5));
}

TEST_CASE("type in any colour has a contrast of 4.5 to 1 on its ground, and keeps its hue where it has it already") {
    const Color grey{0.5f, 0.4f, 0.7f, 1}, pale{0.9f, 0.9f, 0.8f, 1};
    CHECK(contrast(grey, pale) == doctest::Approx(wcag_contrast(grey, pale)));
    int moved = 0, kept = 0;
    for (const Theme& theme : {light_theme(), dark_theme(), print_theme()})
        for (int role = Ink::text; role <= Ink::ground; ++role)
            for (int index = 0; index < 8; ++index) {
                const Ink ink{static_cast<Ink::Role>(role), index, 0.7f};
                if (role == Ink::ground || role == Ink::grid) continue; // nothing is written in these
                CAPTURE(theme.name);
                CAPTURE(role);
                CAPTURE(index);
                const Color color = resolve(theme, ink), type = text_color(theme, ink);
                CHECK(contrast(type, theme.panel) >= least_text_contrast);
                CHECK(type.a == color.a);
                const bool same = type.r == color.r && type.g == color.g && type.b == color.b;
                CHECK(same == (contrast(color, theme.panel) >= least_text_contrast));
                ++(same ? kept : moved);
            }
    CHECK(moved >= 6); // of the eight on light
    CHECK(kept > 100);
}
