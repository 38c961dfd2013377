// Where a legend stands: in the corner that the marks leave free, or above; and how much of the height it takes.

#include "app/figure/layout.h"
#include "app/figure/shared_legend.h"
#include "tests/app/fake_canvas.h"

#include <doctest/doctest.h>

using namespace halfstep;

namespace {

Curve line_between(double x0, double y0, double x1, double y1, const std::string& label, int sampler = 0) {
    Curve curve;
    for (int i = 0; i <= 50; ++i) {
        curve.x.push_back(x0 + (x1 - x0) * i / 50);
        curve.y.push_back(y0 + (y1 - y0) * i / 50);
    }
    curve.ink = {Ink::sampler, sampler, 1};
    curve.label = label;
    return curve;
}

Layout placed(const Figure& figure, float w = 300, float h = 200, LegendRules rules = {.inside = true}) {
    FakeCanvas metrics;
    return layout(figure, {.outer = {0, 0, w, h}, .scale = 1, .legend = std::move(rules)}, light_theme(), metrics);
}

bool stands_inside(const Layout& l) { return l.legend_box.w > 0; }
Point legend_middle_of(const Rect& r) { return {r.x + r.w / 2, r.y + r.h / 2}; }

} // namespace

TEST_CASE("legend: it stands in the corner that marks leave free") {
    struct Case {
        double x0, y0, x1, y1; // a line from edge to edge, in a plot of 0..1
        bool right, top;
    };
    for (const Case& c : {Case{0, 0, 1, 0.1, true, true},         // low: the upper right corner comes first
                          Case{0, 0, 1, 1, false, true},          // rising: upper left
                          Case{0, 1, 1, 0, true, true},           // falling: upper right
                          Case{0, 0.95, 1, 0.95, true, false}}) { // high: lower right
        Figure figure;
        figure.marks = {line_between(c.x0, c.y0, c.x1, c.y1, "DDIM"), line_between(c.x0, c.y0, c.x1, c.y1, "DDPM", 1)};
        const Layout l = placed(figure);
        REQUIRE(stands_inside(l));
        const Point at = legend_middle_of(l.legend_box), centre = legend_middle_of(l.plot);
        CHECK((at.x > centre.x) == c.right);
        CHECK((at.y < centre.y) == c.top);
        for (const LegendEntry& entry : l.legend) {
            CHECK(entry.box.x > l.plot.x);
            CHECK(entry.box.right() < l.plot.right());
            CHECK(entry.box.y > l.plot.y);
            CHECK(entry.box.bottom() < l.plot.bottom());
        }
        // No point of the line lies under it.
        for (int i = 0; i <= 1000; ++i) {
            const Point p = l.at(c.x0 + (c.x1 - c.x0) * i / 1000, c.y0 + (c.y1 - c.y0) * i / 1000);
            CHECK_FALSE(l.legend_box.contains(p));
        }
    }
}

TEST_CASE("legend: without room in the plot it stands in rows above, as everywhere else") {
    Figure figure;
    Band all;
    all.x = {0, 1};
    all.lo = {0, 0};
    all.hi = {1, 1};
    all.ink = {Ink::exact, 0, 0.5f};
    all.label = "all of it";
    figure.marks = {all};
    const Layout l = placed(figure), above = placed(figure, 300, 200, {});
    CHECK_FALSE(stands_inside(l));
    REQUIRE(l.legend.size() == 1);
    CHECK(l.legend[0].box.bottom() <= l.plot.y);
    CHECK(l.plot.y == above.plot.y);
    // A shade that is hardly seen is no obstacle.
    std::get<Band>(figure.marks[0]).ink.alpha = 0.02f;
    CHECK(stands_inside(placed(figure)));
}

