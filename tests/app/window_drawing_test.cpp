// A target drawn with the mouse in the real window. How strokes become points: sketch_test.cpp.

#include "tests/app/window_driver.h"

using namespace halfstep;
using namespace halfstep::testing;

namespace {

/// A stroke over the paper; places as shares of its width and height.
void draw_stroke(Window& window, double x0, double y0, double x1, double y1) {
    const Rect r = window.rect("drawing.paper");
    window.press(r.x + x0 * r.w, r.y + y0 * r.h);
    for (const double s : {0.3, 0.6, 1.0})
        window.act([&] { window.move(r.x + (x0 + s * (x1 - x0)) * r.w, r.y + (y0 + s * (y1 - y0)) * r.h); });
    window.release();
}

void open_board(Window& window) {
    window.click("target.draw");
    window.until("the board", [&] { return window.has("drawing.paper") && window.rested; });
}

void press_drawing_key(Window& window, const std::string& key) {
    window.act([&] { window.key(key); });
}

std::pair<double, double> reach_of(const std::vector<double>& points, int columns) {
    double lo = 1e9, hi = -1e9;
    for (std::size_t i = 0; i < points.size(); i += columns) lo = std::min(lo, points[i]), hi = std::max(hi, points[i]);
    return {lo, hi};
}

} // namespace

TEST_CASE("strokes in the plane become points; Ctrl+Z takes back a stroke, Enter finishes, one step undoes all") {
    Window window("ring");
    const Experiment start = window.experiment;
    open_board(window);
    CHECK_FALSE(window.has("plot.plane"));
    window.act([&] { window.click("drawing.done"); }); // nothing is drawn: nothing happens
    CHECK(window.has("drawing.paper"));
    draw_stroke(window, 0.2, 0.3, 0.4, 0.3);
    draw_stroke(window, 0.6, 0.7, 0.9, 0.7);
    press_drawing_key(window, "ctrl+z"); // the second one
    CHECK(window.experiment == start);
    const int before = window.experiments;
    window.key("Return");
    window.until("the target", [&] { return window.experiments > before && window.rested; });
    CHECK(window.cause == "target.drawn");
    CHECK(window.experiment.target.kind == TargetKind::points);
    CHECK(window.experiment.target.points.size() > 40);
    CHECK(reach_of(window.experiment.target.points, 2).second < 0);
    CHECK(window.has("plot.plane"));
    CHECK(window.undo_depth == 1);

    // Gone on with: what was there stays, the eraser takes a part of it away.
    const Experiment drawn = window.experiment;
    open_board(window);
    draw_stroke(window, 0.6, 0.7, 0.9, 0.7);
    window.click("drawing.eraser");
    draw_stroke(window, 0.6, 0.7, 0.7, 0.7);
    window.click("drawing.done");
    window.until("more points", [&] { return window.has("plot.plane") && window.rested; });
    const auto& points = window.experiment.target.points;
    REQUIRE(points.size() > drawn.target.points.size());
    CHECK(std::equal(drawn.target.points.begin(), drawn.target.points.end(), points.begin()));
    CHECK(window.undo_depth == 2);
    const int undone = window.experiments;
    window.key("ctrl+z");
    window.until("undo", [&] { return window.experiments > undone && window.rested; });
    CHECK(window.experiment == drawn);
}

TEST_CASE("Escape leaves the target as it is; the size of the brush follows the wheel and the brackets") {
    Window window("ring");
    const Experiment start = window.experiment;
    const auto drawn = [&](const std::string& key, int times) {
        open_board(window);
        for (int i = 0; i < times; ++i) press_drawing_key(window, key);
        draw_stroke(window, 0.3, 0.5, 0.7, 0.5);
        const int before = window.experiments;
        window.key("Return");
        window.until("the target", [&] { return window.experiments > before && window.rested; });
        const std::size_t count = window.experiment.target.points.size();
        window.key("ctrl+z");
        window.until("undo", [&] { return window.experiment == start && window.rested; });
        return count;
    };
    open_board(window);
    draw_stroke(window, 0.2, 0.3, 0.4, 0.3);
    press_drawing_key(window, "Escape");
    CHECK_FALSE(window.has("drawing.paper"));
    CHECK(window.experiment == start);
    const std::size_t usual = drawn("bracketleft", 0), larger = drawn("bracketright", 3);
    CHECK(larger > 1.3 * usual);
    CHECK(drawn("bracketleft", 8) < usual);
}

TEST_CASE("a density over a line, from the window's first Gaussian to points and on") {
    Window window;
    open_board(window);
    draw_stroke(window, 0.25, 0.3, 0.45, 0.3);
    window.click("drawing.done");
    window.until("the target", [&] { return window.has("plot.xt") && window.rested; });
    CHECK(window.experiment.target.columns == 1);
    const auto [lo, hi] = reach_of(window.experiment.target.points, 1);
    CHECK(lo == doctest::Approx(-2).epsilon(0.1)); // the paper is -4 .. 4
    CHECK(hi == doctest::Approx(-0.4).epsilon(0.2));
    open_board(window);
    window.click("drawing.dimension");
    draw_stroke(window, 0.3, 0.5, 0.7, 0.5);
    window.click("drawing.done");
    window.until("the plane", [&] { return window.experiment.target.columns == 2 && window.has("plot.plane"); });
}
