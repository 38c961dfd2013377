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
double contrast(const Color& a, const Color& b) {
    const double x = luminance(a) + 0.05, y = luminance(b) + 0.05;
    return x > y ? x / y : y / x;
}

} // namespace

TEST_CASE("themes: text and marks stand out from their ground") {
    for (const Theme* theme : {&light_theme(), &dark_theme()}) {
        const std::string name = theme->name;
        CAPTURE(name);
        for (const Color& ground : {theme->ground, theme->panel}) {
            CHECK(contrast(theme->text, ground) > 12);
            CHECK(contrast(theme->muted, ground) > 4.5); // what the guidelines ask of small type
            CHECK(contrast(theme->exact, ground) > 12);
            CHECK(contrast(theme->warning, ground) > 4.5);
            for (const Color& c : theme->series) CHECK(contrast(c, ground) > 4.5);
        }
        // Okabe and Ito's orange and sky blue have 2.1 on white, which is theirs to have; nothing else goes below.
        for (const Color& c : theme->sampler) CHECK(contrast(c, theme->panel) > 2.0);
        CHECK(theme->dark == (luminance(theme->ground) < 0.5));
    }
}

TEST_CASE("themes: the ramp begins at the panel, is monotone in lightness and leaves room for the paths") {
    for (const Theme* theme : {&light_theme(), &dark_theme()}) {
        CHECK(contrast(ramp(*theme, 0), theme->panel) == doctest::Approx(1));
        CHECK(contrast(ramp(*theme, 1), theme->panel) > 1.7); // a peak is seen
        CHECK(contrast(ramp(*theme, 1), theme->exact) > 5);   // and so is the reference line over it
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
