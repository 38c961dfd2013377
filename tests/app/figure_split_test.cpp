// A figure in panels, one a sampler: where they go, what is drawn in each, and what stands once.

#include "app/figure/mark_names.h"
#include "app/plots/plot_view.h"
#include "tests/app/fake_canvas.h"

#include <doctest/doctest.h>

#include <cmath>
#include <set>

using namespace halfstep;

namespace {

Curve flat_curve(const std::string& label, const Ink& ink, double height) {
    Curve curve;
    curve.x = {0, 1};
    curve.y = {height, height};
    curve.label = label;
    curve.ink = ink;
    return curve;
}

std::string name_of_sampler(int i) { return "sampler " + std::to_string(i); }

/// So many samplers, each a curve of its own height, and the exact one, which is nobody's.
Figure in_panels(int samplers) {
    Figure figure;
    figure.title = "Variance against t";
    figure.caption = "20 000 particles";
    figure.x.label = "t";
    figure.y.label = "Var(x)";
    figure.marks.emplace_back(flat_curve("exact", {Ink::exact, 0, 1}, 0.05));
    for (int i = 0; i < samplers; ++i) {
        figure.marks.emplace_back(flat_curve(name_of_sampler(i), {Ink::sampler, i, 1}, 0.1 * (i + 1)));
        figure.split.panels.push_back({i, name_of_sampler(i)});
    }
    return figure;
}

Layout lay_out_panels(const Figure& figure, float w, float h) {
    FakeCanvas metrics;
    return layout(figure, {{0, 0, w, h}, 1}, light_theme(), metrics);
}

std::vector<FrameText> all_texts(const Layout& layout) {
    std::vector<FrameText> texts = layout.texts;
    for (const Layout& panel : layout.panels) texts.insert(texts.end(), panel.texts.begin(), panel.texts.end());
    return texts;
}

bool boxes_apart(const Rect& a, const Rect& b) {
    constexpr float touch = 0.01f;
    return a.x >= b.right() - touch || b.x >= a.right() - touch || a.y >= b.bottom() - touch ||
           b.y >= a.bottom() - touch;
}

/// How many panels stand side by side, and how many rows there are.
std::pair<int, int> grid_of(const Layout& layout) {
    std::set<int> columns, rows;
    for (const Layout& panel : layout.panels) {
        columns.insert(static_cast<int>(panel.plot.x));
        rows.insert(static_cast<int>(panel.plot.y));
    }
    return {static_cast<int>(columns.size()), static_cast<int>(rows.size())};
}

} // namespace

TEST_CASE("split: a panel a sampler, all of one size and on the same axes; texts inside, apart, and off the plots") {
    for (const int samplers : {2, 3, 4, 5, 8})
        for (const auto& [w, h] : {std::pair{900.f, 600.f}, {620.f, 460.f}, {420.f, 900.f}, {1600.f, 700.f}}) {
            CAPTURE(samplers);
            CAPTURE(w);
            const Layout l = lay_out_panels(in_panels(samplers), w, h);
            REQUIRE(static_cast<int>(l.panels.size()) == samplers);
            for (int i = 0; i < samplers; ++i) {
                const Layout& panel = l.panels[static_cast<std::size_t>(i)];
                CHECK(panel.only == i);
                CHECK(panel.plot.w == doctest::Approx(l.panels[0].plot.w));
                CHECK(panel.plot.h == doctest::Approx(l.panels[0].plot.h));
                CHECK(panel.x.lo == l.panels[0].x.lo);
                CHECK(panel.x.hi == l.panels[0].x.hi);
                CHECK(panel.y.lo == l.panels[0].y.lo);
                CHECK(panel.y.hi == l.panels[0].y.hi);
                REQUIRE(panel.legend.size() == 1);
                CHECK(panel.legend[0].sampler == i);
                CHECK(panel.legend[0].label == name_of_sampler(i));
                CHECK(panel.legend[0].box.bottom() <= panel.plot.y);
            }
            REQUIRE(l.legend.size() == 1); // what is no sampler's, once
            CHECK(l.legend[0].label == "exact");
            CHECK(l.legend[0].sampler == -1);
            const std::vector<FrameText> texts = all_texts(l);
            for (std::size_t a = 0; a < texts.size(); ++a) {
                INFO(texts[a].text);
                CHECK(texts[a].box.x >= 0);
                CHECK(texts[a].box.right() <= w);
                CHECK(texts[a].box.bottom() <= h + 0.01f);
                for (const Layout& panel : l.panels) CHECK(boxes_apart(texts[a].box, panel.plot));
                for (std::size_t b = a + 1; b < texts.size(); ++b) {
                    INFO(texts[b].text);
                    CHECK(boxes_apart(texts[a].box, texts[b].box));
                }
            }
        }
}

