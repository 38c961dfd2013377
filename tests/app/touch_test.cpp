// Handles on plots: where they are, which one a mouse means, and what moving them does to an Experiment.

#include "app/plots/component_edit.h"
#include "app/plots/curve_edit.h"
#include "app/plots/plots.h"
#include "core/run/problem.h"
#include "tests/log_snr_difference.h"

#include <doctest/doctest.h>

#include <cmath>

using namespace halfstep;

namespace {

/// 400 x 200 pixels at (100, 50): t = 0..100 on a log axis of 1e-6..1e4.
Layout schedule_layout() {
    Layout layout;
    layout.plot = {100, 50, 400, 200};
    layout.x = {0, 100, Scale::linear, 100, 500};
    layout.y = {1e-6, 1e4, Scale::log10, 250, 50};
    return layout;
}

/// 400 x 400 pixels of the plane, -4..4 both ways: 50 pixels a unit.
Layout plane_layout() {
    Layout layout;
    layout.plot = {100, 50, 400, 400};
    layout.x = {-4, 4, Scale::linear, 100, 500};
    layout.y = {-4, 4, Scale::linear, 450, 50};
    return layout;
}

Experiment with_points() {
    Experiment experiment;
    experiment.process.kind = ProcessKind::vp;
    experiment.process.steps = 100;
    experiment.process.schedule.kind = ScheduleKind::custom;
    experiment.process.schedule.points = {{0, 8}, {0.5, 0}, {1, -30}};
    return experiment;
}

Experiment with_components() {
    Experiment experiment;
    experiment.samplers.resize(1);
    experiment.target.kind = TargetKind::mixture;
    experiment.target.components = {{1, {-1, 0.5}, 0.5, {}}, {3, {2, 1}, 0.2, {0.09, 0.03, 0.03, 0.04}}};
    return experiment;
}

/// The handles of a plot, whose figure shows `made`.
std::vector<PlotHandle> handles_in(const char* plot, const Experiment& experiment, const Layout& layout,
                                   const Figure& made = {}) {
    return find_plot(plot)->touch->handles(experiment, made, layout);
}

Experiment dragged(const char* plot, const Experiment& before, const PlotHandle& handle, DataPoint from, DataPoint to) {
    return find_plot(plot)->touch->drag(before, handle, {.from = from, .to = to}, {}).experiment;
}

/// Another law than `before` would be another density somewhere.
double largest_difference(const Target& a, const Target& b) {
    double worst = 0;
    for (double x = -3; x <= 3; x += 0.31)
        for (double y = -3; y <= 3; y += 0.31)
            worst = std::max(worst, std::abs(density(a, Eigen::Vector2d(x, y)) - density(b, Eigen::Vector2d(x, y))));
    return worst;
}

} // namespace

