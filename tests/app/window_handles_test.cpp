// Handles in the real window: the control points of a schedule and the components of a target, by the mouse. What they
// do to an Experiment: touch_test.cpp.

#include "core/process/control_points.h"
#include "tests/app/window_driver.h"

using namespace halfstep;
using namespace halfstep::testing;

namespace {

const char* const curve_scene = R"(title = "curve"
[process]
kind = "vp"
steps = 100
schedule = "custom"
points = [[0.0, 8.0], [0.5, 0.0], [1.0, -8.0]]
[[sampler]]
name = "DDIM"
[run]
particles = 500
)";

const char* const mixture_scene = R"(title = "two"
[target]
kind = "mixture"
[[target.component]]
mean = [-1.0, 0.0]
sigma = 0.4
[[target.component]]
mean = [1.0, 0.5]
sigma = 0.4
[process]
kind = "vp"
steps = 40
[[sampler]]
name = "DDIM"
[run]
particles = 500
)";

struct Middle {
    double x, y;
};
Middle middle_of(const Rect& r) { return {r.x + r.w / 2, r.y + r.h / 2}; }

/// The middle of a handle, on which the mouse then is.
Middle aim(Window& window, const std::string& grip) {
    window.aim(grip);
    return middle_of(window.rect(grip));
}

void drag_grip(Window& window, const std::string& grip, double dx, double dy) {
    const Middle at = aim(window, grip);
    window.press(at.x, at.y);
    for (const double part : {0.4, 0.7, 1.0}) {
        const int before = window.experiments;
        window.move(at.x + part * dx, at.y + part * dy);
        window.until(grip + " to follow the mouse", [&] { return window.experiments > before; });
    }
    window.release();
}

void press_editing_key(Window& window, const std::string& key) {
    const int before = window.experiments;
    window.key(key);
    window.until("what " + key + " does", [&] { return window.experiments > before && window.rested; });
}

/// Two clicks count as one double click if a frame has seen the second within 0.3 s of the first: where frames are
/// slow, again.
void double_click(Window& window, double x, double y, const std::vector<std::string>& held = {}) {
    constexpr int attempts = 10;
    window.act([&] { window.move(x, y); });
    const int before = window.experiments;
    for (const std::string& key : held) window.xdo({"keydown", key});
    for (int attempt = 0; attempt < attempts && window.experiments == before; ++attempt) {
        window.click(x, y);
        window.click(x, y);
        window.until("rest", [&] { return window.rested; });
    }
    for (const std::string& key : held) window.xdo({"keyup", key});
    window.until("the double click", [&] { return window.experiments > before && window.rested; });
}

const std::vector<ControlPoint>& points(const Window& window) { return window.experiment.process.schedule.points; }
const std::vector<ComponentSpec>& components(const Window& window) { return window.experiment.target.components; }

} // namespace

TEST_CASE("a control point follows the mouse, the axis rests, and one undo step takes it back") {
    Window window(curve_scene);
    const Experiment start = window.experiment;
    const double lo = window.axis("schedule", "y")["lo"].number, hi = window.axis("schedule", "y")["hi"].number;
    const int level = window.level;
    drag_grip(window, "handle.schedule.point[1]", 30, -25);
    CHECK(points(window)[1].u > 0.52);
    CHECK(points(window)[1].log_snr > 0.5);
    CHECK(window.cause == "process.points[1]");
    CHECK(window.undo_depth == 1);
    CHECK(window.level == level); // time did not move along
    CHECK(window.axis("schedule", "y")["lo"].number == lo);
    CHECK(window.axis("schedule", "y")["hi"].number == hi);
    window.until("the full run", [&] { return !window.run["coarse"].boolean; });
    window.undo();
    CHECK(window.experiment == start);
}

TEST_CASE("a double click on the curve adds a point; a right click or Delete removes it; the ends stay") {
    Window window(curve_scene);
    const auto where = [&](double u) { // on the screen
        const Rect plot = window.rect("plot.schedule");
        const Json &x = window.axis("schedule", "x"), &y = window.axis("schedule", "y");
        const double log_snr = LogSnrCurve(points(window))(u), lo = std::log(y["lo"].number);
        const double share = (log_snr - lo) / (std::log(y["hi"].number) - lo);
        return Middle{plot.x + x["from"].number + u * (x["to"].number - x["from"].number),
                      plot.y + y["from"].number + share * (y["to"].number - y["from"].number)};
    };
    const Middle at = where(0.25);
    double_click(window, at.x, at.y);
    REQUIRE(points(window).size() == 4);
    CHECK(points(window)[1].u == doctest::Approx(0.25).epsilon(0.05));
    CHECK(window.undo_depth == 1);
    aim(window, "handle.schedule.point[1]");
    press_editing_key(window, "Delete");
    CHECK(points(window).size() == 3);
    aim(window, "handle.schedule.point[1]");
    const int before = window.experiments;
    window.act([&] { window.xdo({"click", "3"}); });
    window.until("the right click", [&] { return window.experiments > before; });
    CHECK(points(window).size() == 2);
    CHECK_FALSE(window.has("menu.fit"));
    aim(window, "handle.schedule.point[0]");
    window.key("Delete");
    window.until("a word about the ends", [&] { return window.notice().find("ends") != std::string::npos; });
    CHECK(points(window).size() == 2);
}