TEST_CASE("split: the grid goes with the room, and tick labels stand at the outer panels only") {
    CHECK(grid_of(lay_out_panels(in_panels(2), 900, 400)) == std::pair{2, 1});
    CHECK(grid_of(lay_out_panels(in_panels(2), 400, 900)) == std::pair{1, 2});
    CHECK(grid_of(lay_out_panels(in_panels(3), 1400, 400)) == std::pair{3, 1});
    CHECK(grid_of(lay_out_panels(in_panels(4), 900, 700)) == std::pair{2, 2});
    CHECK(grid_of(lay_out_panels(in_panels(6), 1000, 600)) == std::pair{3, 2});
    CHECK(grid_of(lay_out_panels(in_panels(8), 1400, 600)) == std::pair{4, 2});
    const Layout l = lay_out_panels(in_panels(4), 900, 700);
    const auto labels = [&](std::size_t panel) { // but for its name
        std::pair<int, int> count{};
        for (const FrameText& text : l.panels[panel].texts) {
            if (text.box.right() < l.panels[panel].plot.x) ++count.first;
            if (text.box.y > l.panels[panel].plot.bottom()) ++count.second;
        }
        return count;
    };
    CHECK(labels(0).first > 1);
    CHECK(labels(0).second == 0);
    CHECK(labels(1) == std::pair{0, 0});
    CHECK(labels(2).first > 1);
    CHECK(labels(2).second > 1);
    CHECK(labels(3).first == 0);
    CHECK(labels(3).second > 1);
    // Three in two columns: what has nothing below it has its labels there.
    Figure three = in_panels(3);
    three.split.columns = 2;
    const Layout of_three = lay_out_panels(three, 900, 700);
    CHECK(of_three.panels[1].texts.size() > 1);
}

TEST_CASE("split: labels of neighbours stand apart, also where they are long; a name comes before its swatch") {
    Figure figure = in_panels(3);
    figure.x.hi = 1000; // "1000" ends one panel's axis, "0" begins the next one's
    figure.split.columns = 3;
    for (const float w : {420.f, 600.f, 900.f}) {
        CAPTURE(w);
        const Layout l = lay_out_panels(figure, w, 300);
        const float em = light_theme().axis_size;
        for (std::size_t i = 0; i + 1 < l.panels.size(); ++i) {
            const auto below = [&](std::size_t panel) {
                std::vector<Rect> boxes;
                for (const FrameText& text : l.panels[panel].texts)
                    if (text.box.y > l.panels[panel].plot.bottom()) boxes.push_back(text.box);
                return boxes;
            };
            CHECK(below(i + 1).front().x - below(i).back().right() > 0.5f * em);
        }
    }
    const std::string name = name_of_sampler(0); // of 9 letters
    const auto first = [&](float w) { return lay_out_panels(figure, w, 300).panels[0]; };
    CHECK(first(900).legend[0].swatch.w == 18);
    CHECK(first(270).legend[0].swatch.w == 9); // no room for 18 + 5 and the name
    CHECK(first(270).texts.back().text == name);
}