TEST_SUITE("app/touch") {
    TEST_CASE("control points: on the SNR, within the axis; the nearest one is meant, beyond reach none") {
        const Experiment experiment = with_points();
        const Layout layout = schedule_layout();
        const std::vector<PlotHandle> handles = handles_in("schedule", experiment, layout);
        REQUIRE(handles.size() == 3);
        CHECK(handles[1].x == doctest::Approx(50));
        CHECK(handles[1].y == doctest::Approx(1));
        CHECK(handles[2].y == 1e-6); // log SNR -30 lies below the axis
        const Point at = layout.at(50, 1);
        const auto under = handle_at(handles, layout, {at.x + 6, at.y - 6}, 10);
        REQUIRE(under);
        CHECK(under->ref == HandleRef{ControlPointRef{1}});
        CHECK(handle_name(under->ref) == "schedule.point[1]");
        CHECK_FALSE(handle_at(handles, layout, {at.x + 8, at.y - 8}, 10));
        CHECK((find_plot("variance")->touch == nullptr));
        Experiment named = experiment;
        named.process.schedule.kind = ScheduleKind::cosine;
        CHECK(handles_in("schedule", named, layout).empty());
    }

    TEST_CASE("a handle beyond the edge of a zoomed plot cannot be taken hold of") {
        Layout layout = schedule_layout();
        layout.x.lo = 60;
        const std::vector<PlotHandle> handles = handles_in("schedule", with_points(), layout);
        CHECK_FALSE(handle_at(handles, layout, layout.at(50, 1), 10));
        CHECK(handle_at(handles, layout, layout.at(100, 1e-6), 10));
    }

    TEST_CASE("a control point follows the drag in u and log SNR; its neighbours and the ends hold it") {
        const Experiment before = with_points();
        const PlotHandle middle = handles_in("schedule", before, schedule_layout())[1];
        const auto points = [&](const PlotHandle& handle, DataPoint from, DataPoint to) {
            return dragged("schedule", before, handle, from, to).process.schedule.points;
        };
        const auto moved = points(middle, {51, 2}, {61, 2 * std::exp(1.5)});
        CHECK(moved[1].u == doctest::Approx(0.6));
        CHECK(moved[1].log_snr == doctest::Approx(1.5));
        CHECK(points(middle, {51, 2}, {51, 2}) == before.process.schedule.points);
        const auto far = points(middle, {50, 1}, {500, 1e30});
        CHECK(far[1].u == doctest::Approx(1 - ControlLimits::gap_u));
        CHECK(far[1].log_snr == doctest::Approx(8 - ControlLimits::gap_log_snr));
        const PlotHandle first{ControlPointRef{0}, 0, std::exp(8.0)};
        const auto end = points(first, {0, std::exp(8.0)}, {30, std::exp(9.0)});
        CHECK(end[0].u == 0);
        CHECK(end[0].log_snr == doctest::Approx(9));
        // One beyond the axis starts where it is shown.
        const PlotHandle last{ControlPointRef{2}, 100, 1e-6};
        CHECK(points(last, {100, 1e-6}, {100, 1e-5})[2].log_snr == doctest::Approx(std::log(1e-5)).epsilon(1e-3));
        const PlotHandle gone{ControlPointRef{7}, 0, 1};
        CHECK(dragged("schedule", before, gone, {0, 1}, {5, 2}) == before);
    }

    TEST_CASE("points come and go where there is room, and say why not") {
        Experiment experiment = with_points();
        ProcessSpec& process = experiment.process;
        const Layout layout = schedule_layout();
        const double value = std::exp(LogSnrCurve(process.schedule.points)(0.3));
        CHECK(near_curve(process, layout, layout.at(30, value), 8));
        CHECK_FALSE(near_curve(process, layout, layout.at(30, value * 100), 8));
        CHECK(add_point(process, 0.3).empty());
        REQUIRE(process.schedule.points.size() == 4);
        CHECK(process.schedule.points[1].u == 0.3);
        CHECK(add_point(process, 0.3).find("too close") != std::string::npos);
        CHECK(remove_point(process, 0).find("ends") != std::string::npos);
        CHECK(remove_point(process, 3).find("ends") != std::string::npos);
        CHECK(remove_point(process, 1).empty());
        CHECK(experiment == with_points());
        for (int i = 1; i < 100; ++i) add_point(process, i / 100.0);
        CHECK(process.schedule.points.size() == ControlLimits::most_points);
        CHECK(add_point(process, 0.995).find("at most 32") != std::string::npos);
    }

    TEST_CASE("components show two handles each while the target is edited, on the stage of its dimension") {
        const Experiment experiment = with_components();
        const Layout layout = plane_layout();
        CHECK(find_plot("plane")->touch->of_target); // only while the target is edited by hand
        CHECK(handles_in("xt", experiment, layout).empty());
        const std::vector<PlotHandle> handles = handles_in("plane", experiment, layout);
        REQUIRE(handles.size() == 4);
        CHECK(std::holds_alternative<ComponentMean>(handles[0].ref));
        CHECK(handles[0].x == -1);
        CHECK(std::hypot(handles[1].x + 1, handles[1].y - 0.5) == doctest::Approx(0.5));
        // Of a tilted one, along the longest axis: the larger eigenvalue of the covariance.
        const double half = 0.5 * (0.09 - 0.04), largest = 0.065 + std::sqrt(half * half + 0.03 * 0.03);
        const double dx = handles[3].x - 2, dy = handles[3].y - 1,
                     stretch = std::max(1.0, 12 / 50.0 / std::sqrt(largest));
        CHECK(std::hypot(dx, dy) == doctest::Approx(stretch * std::sqrt(largest)));
        CHECK((0.09 * dx + 0.03 * dy) == doctest::Approx(largest * dx));
        Experiment line;
        const std::vector<PlotHandle> on_line = handles_in("xt", line, layout);
        REQUIRE(on_line.size() == 2);
        CHECK(on_line[1].y == doctest::Approx(0.24)); // sigma 0.2 is 10 pixels: shown at 12, to be told apart
    }

    TEST_CASE("dragging a mean moves it, dragging a width scales all of its component") {
        const Experiment before = with_components();
        const PlotHandle mean{ComponentMean{1}, 2, 1};
        const Experiment moved = dragged("plane", before, mean, {2.1, 1.1}, {1.1, -0.4});
        CHECK(moved.target.components[1].mean[0] == doctest::Approx(1));
        CHECK(moved.target.components[1].mean[1] == doctest::Approx(-0.5));
        CHECK(moved.target.components[0] == before.target.components[0]);
        const PlotHandle round{ComponentWidth{0}, -0.5, 0.5};
        CHECK(dragged("plane", before, round, {-0.5, 0.5}, {0, 0.5}).target.components[0].sigma == doctest::Approx(1));
        const PlotHandle tilted{ComponentWidth{1}, 2.3, 1};
        const auto cov = dragged("plane", before, tilted, {2.3, 1}, {2.6, 1}).target.components[1].cov;
        for (int i = 0; i < 4; ++i) CHECK(cov[i] == doctest::Approx(4 * before.target.components[1].cov[i]));
        // Onto the mean: narrow, and never nothing.
        CHECK(dragged("plane", before, round, {-0.5, 0.5}, {-1, 0.5}).target.components[0].sigma > 0);
        CHECK_NOTHROW(make_problem(dragged("plane", before, tilted, {2.3, 1}, {2, 1})));
        Experiment line;
        const PlotHandle only{ComponentMean{0}, 0, 0};
        CHECK(dragged("xt", line, only, {0, 0}, {30, 0.75}).target.mean[0] == doctest::Approx(0.75));
        CHECK(dragged("plane", line, only, {0, 0}, {30, 0.75}) == line); // not on this stage
    }

    TEST_CASE("Shift and the wheel: weights and widths, each by its own name") {
        const Touch& touch = *find_plot("plane")->touch;
        const Experiment before = with_components();
        const Edit heavier = touch.drag(before, {ComponentMean{0}, -1, 0.5}, {{}, {}, 60, true}, {});
        CHECK(heavier.cause == "target.component[0].weight");
        CHECK(heavier.experiment.target.components[0].weight == doctest::Approx(std::exp(1)).epsilon(1e-3));
        CHECK(heavier.experiment.target.components[0].mean == before.target.components[0].mean);
        const Edit wider = touch.wheel(before, ComponentMean{0}, 1, false);
        CHECK(wider.cause == "target.component[0].sigma");
        CHECK(wider.experiment.target.components[0].sigma == doctest::Approx(0.55));
        CHECK(touch.wheel(before, ComponentMean{0}, 1, true).experiment.target.components[0].weight ==
              doctest::Approx(1.1));
        CHECK((find_plot("schedule")->touch->wheel == nullptr)); // there it zooms
    }

    TEST_CASE("a double click adds, where the plot takes that, and removing says why not") {
        const Layout plane = plane_layout(), schedule = schedule_layout();
        const Touch& components = *find_plot("plane")->touch;
        CHECK_FALSE(
            components.add(with_components(), plane, plane.at(0, 0), 10, false)); // without Ctrl it fits the plot
        const auto added = components.add(with_components(), plane, plane.at(1, -1), 10, true);
        REQUIRE(added);
        REQUIRE(added->experiment.target.components.size() == 3);
        CHECK(added->experiment.target.components[2].mean == std::vector<double>{1, -1});
        CHECK(components.remove(Experiment(), ComponentMean{0}).refused.find("last") != std::string::npos);
        const Touch& curve = *find_plot("schedule")->touch;
        CHECK_FALSE(curve.add(with_points(), schedule, schedule.at(30, 1e-5), 10, false));
        const double on = std::exp(LogSnrCurve(with_points().process.schedule.points)(0.3));
        CHECK(curve.add(with_points(), schedule, schedule.at(30, on), 10, false)->cause == "process.points");
        CHECK(curve.remove(with_points(), ControlPointRef{0}).refused.find("ends") != std::string::npos);
    }

    TEST_CASE("weights are relative; a single component has none") {
        Experiment experiment = with_components();
        CHECK(component_weight(experiment.target, 0) == doctest::Approx(0.25));
        weigh(experiment, 0, 3);
        CHECK(component_weight(experiment.target, 0) == doctest::Approx(0.5));
        weigh(experiment, 0, 1e30);
        CHECK_NOTHROW(make_problem(experiment));
        Experiment only;
        weigh(only, 0, 3);
        CHECK(only == Experiment{});
        CHECK(component_weight(only.target, 0) == 1);
    }

    TEST_CASE("a Gaussian with another component is a mixture; the last component stays") {
        Experiment experiment;
        experiment.samplers.resize(1);
        experiment.samplers[0].kind = SamplerKind::true_reverse;
        CHECK(add_component(experiment, {1, 2}).find("dimension") != std::string::npos);
        CHECK(add_component(experiment, {1.5}).empty());
        REQUIRE(experiment.target.components.size() == 2);
        CHECK(experiment.target.components[0].sigma == 0.2);
        CHECK(experiment.target.components[1] == ComponentSpec{1, {1.5}, 0.2, {}});
        CHECK_NOTHROW(make_problem(experiment)); // true-reverse is for Gaussians only
        CHECK(remove_component(experiment, 0).empty());
        CHECK(remove_component(experiment, 0).find("last") != std::string::npos);
        while (experiment.target.components.size() < Limits::max_components)
            REQUIRE(add_component(experiment, {0}).empty());
        CHECK(add_component(experiment, {0}).find("at most 256") != std::string::npos);
    }

    TEST_CASE("a ring, a grid and a random target written out as mixtures are the same laws") {
        for (const TargetKind kind : {TargetKind::ring, TargetKind::grid, TargetKind::random}) {
            Experiment experiment;
            experiment.target = usual_target(kind);
            const Target before = make_target(experiment.target);
            CHECK_FALSE(has_components(experiment.target));
            as_mixture(experiment);
            CHECK(has_components(experiment.target));
            CHECK(largest_difference(make_target(experiment.target), before) < 1e-12);
        }
        Experiment word;
        word.target = usual_target(TargetKind::word);
        CHECK_FALSE(can_be_mixture(word.target));
    }

    TEST_CASE("every schedule becomes a curve; an impossible one a plain one") {
        ProcessSpec process;
        process.kind = ProcessKind::vp;
        CHECK_FALSE(has_curve(process));
        make_curve(process);
        CHECK(has_curve(process));
        CHECK(testing::log_snr_difference(process.schedule, {}, process.steps) < 0.3);
        process.schedule = {};
        process.schedule.beta_end = 7;
        make_curve(process);
        CHECK_NOTHROW(make_schedule(process.schedule, process.steps));
    }
}