TEST_CASE("legend: text in the plot, discs, bars and pictures are in its way") {
    const auto corner = [](const Mark& mark) {
        Figure figure;
        figure.marks = {mark, line_between(0, 0.01, 1, 0.01, "DDIM")};
        const Layout l = placed(figure);
        REQUIRE(stands_inside(l));
        return legend_middle_of(l.legend_box).x > legend_middle_of(l.plot).x &&
               legend_middle_of(l.legend_box).y < legend_middle_of(l.plot).y;
    };
    Label label;
    label.x = 0.95;
    label.y = 0.93;
    label.text = "p(x)";
    label.horizontal = Align::end;
    CHECK_FALSE(corner(label));
    label.x = 0.3;
    CHECK(corner(label));
    Points points;
    points.x = {0.9};
    points.y = {0.9};
    CHECK_FALSE(corner(points));
    Bars bars;
    bars.edges = {0.8, 0.9};
    bars.height = {1};
    CHECK_FALSE(corner(bars));
    HeatMap map;
    map.columns = map.rows = 2;
    map.value = {0, 0, 0, 1}; // row 0 below: the upper right quarter
    CHECK_FALSE(corner(map));
    map.value = {1, 0, 0, 0};
    CHECK(corner(map));
}

TEST_CASE("legend: it takes no more of the height than it may, inside or above") {
    Figure figure;
    figure.y.label = "y";
    for (int i = 0; i < 8; ++i)
        figure.marks.emplace_back(line_between(0, 0.5, 1, 0.5, "a sampler with a long name, " + std::to_string(i), i));
    Band all;
    all.x = {0, 1};
    all.lo = {0, 0};
    all.hi = {1, 1};
    all.ink = {Ink::exact, 0, 1};
    for (const bool full : {false, true}) {
        if (full) figure.marks.insert(figure.marks.begin(), all);
        for (const float h : {150.f, 200.f, 400.f}) {
            const Layout l = placed(figure, 300, h, {.inside = true, .most_height = 0.2f});
            if (full) CHECK_FALSE(stands_inside(l));
            REQUIRE(l.legend.size() == 8);
            float top = h, bottom = 0;
            for (const LegendEntry& entry : l.legend) {
                top = std::min(top, entry.box.y);
                bottom = std::max(bottom, entry.box.bottom());
                CHECK(entry.box.right() <= 300);
            }
            CHECK(bottom - top <= 0.2f * h + 0.01f);
        }
    }
}

TEST_CASE("legend: what two plots have in common stands once, what is their own stays") {
    Figure one, other;
    Curve exact = line_between(0, 0, 1, 1, "exact");
    exact.ink = {Ink::exact, 0, 1};
    HeatMap shade;
    shade.label = "exact"; // another picture under the same label
    Curve own = exact;
    own.label = "beta";
    one.marks = {line_between(0, 0, 1, 1, "DDIM", 0), line_between(0, 0, 1, 1, "DDPM", 1), exact, own};
    other.marks = {shade, line_between(0, 0, 1, 1, "DDPM", 1), line_between(0, 0, 1, 1, "DDIM", 0)};
    const SharedLegend shared = shared_legend({one, other});
    REQUIRE(shared.entries.size() == 2);
    CHECK(shared.entries[0].label == "DDIM");
    CHECK(shared.entries[1].label == "DDPM");
    REQUIRE(shared.key.marks.size() == 2);
    CHECK(std::get<Curve>(shared.key.marks[0]).x.empty());
    const LegendRules rules{.inside = true, .elsewhere = shared.entries};
    const auto labels = [&](const Figure& figure) {
        std::vector<std::string> all;
        for (const LegendEntry& entry : placed(figure, 300, 200, rules).legend) all.push_back(entry.label);
        return all;
    };
    CHECK(labels(one) == std::vector<std::string>{"exact", "beta"});
    CHECK(labels(other) == std::vector<std::string>{"exact"});
    CHECK(shared_legend({one}).entries.empty());
    one.legend = false;
    CHECK(shared_legend({one, other}).entries.empty());
}
