// Handles on plots: where they are, which one a mouse means, and what moving them does to an Experiment.

#include "app/window/grips.h"

#include "app/plots/plots.h"
#include "core/control_points.h"
#include "core/experiment.h"

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

/// Another law than `before` would be another density somewhere.
double largest_difference(const Target& a, const Target& b) {
    double worst = 0;
    for (double x = -3; x <= 3; x += 0.31)
        for (double y = -3; y <= 3; y += 0.31)
            worst = std::max(worst, std::abs(density(a, Eigen::Vector2d(x, y)) - density(b, Eigen::Vector2d(x, y))));
    return worst;
}

} // namespace

TEST_SUITE("app/grips") {
    TEST_CASE("control points: on the SNR, within the axis; the nearest one is meant, beyond reach none") {
        const Experiment experiment = with_points();
        const Layout layout = schedule_layout();
        const std::vector<Grip> grips = grips_on("schedule", experiment, layout, false);
        REQUIRE(grips.size() == 3);
        CHECK(grips[1].x == doctest::Approx(50));
        CHECK(grips[1].y == doctest::Approx(1));
        CHECK(grips[2].y == 1e-6); // log SNR -30 lies below the axis
        const Point at = layout.at(50, 1);
        const auto under = grip_under(grips, layout, {at.x + 6, at.y - 6}, 10);
        REQUIRE(under);
        CHECK(under->index == 1);
        CHECK(grip_name(*under) == "schedule.point[1]");
        CHECK_FALSE(grip_under(grips, layout, {at.x + 8, at.y - 8}, 10));
        CHECK(grips_on("variance", experiment, layout, true).empty());
        Experiment named = experiment;
        named.process.schedule.kind = ScheduleKind::cosine;
        CHECK(grips_on("schedule", named, layout, true).empty());
    }

    TEST_CASE("a grip beyond the edge of a zoomed plot cannot be taken hold of") {
        Layout layout = schedule_layout();
        layout.x.lo = 60;
        const std::vector<Grip> grips = grips_on("schedule", with_points(), layout, false);
        CHECK_FALSE(grip_under(grips, layout, layout.at(50, 1), 10));
        CHECK(grip_under(grips, layout, layout.at(100, 1e-6), 10));
    }

    TEST_CASE("a control point follows the drag in u and log SNR; its neighbours and the ends hold it") {
        const Experiment before = with_points();
        const Grip middle = grips_on("schedule", before, schedule_layout(), false)[1];
        const auto points = [&](const Grip& grip, Place from, Place to) {
            return dragged(before, grip, from, to, false).process.schedule.points;
        };
        const auto moved = points(middle, {51, 2}, {61, 2 * std::exp(1.5)});
        CHECK(moved[1].u == doctest::Approx(0.6));
        CHECK(moved[1].log_snr == doctest::Approx(1.5));
        CHECK(points(middle, {51, 2}, {51, 2}) == before.process.schedule.points);
        const auto far = points(middle, {50, 1}, {500, 1e30});
        CHECK(far[1].u == doctest::Approx(1 - ControlLimits::gap_u));
        CHECK(far[1].log_snr == doctest::Approx(8 - ControlLimits::gap_log_snr));
        const Grip first{Grip::Kind::control_point, 0, 0, std::exp(8.0)};
        const auto end = points(first, {0, std::exp(8.0)}, {30, std::exp(9.0)});
        CHECK(end[0].u == 0);
        CHECK(end[0].log_snr == doctest::Approx(9));
        // One beyond the axis starts where it is shown.
        const Grip last{Grip::Kind::control_point, 2, 100, 1e-6};
        CHECK(points(last, {100, 1e-6}, {100, 1e-5})[2].log_snr == doctest::Approx(std::log(1e-5)).epsilon(1e-3));
        const Grip gone{Grip::Kind::control_point, 7, 0, 1};
        CHECK(dragged(before, gone, {0, 1}, {5, 2}, false) == before);
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

    TEST_CASE("components show two grips each while the target is edited, on the stage of its dimension") {
        const Experiment experiment = with_components();
        const Layout layout = plane_layout();
        CHECK(grips_on("plane", experiment, layout, false).empty());
        CHECK(grips_on("xt", experiment, layout, true).empty());
        const std::vector<Grip> grips = grips_on("plane", experiment, layout, true);
        REQUIRE(grips.size() == 4);
        CHECK(grips[0].kind == Grip::Kind::mean);
        CHECK(grips[0].x == -1);
        CHECK(std::hypot(grips[1].x + 1, grips[1].y - 0.5) == doctest::Approx(0.5));
        // Of a tilted one, along the longest axis: the larger eigenvalue of the covariance.
        const double half = 0.5 * (0.09 - 0.04), largest = 0.065 + std::sqrt(half * half + 0.03 * 0.03);
        const double dx = grips[3].x - 2, dy = grips[3].y - 1, stretch = std::max(1.0, 12 / 50.0 / std::sqrt(largest));
        CHECK(std::hypot(dx, dy) == doctest::Approx(stretch * std::sqrt(largest)));
        CHECK((0.09 * dx + 0.03 * dy) == doctest::Approx(largest * dx));
        Experiment line;
        const std::vector<Grip> on_line = grips_on("xt", line, layout, true);
        REQUIRE(on_line.size() == 2);
        CHECK(on_line[1].y == doctest::Approx(0.24)); // sigma 0.2 is 10 pixels: shown at 12, to be told apart
    }

    TEST_CASE("dragging a mean moves it, dragging a width scales all of its component") {
        const Experiment before = with_components();
        const Grip mean{Grip::Kind::mean, 1, 2, 1};
        const Experiment moved = dragged(before, mean, {2.1, 1.1}, {1.1, -0.4}, false);
        CHECK(moved.target.components[1].mean[0] == doctest::Approx(1));
        CHECK(moved.target.components[1].mean[1] == doctest::Approx(-0.5));
        CHECK(moved.target.components[0] == before.target.components[0]);
        const Grip round{Grip::Kind::width, 0, -0.5, 0.5};
        CHECK(dragged(before, round, {-0.5, 0.5}, {0, 0.5}, false).target.components[0].sigma == doctest::Approx(1));
        const Grip tilted{Grip::Kind::width, 1, 2.3, 1};
        const auto cov = dragged(before, tilted, {2.3, 1}, {2.6, 1}, false).target.components[1].cov;
        for (int i = 0; i < 4; ++i) CHECK(cov[i] == doctest::Approx(4 * before.target.components[1].cov[i]));
        // Onto the mean: narrow, and never nothing.
        CHECK(dragged(before, round, {-0.5, 0.5}, {-1, 0.5}, false).target.components[0].sigma > 0);
        CHECK_NOTHROW(validate(dragged(before, tilted, {2.3, 1}, {2, 1}, false)));
        Experiment line;
        const Grip only{Grip::Kind::mean, 0, 0, 0};
        CHECK(dragged(line, only, {0, 0}, {30, 0.75}, true).target.mean[0] == doctest::Approx(0.75));
        CHECK(dragged(line, only, {0, 0}, {30, 0.75}, false) == line); // not on this stage
    }

    TEST_CASE("weights are relative; a single component has none") {
        Experiment experiment = with_components();
        CHECK(share(experiment.target, 0) == doctest::Approx(0.25));
        weigh(experiment, 0, 3);
        CHECK(share(experiment.target, 0) == doctest::Approx(0.5));
        weigh(experiment, 0, 1e30);
        CHECK_NOTHROW(validate(experiment));
        Experiment only;
        weigh(only, 0, 3);
        CHECK(only == Experiment{});
        CHECK(share(only.target, 0) == 1);
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
        CHECK_NOTHROW(validate(experiment)); // true-reverse is for Gaussians only
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
        CHECK(log_snr_difference(process.schedule, {}, process.steps) < 0.3);
        process.schedule = {};
        process.schedule.beta_end = 7;
        make_curve(process);
        CHECK_NOTHROW(make_schedule(process.schedule, process.steps));
    }
}
