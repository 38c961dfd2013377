// Integrals against closed forms, and what they say of their own error.

#include "core/law/quadrature.h"

#include "tests/core/helpers.h"

using namespace halfstep;
using namespace halfstep::testing;

TEST_CASE("fifteen places are right for polynomials of degree 22, on any stretch") {
    Worst worst;
    for (int degree = 0; degree <= 22; ++degree) {
        const auto power = [&](const Block<double>& x) { return Eigen::ArrayXd(x.col(0).pow(degree)); };
        const auto integral = integrate_line(power, {-1, 2}, {1e30, 15}); // content with the first look
        REQUIRE(integral.has_value());
        worst.relative(integral->value, (std::pow(2, degree + 1) - std::pow(-1, degree + 1)) / (degree + 1),
                       "degree " + std::to_string(degree));
    }
    CHECK_WORST(worst, 1e-14);
}

TEST_CASE("a line: kinks, jumps and peaks are halved until they are right, and the stated error covers what is left") {
    const auto check = [](const char* what, const Integrand& f, const std::vector<double>& places, double want) {
        INFO(what);
        const auto integral = integrate_line(f, places, {1e-10, 200'000});
        REQUIRE(integral.has_value());
        CHECK(std::abs(integral->value - want) <= integral->se + 1e-14 * std::abs(want));
        CHECK(integral->se <= 1e-9 * std::abs(want));
    };
    check(
        "kink", [](const Block<double>& x) { return Eigen::ArrayXd((x.col(0) - 0.3).abs()); }, {-1, 1},
        (1.3 * 1.3 + 0.7 * 0.7) / 2);
    check(
        "peak", [](const Block<double>& x) { return Eigen::ArrayXd(1 / (1e-6 + x.col(0).square())); }, {-1, 0, 2},
        1e3 * (std::atan(2e3) + std::atan(1e3)));
    check(
        "normal density", [](const Block<double>& x) { return Eigen::ArrayXd((-0.5 * x.col(0).square()).exp()); },
        {-9, 0, 9}, std::sqrt(2 * pi));
    const auto step = [](const Block<double>& x) { return Eigen::ArrayXd((x.col(0) > 0.1).cast<double>()); };
    CHECK_FALSE(integrate_line(step, {-1, 1}, {1e-10, 60}).has_value()); // not with so few
}

TEST_CASE("the plane: Gaussians, tilted ones too; nothing where the grid would be too fine") {
    const Target tilted = gaussian2(vec(0.2, -0.1), mat(1, 0.6, 0.5));
    const Integrand f = [&](const Block<double>& x) {
        Eigen::ArrayXd y(x.rows());
        for (Eigen::Index i = 0; i < x.rows(); ++i)
            y[i] = density(tilted, x.row(i).matrix().transpose()) * x(i, 0) * x(i, 1);
        return y;
    };
    const auto integral = integrate_plane(f, {-9, 9}, {-7, 7}, 0.35, {1e-9, 100'000});
    REQUIRE(integral.has_value());
    CHECK(integral->value == doctest::Approx(0.6 - 0.02).epsilon(1e-10));
    CHECK(integral->se < 1e-9);
    CHECK_FALSE(integrate_plane(f, {-9, 9}, {-7, 7}, 0.01, {1e-9, 100'000}).has_value());
}