TEST_CASE("any schedule becomes a curve from the menu of its plot") {
    std::string scene = curve_scene;
    scene.replace(scene.find("schedule = "), std::string(scene).find("[[sampler") - scene.find("schedule = "),
                  "schedule = \"cosine\"\n");
    Window window(scene);
    CHECK_FALSE(window.has("handle.schedule.point[1]"));
    window.choose_in_menu("schedule", "edit_curve");
    window.until("handles", [&] { return window.has("handle.schedule.point[1]"); });
    CHECK(window.experiment.process.schedule.kind == ScheduleKind::custom);
    CHECK(window.undo_depth == 1);
    window.undo();
    CHECK(window.experiment.process.schedule.kind == ScheduleKind::cosine);
}

TEST_CASE("components on the stage: only while the target is edited; moved, widened, weighed, added, removed") {
    Window window(mixture_scene);
    const Experiment start = window.experiment;
    CHECK_FALSE(window.has("handle.mean[0]"));
    window.act([&] { window.key("m"); });
    REQUIRE(window.has("handle.mean[0]"));
    const double lo = window.axis("plane", "x")["lo"].number;

    const Middle at = aim(window, "handle.mean[0]");
    window.press(at.x, at.y);
    for (const double dx : {-200, -380}) { // beyond what a fitted view would show
        const int before = window.experiments;
        window.move(at.x + dx, at.y - 40);
        window.until("the mean to follow", [&] { return window.experiments > before; });
        window.until("rest", [&] { return window.rested; });
        CHECK(window.axis("plane", "x")["lo"].number == lo); // nothing jumps
    }
    window.release();
    CHECK(components(window)[0].mean[0] < -2);
    CHECK(components(window)[0].mean[1] > 0.1);
    CHECK(window.cause == "target.component[0].mean");
    CHECK(window.undo_depth == 1);
    window.undo();
    CHECK(window.experiment == start);

    drag_grip(window, "handle.width[1]", 30, 0);
    CHECK(components(window)[1].sigma > 0.45);
    CHECK(components(window)[1].mean == start.target.components[1].mean);
    window.undo();

    const Middle heavy = aim(window, "handle.mean[1]");
    const int depth = window.undo_depth;
    window.wheel(heavy.x, heavy.y, 3);
    CHECK(components(window)[1].sigma == doctest::Approx(0.4 * 1.331).epsilon(0.01));
    window.wheel(heavy.x, heavy.y, 2);
    CHECK(window.undo_depth == depth + 1); // as long as the mouse stays
    window.xdo({"keydown", "shift"});
    window.wheel(heavy.x, heavy.y, 4);
    window.xdo({"keyup", "shift"});
    CHECK(components(window)[1].weight == doctest::Approx(1.4641).epsilon(0.01));

    const Rect plot = window.rect("plot.plane");
    double_click(window, plot.x + 0.5 * plot.w, plot.y + 0.3 * plot.h, {"ctrl"});
    REQUIRE(components(window).size() == 3);
    for (const int left : {2, 1}) {
        aim(window, "handle.mean[" + std::to_string(left) + "]");
        press_editing_key(window, "Delete");
        CHECK(components(window).size() == static_cast<std::size_t>(left));
    }
    aim(window, "handle.mean[0]");
    window.key("Delete");
    window.until("a word about the last", [&] { return window.notice().find("last") != std::string::npos; });
    window.act([&] { window.key("m"); });
    CHECK_FALSE(window.has("handle.mean[0]"));
}

TEST_CASE("on a line the handles stand where the data are; a ring is written out first") {
    {
        Window window;
        window.click("target.on_stage");
        drag_grip(window, "handle.mean[0]", 0, -60);
        CHECK(window.experiment.target.mean[0] > 0.1);
        CHECK(window.cause == "target.mean");
        drag_grip(window, "handle.width[0]", 0, -40);
        CHECK(window.experiment.target.sigma > 0.55);
        CHECK(window.undo_depth == 2);
        CHECK(window.level == 0);
    }
    Window window("ring");
    window.key("m");
    window.until("a word about the shape", [&] { return window.notice().find("mixture") != std::string::npos; });
    window.click("target.as_mixture");
    window.until("its handles", [&] { return window.has("handle.mean[7]"); });
    CHECK(window.experiment.target.kind == TargetKind::mixture);
    CHECK(window.undo_depth == 1);
}
