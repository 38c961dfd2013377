#include "app/figure/layout.h"
#include "tests/app/fake_canvas.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using namespace halfstep;

namespace {

Curve labelled_line(const std::string& label) {
    Curve curve;
    curve.x = {0, 1};
    curve.y = {0, 1};
    curve.label = label;
    return curve;
}

Figure sample_figure() {
    Figure figure;
    figure.title = "Variance";
    figure.caption = "20 000 particles";
    figure.x.label = "t";
    figure.y.label = "Var(x)";
    for (const char* name : {"DDIM", "DDPM", "mean only", "half step", "exact"})
        figure.marks.emplace_back(labelled_line(name));
    return figure;
}

Layout lay_out(const Figure& figure, float w, float h, float scale = 1) {
    FakeCanvas metrics;
    return layout(figure, {{0, 0, w, h}, scale}, light_theme(), metrics);
}

bool overlap(const Rect& a, const Rect& b) {
    constexpr float touch = 0.01f;
    return a.x < b.right() - touch && b.x < a.right() - touch && a.y < b.bottom() - touch && b.y < a.bottom() - touch;
}

const FrameText* find(const Layout& layout, const std::string& text) {
    for (const FrameText& t : layout.texts)
        if (t.text == text) return &t;
    return nullptr;
}

bool equal(const Rect& a, const Rect& b) { return a.x == b.x && a.y == b.y && a.w == b.w && a.h == b.h; }

} // namespace

TEST_CASE("layout: texts stay inside, off the plot and off each other, at every size") {
    for (const float w : {260.f, 420.f, 900.f, 1600.f})
        for (const float h : {180.f, 300.f, 800.f})
            for (const float scale : {1.f, 1.333f, 2.f}) {
                CAPTURE(w);
                CAPTURE(h);
                CAPTURE(scale);
                Figure figure = sample_figure();
                const Layout l = lay_out(figure, w, h, scale);
                CHECK(l.plot.w > 0.4f * w);
                CHECK(l.plot.h > 0);
                for (std::size_t i = 0; i < l.texts.size(); ++i) {
                    const FrameText& a = l.texts[i];
                    CAPTURE(a.text);
                    CHECK(a.box.x >= -0.01f);
                    CHECK(a.box.right() <= w + 0.01f);
                    CHECK(a.box.y >= -0.01f);
                    if (l.plot.h > 20) CHECK_FALSE(overlap(a.box, l.plot));
                    for (std::size_t j = i + 1; j < l.texts.size() && l.plot.h > 40; ++j) {
                        CAPTURE(l.texts[j].text);
                        CHECK_FALSE(overlap(a.box, l.texts[j].box));
                    }
                }
            }
}

TEST_CASE("layout: x labels never overlap, whatever the range") {
    for (double span = 1e-12; span < 1e13; span *= 3.3)
        for (const double start : {0.0, -0.37, 12.5, 1e6}) {
            Figure figure = sample_figure();
            figure.x.lo = start * span;
            figure.x.hi = (start + 1) * span;
            const Layout l = lay_out(figure, 320, 300);
            const Rect* last = nullptr;
            for (const FrameText& text : l.texts) {
                if (text.at.y < l.plot.bottom() + 1 || text.text == "t") continue;
                if (last) CHECK(last->right() < text.box.x);
                last = &text.box;
            }
        }
}

TEST_CASE("layout: nothing moves when only digits change") {
    Figure figure = sample_figure();
    figure.caption = "t = 0.42   k = 42 / 100";
    figure.marks.emplace_back(labelled_line("W1 = 0.111"));
    const Layout before = lay_out(figure, 500, 300);
    figure.caption = "t = 0.99   k = 99 / 100";
    std::get<Curve>(figure.marks.back()).label = "W1 = 0.987";
    const Layout after = lay_out(figure, 500, 300);
    CHECK(equal(before.plot, after.plot));
    REQUIRE(before.legend.size() == after.legend.size());
    for (std::size_t i = 0; i < before.legend.size(); ++i) CHECK(equal(before.legend[i].box, after.legend[i].box));
    // Panning along y changes the tick labels, not the plot's place.
    for (double at = -1.5; at < 1.5; at += 0.05) {
        figure.y.lo = at;
        figure.y.hi = at + 1;
        CHECK(equal(lay_out(figure, 500, 300).plot, before.plot));
    }
}