TEST_CASE("split: where both axes keep step they do in every panel, alike") {
    Figure figure = in_panels(3);
    figure.equal_aspect = true;
    figure.x.lo = figure.y.lo = -1;
    const Layout l = lay_out_panels(figure, 1000, 500);
    for (const Layout& panel : l.panels) {
        const double unit_x = panel.plot.w / (panel.x.hi - panel.x.lo),
                     unit_y = panel.plot.h / (panel.y.hi - panel.y.lo);
        CHECK(unit_x == doctest::Approx(unit_y));
        CHECK(panel.x.lo == doctest::Approx(l.panels[0].x.lo));
    }
}

TEST_CASE("split: each panel draws its own sampler and what is nobody's") {
    const Figure figure = in_panels(3);
    const Layout l = lay_out_panels(figure, 1200, 420);
    FakeCanvas canvas;
    draw(figure, l, light_theme(), canvas);
    for (int i = 0; i < 3; ++i) {
        const Layout& panel = l.panels[static_cast<std::size_t>(i)];
        const auto passes = [&](double height) { // a line within this panel at that height
            const float y = panel.y.pixel(height);
            return std::count_if(canvas.lines.begin(), canvas.lines.end(), [&](const FakeCanvas::Line& line) {
                return std::abs(line.points[0].y - y) < 0.01f && line.points[0].x >= panel.plot.x - 1 &&
                       line.points[0].x < panel.plot.right();
            });
        };
        CHECK(passes(0.05) == 1);
        for (int k = 0; k < 3; ++k) CHECK(passes(0.1 * (k + 1)) == (i == k ? 1 : 0));
    }
}

TEST_CASE("split: the point under the mouse is of the panel that it is in") {
    const Figure figure = in_panels(2);
    const Layout l = lay_out_panels(figure, 900, 400);
    const Layout& second = l.panels[1];
    const auto near_own = nearest_point(figure, second, second.at(1, 0.2), 5);
    REQUIRE(near_own);
    CHECK(near_own->label == name_of_sampler(1));
    CHECK_FALSE(nearest_point(figure, second, second.at(1, 0.1), 5)); // the first one's
}

TEST_CASE("legend: an entry is a sampler's by its ink, whatever others are called") {
    Figure figure = in_panels(1);
    figure.split = {};
    figure.marks.emplace_back(
        flat_curve("exact", {Ink::sampler, 4, 1}, 0.7)); // a sampler that has been given that name
    const Layout l = lay_out_panels(figure, 600, 400);
    REQUIRE(l.legend.size() == 3);
    CHECK(l.legend[0].label == "exact");
    CHECK(l.legend[0].sampler == -1);
    CHECK(l.legend[1].sampler == 0);
    CHECK(l.legend[2].label == "exact");
    CHECK(l.legend[2].sampler == 4);
}

TEST_CASE("a veil lies over what is to come, in every panel, on inverted axes, too") {
    Figure figure = in_panels(2);
    Rule cursor;
    cursor.value = 0.25;
    cursor.ink = {Ink::cursor, 0, 1};
    figure.overlay.emplace_back(cursor);
    const auto veiled = [&](Veil veil) {
        const Layout l = lay_out_panels(figure, 900, 400);
        FakeCanvas canvas;
        draw_veil(figure, l, veil, light_theme(), canvas);
        std::vector<double> shares; // of each plot's width
        for (std::size_t i = 0; i < canvas.boxes.size(); ++i) shares.push_back(canvas.boxes[i].w / l.panels[i].plot.w);
        return shares;
    };
    CHECK(veiled(Veil::none).empty());
    REQUIRE(veiled(Veil::below).size() == 2);
    CHECK(veiled(Veil::below)[1] == doctest::Approx(0.25).epsilon(0.02));
    CHECK(veiled(Veil::above)[0] == doctest::Approx(0.75).epsilon(0.02));
    figure.x.inverted = true;
    CHECK(veiled(Veil::below)[0] == doctest::Approx(0.25).epsilon(0.02));
    figure.overlay.clear();
    CHECK(veiled(Veil::below).empty()); // a plot without time
}
