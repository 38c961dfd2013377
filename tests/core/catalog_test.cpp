// The named targets: their geometry, and impossible values by key.

#include "core/law/catalog.h"

#include "core/run/problem.h"
#include "tests/core/helpers.h"

#include <Eigen/LU>

#include <functional>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

TargetSpec mixture(std::vector<ComponentSpec> components) {
    TargetSpec spec = target_of(TargetKind::mixture);
    spec.components = std::move(components);
    return spec;
}

/// The key that a change of the defaults of a kind leads to.
std::string refused_target_key(TargetKind kind, const std::function<void(TargetSpec&)>& change) {
    TargetSpec spec = target_of(kind);
    spec.components = {{1, {0.0}, 0.2, {}}, {2, {1.0}, 0.3, {}}};
    change(spec);
    return error_key([&] { make_target(spec); });
}

} // namespace

TEST_SUITE("core/catalog") {
    TEST_CASE("gaussian: isotropic by sigma, else the covariance given; the mean's length is the dimension") {
        TargetSpec spec;
        spec.sigma = 0.5;
        spec.mean = {1.5};
        Target target = make_target(spec);
        CHECK(target.dim() == 1);
        CHECK(dimension(spec) == 1);
        CHECK(target.is_gaussian());
        CHECK(target.components[0].weight == 1);
        CHECK(target.mean()[0] == 1.5);
        CHECK(target.cov()(0, 0) == 0.25);
        spec.mean = {1, -2};
        CHECK(dimension(spec) == 2);
        CHECK((make_target(spec).cov() - mat(0.25, 0, 0.25)).norm() == 0);
        spec.cov = {2, 0.6, 0.6, 0.5};
        CHECK((make_target(spec).cov() - mat(2, 0.6, 0.5)).norm() == 0);
        CHECK((make_target(spec).mean() - vec(1, -2)).norm() == 0);
    }

    TEST_CASE("mixture: weights are normalised, each component by sigma or covariance") {
        const Target target = make_target(mixture({{1, {0, 0}, 0.5, {}}, {3, {2, -1}, 0.1, {2, 0.6, 0.6, 0.5}}}));
        REQUIRE(target.components.size() == 2);
        CHECK(target.components[0].weight == 0.25);
        CHECK(target.components[1].weight == 0.75);
        CHECK((target.components[0].cov - mat(0.25, 0, 0.25)).norm() == 0);
        CHECK((target.components[1].cov - mat(2, 0.6, 0.5)).norm() == 0);
        CHECK((target.mean() - vec(1.5, -0.75)).norm() < 1e-15);
    }

    TEST_CASE("ring: even on its circle; grid: even on its square; both centred") {
        TargetSpec ring = target_of(TargetKind::ring);
        ring.modes = 6;
        ring.radius = 3;
        ring.sigma = 0.25;
        const Target round = make_target(ring);
        REQUIRE(round.components.size() == 6);
        for (int k = 0; k < 6; ++k) {
            const Vec& here = round.components[k].mean;
            const Vec& next = round.components[(k + 1) % 6].mean;
            CHECK(here.norm() == doctest::Approx(3).epsilon(1e-14));
            CHECK((next - here).norm() == doctest::Approx(3).epsilon(1e-14)); // a hexagon's side is its radius
            CHECK(round.components[k].weight == doctest::Approx(1.0 / 6).epsilon(1e-15));
            CHECK((round.components[k].cov - mat(0.0625, 0, 0.0625)).norm() == 0);
        }
        CHECK(round.mean().norm() < 1e-14);

        TargetSpec grid = target_of(TargetKind::grid);
        grid.modes = 3;
        grid.spacing = 1.5;
        const Target square = make_target(grid);
        REQUIRE(square.components.size() == 9);
        CHECK(square.mean().norm() < 1e-14);
        double nearest = infinity;
        for (std::size_t i = 0; i < 9; ++i) {
            CHECK(square.components[i].mean.cwiseAbs().maxCoeff() <= 1.5);
            for (std::size_t j = 0; j < i; ++j) {
                nearest = std::min(nearest, (square.components[i].mean - square.components[j].mean).norm());
            }
        }
        CHECK(nearest == doctest::Approx(1.5));
        CHECK(dimension(ring) == 2);
        CHECK(dimension(grid) == 2);
    }

    TEST_CASE("sigma: a positive number within the limits, in each kind") {
        for (const double bad : {0.0, -0.2, not_a_number, infinity, 2 * Limits::max_scale, 0.5 * Limits::min_sigma}) {
            for (const TargetKind kind :
                 {TargetKind::gaussian, TargetKind::ring, TargetKind::grid, TargetKind::moons, TargetKind::circles,
                  TargetKind::spiral, TargetKind::random, TargetKind::word}) {
                CHECK(refused_target_key(kind, [&](TargetSpec& spec) { spec.sigma = bad; }) == "target.sigma");
            }
            CHECK(refused_target_key(TargetKind::mixture, [&](TargetSpec& spec) { spec.components[1].sigma = bad; }) ==
                  "target.component[1].sigma");
        }
        for (const double good : {1e-6, 1.0, 1e3}) {
            for (const TargetKind kind :
                 {TargetKind::gaussian, TargetKind::mixture, TargetKind::ring, TargetKind::grid}) {
                CHECK(refused_target_key(kind, [&](TargetSpec& spec) { spec.sigma = good; }) == "(no error)");
            }
        }
    }

    TEST_CASE("mean: one or two finite numbers, the same for all components") {
        for (const std::vector<double>& bad :
             {std::vector<double>{}, {1, 2, 3}, {not_a_number}, {0, infinity}, {2 * Limits::max_scale}}) {
            CHECK(refused_target_key(TargetKind::gaussian, [&](TargetSpec& spec) { spec.mean = bad; }) ==
                  "target.mean");
            CHECK(refused_target_key(TargetKind::mixture, [&](TargetSpec& spec) { spec.components[0].mean = bad; }) ==
                  "target.component[0].mean");
        }
        CHECK(refused_target_key(TargetKind::mixture, [](TargetSpec& spec) {
                  spec.components[1].mean = {1, 2};
              }) == "target.component[1].mean");
    }

    TEST_CASE("cov: square, symmetric, positive definite") {
        for (const std::vector<double>& bad : {std::vector<double>{1},
                                               {1, 0, 0},
                                               {1, 0.5, 0.4, 1},
                                               {1, 1, 1, 1},
                                               {1, 2, 2, 1},
                                               {-1, 0, 0, 1},
                                               {0, 0, 0, 1},
                                               {1, not_a_number, not_a_number, 1},
                                               {not_a_number, 0, 0, 1},
                                               {infinity, 0, 0, 1},
                                               {1, 0, 0, 1, 0}}) {
            CHECK(refused_target_key(TargetKind::gaussian, [&](TargetSpec& spec) {
                      spec.mean = {0, 0};
                      spec.cov = bad;
                  }) == "target.cov");
            CHECK(refused_target_key(TargetKind::mixture, [&](TargetSpec& spec) {
                      spec.components[0].mean = spec.components[1].mean = {0, 0};
                      spec.components[1].cov = bad;
                  }) == "target.component[1].cov");
        }
        CHECK(refused_target_key(TargetKind::gaussian, [](TargetSpec& spec) { spec.cov = {-1}; }) == "target.cov");
        CHECK(refused_target_key(TargetKind::gaussian, [](TargetSpec& spec) { // sigma has no say beside a covariance
                  spec.cov = {2};
                  spec.sigma = -1;
              }) == "(no error)");
    }

    TEST_CASE("weights, numbers of modes, lengths") {
        for (const double bad : {0.0, -1.0, not_a_number, infinity}) {
            CHECK(refused_target_key(TargetKind::mixture, [&](TargetSpec& spec) { spec.components[0].weight = bad; }) ==
                  "target.component[0].weight");
        }
        CHECK(refused_target_key(TargetKind::mixture, [](TargetSpec& spec) { spec.components.clear(); }) ==
              "target.component");
        CHECK(refused_target_key(TargetKind::mixture, [](TargetSpec& spec) {
                  spec.components.resize(Limits::max_components + 1);
              }) == "target.component");
        for (const int bad : {0, -8, Limits::max_components + 1}) {
            CHECK(refused_target_key(TargetKind::ring, [&](TargetSpec& spec) { spec.modes = bad; }) == "target.modes");
            CHECK(refused_target_key(TargetKind::grid, [&](TargetSpec& spec) { spec.modes = bad; }) == "target.modes");
        }
        for (const double bad : {-1.0, not_a_number, infinity}) {
            CHECK(refused_target_key(TargetKind::ring, [&](TargetSpec& spec) { spec.radius = bad; }) ==
                  "target.radius");
            CHECK(refused_target_key(TargetKind::grid, [&](TargetSpec& spec) { spec.spacing = bad; }) ==
                  "target.spacing");
        }
        CHECK(refused_target_key(TargetKind::ring, [](TargetSpec& spec) { spec.modes = 1; }) == "(no error)");
    }

    TEST_CASE("uniform: boxes by their corners, intervals in one dimension") {
        TargetSpec spec = target_of(TargetKind::uniform);
        spec.boxes = {{1, {-1}, {0}}, {3, {2}, {6}}};
        const Target line = make_target(spec);
        CHECK(dimension(spec) == 1);
        CHECK(density(line, vec(-0.5)) == doctest::Approx(0.25).epsilon(1e-15));
        CHECK(density(line, vec(3)) == doctest::Approx(0.75 / 4).epsilon(1e-15));
        CHECK(density(line, vec(1)) == 0);
        CHECK(line.mean()[0] == doctest::Approx(0.25 * -0.5 + 0.75 * 4).epsilon(1e-15));
        spec.boxes = {{1, {-1, 2}, {0, 4}}};
        const Target plane = make_target(spec);
        CHECK(dimension(spec) == 2);
        CHECK((plane.mean() - vec(-0.5, 3)).norm() == 0);
        CHECK((plane.cov() - mat(1.0 / 12, 0, 4.0 / 12)).norm() < 1e-15);
    }

    TEST_CASE("uniform: impossible boxes") {
        const auto key_of = [](std::vector<BoxSpec> boxes) {
            TargetSpec spec = target_of(TargetKind::uniform);
            spec.boxes = std::move(boxes);
            return error_key([&] { make_target(spec); });
        };
        CHECK(key_of({}) == "target.box");
        CHECK(key_of(std::vector<BoxSpec>(Limits::max_components + 1)) == "target.box");
        CHECK(key_of({{}, {1, {2}, {2}}}) == "target.box[1].hi"); // no width
        CHECK(key_of({{1, {2}, {1}}}) == "target.box[0].hi");
        CHECK(key_of({{1, {0, 0}, {1, 0}}}) == "target.box[0].hi"); // none in y
        CHECK(key_of({{1, {0, 0}, {1}}}) == "target.box[0].hi");
        CHECK(key_of({{1, {0}, {1}}, {1, {0, 0}, {1, 1}}}) == "target.box[1].lo");
        CHECK(key_of({{1, {}, {}}}) == "target.box[0].lo");
        CHECK(key_of({{1, {0}, {infinity}}}) == "target.box[0].hi");
        CHECK(key_of({{1, {not_a_number}, {1}}}) == "target.box[0].lo");
        CHECK(key_of({{0, {0}, {1}}}) == "target.box[0].weight");
        CHECK(key_of({{1, {-Limits::max_scale}, {Limits::max_scale}}}) == "(no error)");
    }

    TEST_CASE("points: as they are, or with mean 0 and deviation 1") {
        TargetSpec spec = target_of(TargetKind::points);
        spec.points = {1, 10, 2, 20, 6, 60};
        spec.kernel = 0;
        Target target = make_target(spec);
        CHECK(dimension(spec) == 2);
        REQUIRE(target.components.size() == 3);
        CHECK((target.components[1].mean - vec(2, 20)).norm() == 0);
        CHECK(target.components[1].cov.isZero(0));
        CHECK(target.components[1].weight == doctest::Approx(1.0 / 3).epsilon(1e-15));
        spec.kernel = 0.5;
        CHECK((make_target(spec).components[2].cov - mat(0.25, 0, 0.25)).norm() == 0);
        spec.standardize = true;
        spec.kernel = 0;
        target = make_target(spec);
        CHECK(target.mean().norm() < 1e-15);
        CHECK((target.cov().diagonal() - vec(1, 1)).norm() < 1e-15);
        CHECK(target.cov()(0, 1) == doctest::Approx(1).epsilon(1e-14)); // they are on a line
        spec.columns = 1;
        CHECK(dimension(spec) == 1);
        CHECK(make_target(spec).components.size() == 6);
        spec.points = {1e30, 2e30, 4e30}; // far out is fine when standardised
        CHECK(make_target(spec).cov()(0, 0) == doctest::Approx(1).epsilon(1e-14));
    }

    TEST_CASE("standardised points keep what tells them apart, wherever they lie, however close") {
        const auto standardised = [](const std::vector<double>& points, int columns) {
            TargetSpec spec = target_of(TargetKind::points);
            spec.points = points;
            spec.columns = columns;
            spec.standardize = true;
            spec.kernel = 0;
            return make_target(spec);
        };
        const double root = std::sqrt(1.5), least = std::numeric_limits<double>::denorm_min();
        const std::pair<double, double> cases[] = {
            // origin and unit of the points origin + {0, 1, 2} unit, which are exact
            {0, 1}, {1.7e12, 1}, {-1.7e12, 1}, {1e15, 0.125}, {1, std::exp2(-52)}, {0, least}, {0, 1e-200}, {0, 4e99},
        };
        for (const auto& [origin, unit] : cases) {
            CAPTURE(origin);
            CAPTURE(unit);
            const double a = origin, b = origin + unit, c = origin + 2 * unit;
            const Target line = standardised({a, b, c}, 1);
            CHECK(line.components[0].mean[0] == doctest::Approx(-root).epsilon(1e-15));
            CHECK(std::abs(line.components[1].mean[0]) < 1e-15);
            CHECK(line.components[2].mean[0] == doctest::Approx(root).epsilon(1e-15));
            const Target plane = standardised({b, 0, a, 1, a, 2}, 2); // what comes first does not matter
            CHECK(plane.components[0].mean[0] == doctest::Approx(std::sqrt(2.0)).epsilon(1e-15));
            CHECK(plane.components[2].mean[1] == doctest::Approx(root).epsilon(1e-15));
        }
    }

    TEST_CASE("points: impossible ones") {
        const auto points = [](const std::function<void(TargetSpec&)>& change) {
            TargetSpec spec = target_of(TargetKind::points);
            spec.points = {1, 2, 3, 4};
            change(spec);
            return error_key([&] { make_target(spec); });
        };
        CHECK(points([](TargetSpec&) {}) == "(no error)");
        CHECK(points([](TargetSpec& s) { s.points.clear(); }) == "target.points");
        CHECK(points([](TargetSpec& s) { s.points.pop_back(); }) == "target.points");
        CHECK(points([](TargetSpec& s) { s.columns = 3; }) == "target.points");
        CHECK(points([](TargetSpec& s) { s.points.assign(2 * Limits::max_points + 2, 0.5); }) == "target.points");
        CHECK(points([](TargetSpec& s) { s.points[3] = not_a_number; }) == "target.points[1]");
        CHECK(points([](TargetSpec& s) { s.points[0] = -2 * Limits::max_scale; }) == "target.points[0]");
        for (const double bad : {-0.1, not_a_number, infinity, 1e-12}) {
            CHECK(points([&](TargetSpec& s) { s.kernel = bad; }) == "target.kernel");
        }
        CHECK(points([](TargetSpec& s) {
                  s.points = {1, 0.1, 2, 0.1, 5, 0.1};
                  s.standardize = true;
              }) == "target.standardize");
        CHECK(points([](TargetSpec& s) { // one point, and the same point twice
                  s.points = {1, 2};
                  s.kernel = 0;
              }) == "(no error)");
        CHECK(points([](TargetSpec& s) { s.points = {1, 2, 1, 2}; }) == "(no error)");
    }

    TEST_CASE("checkerboard: black fields of the same density, white ones empty, centred") {
        for (const int modes : {1, 2, 4, 5}) {
            TargetSpec spec = target_of(TargetKind::checkerboard);
            spec.modes = modes;
            spec.spacing = 0.5;
            const Target board = make_target(spec);
            const int black = (modes * modes + 1) / 2;
            CHECK(static_cast<int>(board.components.size()) == black);
            for (int row = 0; row < modes; ++row) {
                for (int column = 0; column < modes; ++column) {
                    const Vec field = 0.5 * vec(column + 0.3 - modes / 2.0, row + 0.8 - modes / 2.0);
                    const double want = (row + column) % 2 == 0 ? 1 / (black * 0.25) : 0;
                    CHECK(density(board, field) == doctest::Approx(want).epsilon(1e-13));
                }
            }
        }
        CHECK(refused_target_key(TargetKind::checkerboard, [](TargetSpec& spec) { spec.modes = 17; }) ==
              "target.modes");
        CHECK(refused_target_key(TargetKind::checkerboard, [](TargetSpec& spec) { spec.spacing = 0; }) ==
              "target.spacing");
    }

    TEST_CASE("random: a function of its seed, within its radius, widths about sigma") {
        TargetSpec spec = usual_target(TargetKind::random);
        spec.modes = 200;
        const Target target = make_target(spec), again = make_target(spec);
        double sum_weight = 0;
        for (std::size_t k = 0; k < target.components.size(); ++k) {
            const Component& c = target.components[k];
            CHECK(c.mean == again.components[k].mean);
            CHECK(c.mean.norm() <= spec.radius);
            const double trace = c.cov.trace(), product = c.cov.determinant();
            CHECK(trace <= 2 * 4 * 0.04 * (1 + 1e-12));
            CHECK(product >= std::pow(0.04 / 4, 2) * (1 - 1e-9));
            sum_weight += c.weight;
        }
        CHECK(sum_weight == doctest::Approx(1).epsilon(1e-14));
        spec.seed = 2;
        CHECK(make_target(spec).components[0].mean != target.components[0].mean);
        spec.dimension = 1;
        CHECK(dimension(spec) == 1);
        CHECK(make_target(spec).dim() == 1);
        CHECK(refused_target_key(TargetKind::random, [](TargetSpec& s) { s.dimension = 3; }) == "target.dimension");
        CHECK(refused_target_key(TargetKind::random, [](TargetSpec& s) { s.seed = Limits::max_seed + 1; }) ==
              "target.seed");
        CHECK(refused_target_key(TargetKind::random, [](TargetSpec& s) { s.modes = 0; }) == "target.modes");
        // More modes are more, not others.
        spec = usual_target(TargetKind::random);
        CHECK(make_target(spec).components[3].mean == target.components[3].mean);
    }

    TEST_CASE("every kind has a usual target that can be made, once it has what only the user can give") {
        for (int k = 0; k <= static_cast<int>(TargetKind::word); ++k) {
            TargetSpec spec = usual_target(static_cast<TargetKind>(k));
            CHECK(static_cast<int>(spec.kind) == k);
            spec.components = {{}};
            spec.boxes = {{}};
            spec.points = {0, 1};
            const Target target = make_target(spec);
            CHECK(target.dim() == dimension(spec));
            double sum = 0;
            for (const Component& c : target.components) {
                sum += c.weight;
            }
            CHECK(sum == doctest::Approx(1).epsilon(1e-13));
        }
    }
}
