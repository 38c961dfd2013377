// Drawing a target: strokes in the plane are even, a density over a line becomes points at equal shares of its area.

#include "app/model/sketch.h"
#include "app/views/sketch_density.h"
#include "core/run/problem.h"

#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

using namespace halfstep;

namespace {

constexpr double spacing = 0.1;

Sketch plane_sketch() { return Sketch(TargetSpec{}, 2, spacing); }

double nearest_pair(const std::vector<double>& p) {
    double least = 1e9;
    for (std::size_t i = 0; i < p.size(); i += 2)
        for (std::size_t j = 0; j < i; j += 2) least = std::min(least, std::hypot(p[i] - p[j], p[i + 1] - p[j + 1]));
    return least;
}

int within(const std::vector<double>& p, double x_lo, double x_hi) {
    int count = 0;
    for (std::size_t i = 0; i < p.size(); i += 2) count += p[i] >= x_lo && p[i] < x_hi;
    return count;
}

Experiment with_sampler() {
    Experiment experiment;
    experiment.samplers.resize(1);
    return experiment;
}

} // namespace

TEST_SUITE("app/sketch") {
    TEST_CASE("a stroke is even along its way, fast or slow, once or again, and stays under the brush") {
        constexpr double radius = 0.4;
        Sketch once = plane_sketch(), slow = plane_sketch();
        once.begin_stroke();
        once.brush({-3, 0}, {3, 0}, radius);
        slow.begin_stroke();
        for (int pass = 0; pass < 3; ++pass)
            for (int i = 0; i < 600; ++i) slow.brush({-3 + i * 0.01, 0}, {-3 + (i + 1) * 0.01, 0}, radius);
        for (const Sketch* sketch : {&once, &slow}) {
            const std::vector<double>& p = sketch->points();
            CHECK(nearest_pair(p) >= spacing - 2e-4); // points are rounded to 1e-4
            for (std::size_t i = 0; i < p.size(); i += 2)
                CHECK(std::hypot(p[i] - std::clamp(p[i], -3.0, 3.0), p[i + 1]) <= radius + 1e-4);
            const double mean = within(p, -2.4, 2.4) / 4.0; // of four parts
            for (int part = 0; part < 4; ++part)
                CHECK(std::abs(within(p, -2.4 + 1.2 * part, -1.2 + 1.2 * part) - mean) < 0.15 * mean);
        }
        // Random sequential packing of discs saturates at 0.547 of the area [Feder 1980]; they fill the brush's way,
        // grown by half a spacing, with its round ends.
        const double disc = std::numbers::pi * spacing * spacing / 4, grown = radius + spacing / 2;
        const double area = 6 * 2 * grown + std::numbers::pi * grown * grown;
        CHECK(slow.count() * disc < 0.57 * area);
        CHECK(slow.count() * disc > 0.45 * area);
        CHECK(once.count() > 0.6 * slow.count());
    }

    TEST_CASE("a brush finer than the spacing leaves a row of points") {
        Sketch sketch = plane_sketch();
        sketch.begin_stroke();
        sketch.brush({0, 0}, {2, 0}, 0.01);
        for (std::size_t i = 1; i < sketch.points().size(); i += 2) CHECK(sketch.points()[i] == 0);
        CHECK(sketch.count() >= 14);
        CHECK(sketch.count() <= 21);
    }

    TEST_CASE("undo takes strokes back one by one, also a clearing; the eraser takes what it passes over") {
        Sketch sketch = plane_sketch();
        CHECK(sketch.empty());
        CHECK_FALSE(sketch.undo());
        sketch.begin_stroke();
        sketch.brush({-2, 0}, {-1, 0}, 0.2);
        const std::vector<double> first = sketch.points();
        sketch.begin_stroke();
        sketch.brush({1, 0}, {2, 0}, 0.2);
        const std::vector<double> both = sketch.points();
        CHECK(both.size() > first.size());
        sketch.begin_stroke();
        sketch.erase({1, 0}, {2, 0}, 0.25);
        CHECK(sketch.points() == first);
        sketch.clear();
        CHECK(sketch.empty());
        CHECK(sketch.undo());
        CHECK(sketch.points() == first);
        CHECK(sketch.undo());
        CHECK(sketch.points() == both);
        CHECK(sketch.undo());
        CHECK(sketch.points() == first);
        CHECK(sketch.undo());
        CHECK(sketch.empty());
    }

    TEST_CASE("there are at most as many points as a target may have") {
        Sketch sketch(TargetSpec{}, 2, 0.01);
        sketch.begin_stroke();
        for (int row = 0; row < 200 && !sketch.full(); ++row) sketch.brush({-3, row * 0.02}, {3, row * 0.02}, 0.001);
        CHECK(sketch.full());
        CHECK(sketch.count() == Limits::max_points);
        sketch.brush({-3, -1}, {3, -1}, 0.001);
        CHECK(sketch.count() == Limits::max_points);
        CHECK_NOTHROW(make_problem(sketch.result(with_sampler(), -1, false)));
    }

    TEST_CASE("the result is a cloud of points that the next drawing goes on from; nothing drawn changes nothing") {
        Experiment before = with_sampler();
        before.samplers[0].kind = SamplerKind::true_reverse;
        Sketch sketch = plane_sketch();
        CHECK(sketch.result(before, -1, false) == before);
        sketch.begin_stroke();
        sketch.brush({-1, -1}, {1, 1}, 0.3);
        const Experiment after = sketch.result(before, -1, true);
        CHECK(after.target.kind == TargetKind::points);
        CHECK(after.target.columns == 2);
        CHECK(after.target.points == sketch.points());
        CHECK(after.target.standardize);
        CHECK(after.target.kernel == doctest::Approx(spacing));
        CHECK_NOTHROW(make_problem(after)); // true-reverse is for Gaussians only
        const Sketch next(after.target, 2, spacing);
        CHECK(next.points() == sketch.points());
        CHECK(Sketch(after.target, 1, spacing).empty());           // another dimension
        CHECK(sketch.result(before, 0, false).target.kernel == 0); // the points themselves, if that is what was there
    }

    TEST_CASE("a density over a line: points at equal shares of its area") {
        Sketch sketch(TargetSpec{}, 1, spacing);
        CHECK(sketch.empty());
        CHECK(sketch.count() == 0);
        sketch.begin_stroke();
        sketch.brush({-3, 0.9}, {-1, 0.9},
                     0.1); // a box, and to the right one of a third of its height and half its width
        sketch.brush({2.99, 0.3}, {2, 0.3}, 0.1);
        const Experiment after = sketch.result(with_sampler(), -1, false);
        CHECK_NOTHROW(make_problem(after));
        REQUIRE(after.target.columns == 1);
        REQUIRE(after.target.points.size() == Sketch::line_points);
        int left = 0;
        for (const double x : after.target.points) {
            CHECK((x > -3.1 && x < 3.1));
            left += x < 0;
        }
        CHECK(left == doctest::Approx(Sketch::line_points * 6.0 / 7).epsilon(0.02));
        // Gone on with, the same boxes come back, but for the kernel's width.
        const Sketch again(after.target, 1, spacing);
        const auto height = [&](double x) {
            return again.heights()[static_cast<std::size_t>((x + Sketch::reach) / (2 * Sketch::reach) * Sketch::bins)];
        };
        CHECK(height(2.5) / height(-2) == doctest::Approx(1.0 / 3).epsilon(0.1));
        CHECK(height(0.5) == 0);
    }

    TEST_CASE("the heights stay within the paper, and the eraser brings them down") {
        Sketch sketch(TargetSpec{}, 1, spacing);
        sketch.begin_stroke();
        sketch.brush({-9, 5}, {9, -5}, 0.1);
        for (const double h : sketch.heights()) CHECK((h >= 0 && h <= 1));
        CHECK_FALSE(sketch.empty());
        sketch.begin_stroke();
        sketch.erase({-9, 0}, {9, 0}, 0.1);
        CHECK(sketch.empty());
        CHECK(sketch.undo());
        CHECK_FALSE(sketch.empty());
    }

    TEST_CASE("while it is drawn its density is there: a shade over the plane, most where most was drawn") {
        Sketch sketch = plane_sketch();
        CHECK(sketch_density(sketch, -1, {-3, 3}, {-3, 3}).empty());
        const int before = sketch.revision();
        sketch.begin_stroke();
        sketch.brush({-2, 0}, {0, 0}, 0.3);
        CHECK(sketch.revision() != before);
        const std::vector<Mark> marks = sketch_density(sketch, -1, {-3, 3}, {-3, 3});
        REQUIRE(marks.size() == 1);
        const HeatMap& shade = std::get<HeatMap>(marks[0]);
        double sum = 0, inside = 0;
        for (int row = 0; row < shade.rows; ++row)
            for (int column = 0; column < shade.columns; ++column) {
                const double x = -3 + 6 * (column + 0.5) / shade.columns, y = -3 + 6 * (row + 0.5) / shade.rows;
                const double p = shade.value[static_cast<std::size_t>(row) * shade.columns + column];
                sum += p;
                inside += x > -2.6 && x < 0.6 && std::abs(y) < 0.6 ? p : 0;
            }
        CHECK(sum * 36 / (shade.rows * shade.columns) == doctest::Approx(1).epsilon(0.02)); // a density
        CHECK(inside > 0.99 * sum);
    }

    TEST_CASE("over a line the curve has the height and the area of what was drawn") {
        Sketch sketch(TargetSpec{}, 1, 0);
        sketch.begin_stroke();
        sketch.brush({-1, 0.5}, {1, 0.5}, 0);
        const std::vector<Mark> marks = sketch_density(sketch, -1, {-4, 4}, {0, 1});
        REQUIRE(marks.size() == 1);
        const Curve& curve = std::get<Curve>(marks[0]);
        double area = 0, drawn = 0;
        for (std::size_t i = 1; i < curve.x.size(); ++i)
            area += 0.5 * (curve.y[i] + curve.y[i - 1]) * (curve.x[i] - curve.x[i - 1]);
        for (const double height : sketch.heights()) drawn += height * 8 / Sketch::bins;
        CHECK(area == doctest::Approx(drawn).epsilon(0.01));
        for (std::size_t i = 0; i < curve.x.size(); ++i)
            if (std::abs(curve.x[i]) < 0.6) CHECK(curve.y[i] == doctest::Approx(0.5).epsilon(0.05));
    }
}