TEST_CASE("layout: the legend merges equal labels and wraps") {
    Figure figure = sample_figure();
    Band band;
    band.label = "DDPM";
    figure.marks.emplace_back(band);
    const Layout wide = lay_out(figure, 900, 300);
    REQUIRE(wide.legend.size() == 5);
    CHECK(wide.legend[1].label == "DDPM");
    CHECK(wide.legend[1].marks == std::vector<int>{1, 5});
    CHECK(wide.legend.front().box.y == wide.legend.back().box.y);
    CHECK(wide.legend.back().box.right() <= 900);
    const FrameText* label = find(wide, "Var(x)");
    REQUIRE(label);
    CHECK(std::abs(label->box.y - wide.legend.front().box.y) < 1); // they share a row
    const Layout narrow = lay_out(figure, 300, 300);
    CHECK(narrow.legend.front().box.y < narrow.legend.back().box.y);
    CHECK(narrow.plot.y >= narrow.legend.back().box.bottom());
    figure.legend = false;
    CHECK(lay_out(figure, 300, 300).legend.empty());
}

TEST_CASE("layout: equal aspect grows one axis and keeps the middle") {
    Figure figure;
    figure.equal_aspect = true;
    figure.x.lo = figure.y.lo = -2;
    figure.x.hi = figure.y.hi = 2;
    for (const float w : {300.f, 900.f}) {
        const Layout l = lay_out(figure, w, 500);
        const double x_unit = l.x.pixel(1) - l.x.pixel(0), y_unit = l.y.pixel(0) - l.y.pixel(1);
        CHECK(x_unit == doctest::Approx(y_unit).epsilon(1e-4));
        CHECK(l.x.lo <= -2 + 1e-9);
        CHECK(l.y.hi >= 2 - 1e-9);
        CHECK(l.x.lo + l.x.hi == doctest::Approx(0));
        CHECK(l.at(0, 0).x == doctest::Approx(l.plot.x + l.plot.w / 2));
    }
}

TEST_CASE("layout: ticks keep within tick_lo and tick_hi") {
    Figure figure;
    figure.x.lo = -0.2;
    figure.x.hi = 1.2;
    figure.x.tick_lo = 0;
    figure.x.tick_hi = 1;
    const Layout l = lay_out(figure, 800, 300);
    REQUIRE(l.x_ticks.size() > 2);
    CHECK(l.x_ticks.front().value == 0);
    CHECK(l.x_ticks.back().value == 1);
}

TEST_CASE("layout: axes that cannot be shown are replaced") {
    const double nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();
    const double ranges[][2] = {
        {nan, 1},       {0, nan},       {1, 1},         {0, 0},         {2, -2},         {-infinity, infinity},
        {1e-12, 1e-12}, {-1e12, -1e12}, {1, 1 + 1e-16}, {1e300, 1e308}, {-1e308, 1e308}, {5e-324, 5e-324}};
    for (const Scale scale : {Scale::linear, Scale::log10})
        for (const auto& range : ranges) {
            CAPTURE(range[0]);
            CAPTURE(range[1]);
            Figure figure;
            figure.x.lo = figure.y.lo = range[0];
            figure.x.hi = figure.y.hi = range[1];
            figure.x.scale = figure.y.scale = scale;
            const Layout l = lay_out(figure, 400, 300);
            CHECK(std::isfinite(l.x.lo));
            CHECK(std::isfinite(l.x.hi));
            CHECK(l.x.lo < l.x.hi);
            if (scale == Scale::log10) CHECK(l.x.lo > 0);
            for (const FrameText& text : l.texts) CHECK(std::isfinite(text.at.x + text.at.y));
        }
}

TEST_CASE("layout: too little room is survived") {
    for (const float size : {0.f, 1.f, 10.f, 40.f, 90.f}) {
        const Layout l = lay_out(sample_figure(), size, size, 2);
        CHECK(l.plot.w >= 1);
        CHECK(l.plot.h >= 1);
    }
}
