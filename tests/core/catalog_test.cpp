// The named targets: their geometry, and impossible values by key.

#include "core/catalog.h"

#include "core/experiment.h"
#include "tests/core/helpers.h"

#include <functional>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

TargetSpec spec_of(TargetKind kind) {
    TargetSpec spec;
    spec.kind = kind;
    return spec;
}

TargetSpec mixture(std::vector<ComponentSpec> components) {
    TargetSpec spec = spec_of(TargetKind::mixture);
    spec.components = std::move(components);
    return spec;
}

/// The key that a change of the defaults of a kind leads to.
std::string key(TargetKind kind, const std::function<void(TargetSpec&)>& change) {
    TargetSpec spec = spec_of(kind);
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
        TargetSpec ring = spec_of(TargetKind::ring);
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

        TargetSpec grid = spec_of(TargetKind::grid);
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
            for (const TargetKind kind : {TargetKind::gaussian, TargetKind::ring, TargetKind::grid}) {
                CHECK(key(kind, [&](TargetSpec& spec) { spec.sigma = bad; }) == "target.sigma");
            }
            CHECK(key(TargetKind::mixture, [&](TargetSpec& spec) { spec.components[1].sigma = bad; }) ==
                  "target.component[1].sigma");
        }
        for (const double good : {1e-6, 1.0, 1e3}) {
            for (const TargetKind kind :
                 {TargetKind::gaussian, TargetKind::mixture, TargetKind::ring, TargetKind::grid}) {
                CHECK(key(kind, [&](TargetSpec& spec) { spec.sigma = good; }) == "(no error)");
            }
        }
    }

    TEST_CASE("mean: one or two finite numbers, the same for all components") {
        for (const std::vector<double>& bad :
             {std::vector<double>{}, {1, 2, 3}, {not_a_number}, {0, infinity}, {2 * Limits::max_scale}}) {
            CHECK(key(TargetKind::gaussian, [&](TargetSpec& spec) { spec.mean = bad; }) == "target.mean");
            CHECK(key(TargetKind::mixture, [&](TargetSpec& spec) { spec.components[0].mean = bad; }) ==
                  "target.component[0].mean");
        }
        CHECK(key(TargetKind::mixture, [](TargetSpec& spec) {
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
            CHECK(key(TargetKind::gaussian, [&](TargetSpec& spec) {
                      spec.mean = {0, 0};
                      spec.cov = bad;
                  }) == "target.cov");
            CHECK(key(TargetKind::mixture, [&](TargetSpec& spec) {
                      spec.components[0].mean = spec.components[1].mean = {0, 0};
                      spec.components[1].cov = bad;
                  }) == "target.component[1].cov");
        }
        CHECK(key(TargetKind::gaussian, [](TargetSpec& spec) { spec.cov = {-1}; }) == "target.cov");
        CHECK(key(TargetKind::gaussian, [](TargetSpec& spec) { // sigma has no say beside a covariance
                  spec.cov = {2};
                  spec.sigma = -1;
              }) == "(no error)");
    }

    TEST_CASE("weights, numbers of modes, lengths") {
        for (const double bad : {0.0, -1.0, not_a_number, infinity}) {
            CHECK(key(TargetKind::mixture, [&](TargetSpec& spec) { spec.components[0].weight = bad; }) ==
                  "target.component[0].weight");
        }
        CHECK(key(TargetKind::mixture, [](TargetSpec& spec) { spec.components.clear(); }) == "target.component");
        CHECK(key(TargetKind::mixture, [](TargetSpec& spec) { spec.components.resize(Limits::max_components + 1); }) ==
              "target.component");
        for (const int bad : {0, -8, Limits::max_components + 1}) {
            CHECK(key(TargetKind::ring, [&](TargetSpec& spec) { spec.modes = bad; }) == "target.modes");
            CHECK(key(TargetKind::grid, [&](TargetSpec& spec) { spec.modes = bad; }) == "target.modes");
        }
        for (const double bad : {-1.0, not_a_number, infinity}) {
            CHECK(key(TargetKind::ring, [&](TargetSpec& spec) { spec.radius = bad; }) == "target.radius");
            CHECK(key(TargetKind::grid, [&](TargetSpec& spec) { spec.spacing = bad; }) == "target.spacing");
        }
        CHECK(key(TargetKind::ring, [](TargetSpec& spec) { spec.modes = 1; }) == "(no error)");
    }
}
