// What no denoiser gets below, in the plane: against closed forms, Simpson's rule and sums over fine grids.

#include "core/law/independent.h"
#include "core/law/quadrature.h"
#include "core/measure/floor.h"
#include "core/measure/loss_report.h"
#include "tests/core/experiments.h"

#include <numeric>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

/// Gaussians of one width, all alike in every direction, of equal weight.
Target round_modes(double sigma, const std::vector<Vec>& means) {
    Target target;
    for (const Vec& mean : means)
        target.components.push_back(
            {1.0 / static_cast<double>(means.size()), mean, sigma * sigma * Mat::Identity(2, 2)});
    return target;
}

/// What not knowing the mode adds for two of them `apart` from each other, by Simpson: with D = |m_1 - m_2| b^2 / C the
/// distance of their posterior means it is E[D^2 / 4 / cosh^2(a |m_1 - m_2| x / (2 C))], x from the middle between
/// them.
double confusion(double sigma, double apart, const Level& level) {
    const double C = level.a * level.a * sigma * sigma + level.b * level.b, m = level.a * apart / 2;
    const double D = apart * level.b * level.b / C, end = std::min(12 * std::sqrt(C), 60 * C / m);
    constexpr int intervals = 20'000;
    double sum = 0;
    for (int i = 0; i <= intervals; ++i) {
        const double x = end * i / intervals;
        const double f =
            std::exp(-(x * x + m * m) / (2 * C)) / std::sqrt(2 * pi * C) * D * D / 4 / std::cosh(m * x / C);
        sum += (i == 0 || i == intervals ? 1 : i % 2 ? 4 : 2) * f;
    }
    return 2 * sum * end / intervals / 3;
}
double inside(double sigma, const Level& level) {
    const double s2 = sigma * sigma, b2 = level.b * level.b;
    return 2 * b2 * s2 / (level.a * level.a * s2 + b2);
}

double best_bound(const Target& target, const Process& process) {
    return report_losses(target, process, {.terms = 100'000, .seed = 7}).bound(BoundVariance::best).total.value;
}

Measured floor_at(const Target& target, const Level& level, std::int64_t draws, std::uint64_t seed) {
    const LossDraws losses = draw_losses(target, draws, seed);
    return posterior_floor(target, level, losses.x0, losses.eps);
}

} // namespace

TEST_CASE("two far points in the plane: the best bound is what arithmetic by hand makes it, whichever way they lie") {
    // Values: the sums of MATH.md 6 in plain Python, with the floor above by Simpson.
    const Process ve = make_process({ProcessKind::ve, 1, {}});
    ProcessSpec constant{ProcessKind::vp, 2, {}};
    constant.schedule.kind = ScheduleKind::custom;
    constant.schedule.alpha_bar = {0.5, 0.25};
    const Process vp = make_process(constant);
    for (const double angle : {0.0, 0.5 * pi, 0.7}) {
        const Vec unit = vec(std::cos(angle), std::sin(angle));
        const auto two = [&](double apart, double sigma) { return round_modes(sigma, {-apart * unit, apart * unit}); };
        INFO("angle ", angle);
        CHECK(best_bound(two(5, 1e-6), ve) == doctest::Approx(3.934725004237885).epsilon(1e-7));
        CHECK(best_bound(two(7.8, 1e-6), vp) == doctest::Approx(-16.891955902590798).epsilon(1e-7));
        CHECK(best_bound(two(7.8, 1e-3), vp) == doctest::Approx(-3.3347403401494304).epsilon(1e-7));
        CHECK(best_bound(two(7.8, 0.1), vp) == doctest::Approx(5.874776699979462).epsilon(1e-7));
        for (const double b : {1.0, 0.5}) { // points
            const Measured floor = floor_at(two(4.2, 0), {0, 1, b}, 2000, 7);
            CHECK(floor.value ==
                  doctest::Approx(b == 1 ? 0.0007308756888447197 : 1.2331762861426657e-15).epsilon(1e-6));
            CHECK_FALSE(by_draws(floor));
        }
    }
}

TEST_CASE("far modes that lie on no line: few draws find the floor, and its error is true over many seeds") {
    // Each mode is confused with its neighbour alone, as the third is far from there: the sum of both is the floor.
    const double sigma = 1e-3;
    const Target target = round_modes(sigma, {vec(0, 0), vec(10, 0), vec(0, 11)});
    REQUIRE_FALSE(independent_coordinates(target).has_value());
    for (const double b : {1.0, 0.8}) {
        const Level level{0, 1, b};
        const double exact =
            inside(sigma, level) + 2.0 / 3 * (confusion(sigma, 10, level) + confusion(sigma, 11, level));
        double square = 0;
        constexpr int seeds = 100;
        for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
            const Measured floor = floor_at(target, level, 1000, seed);
            REQUIRE(by_draws(floor));
            CHECK(floor.se < 0.2 * exact);
            square += std::pow((floor.value - exact) / floor.se, 2) / seeds;
        }
        CHECK(square < 1 + 5 * std::sqrt(2.0 / (seeds - 1)));
        CHECK(square >
              0.2); // even draws over the pairs make it a little less than the independent ones it is stated for
    }
}

TEST_CASE("far boxes that lie on no line: what is known within them, and what draws say between them") {
    const auto box = [](double x, double y) { return Component{1.0 / 3, vec(x, y), mat(0, 0, 0), vec(1, 1)}; };
    const Target target{{box(0, 0), box(8, 0), box(0, 9)}};
    const Level level{0, 1, 0.9};
    // Of two boxes side by side the floor is that of two on a line, and across that of one.
    const auto on_line = [&](std::vector<double> middles) {
        Target line;
        for (const double m : middles)
            line.components.push_back({1.0 / static_cast<double>(middles.size()), vec(m), mat(0), vec(1)});
        return floor_at(line, level, 4000, 7).value;
    };
    const double one = on_line({0});
    const double exact = 2 * one + 2.0 / 3 * (on_line({0, 8}) - one + on_line({0, 9}) - one);
    double off = 0;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const Measured floor = floor_at(target, level, 2000, seed);
        off = std::max(off, std::abs(floor.value - exact) / floor.se);
        CHECK(floor.se < 0.2 * (exact - 2 * one));
    }
    CHECK(off < 5);
}

TEST_CASE("modes near each other in the plane: quadrature, as a sum over a fine grid says") {
    const Target target{{{0.3, vec(-0.6, 0.2), mat(0.3, 0.1, 0.2)},
                         {0.5, vec(0.7, 0.1), mat(0.2, -0.1, 0.4)},
                         {0.2, vec(0.1, -0.8), mat(0.25, 0, 0.25)}}};
    for (const double alpha_bar : {0.5, 0.05}) {
        const Level level = vp_level(alpha_bar);
        const Target law = marginal(target, level);
        double sum = 0;
        constexpr double step = 0.05;
        for (double x = -9; x < 9; x += step)
            for (double y = -9; y < 9; y += step) {
                const double p = density(law, vec(x, y));
                if (p > 1e-20) sum += p * posterior(target, level, vec(x, y)).cov.trace() * step * step;
            }
        const Measured floor = floor_at(target, level, 4000, 7);
        INFO("alpha_bar = ", alpha_bar);
        CHECK_FALSE(by_draws(floor));
        CHECK(floor.value == doctest::Approx(sum).epsilon(1e-7));
    }
}

TEST_CASE("a law of the plane that is two of a line falls into them, in any order; another does not") {
    const Target x = three_modes();
    Target both;
    const double places[] = {-1, 0.5}, widths[] = {0.3, 0.2}, weights[] = {0.25, 0.75};
    for (int j = 0; j < 2; ++j)
        for (const Component& c : x.components)
            both.components.push_back(
                {c.weight * weights[j], vec(c.mean[0], places[j]), mat(c.cov(0, 0), 0, widths[j])});
    std::rotate(both.components.begin(), both.components.begin() + 2, both.components.end());
    const auto lines = independent_coordinates(both);
    REQUIRE(lines.has_value());
    CHECK((*lines)[0].components.size() == x.components.size());
    CHECK((*lines)[1].components.size() == 2);
    CHECK((*lines)[0].cov()(0, 0) == doctest::Approx(x.cov()(0, 0)).epsilon(1e-14));
    both.components[0].weight += 1e-3;
    both.components[1].weight -= 1e-3;
    CHECK_FALSE(independent_coordinates(both).has_value());
    CHECK_FALSE(independent_coordinates(round_modes(0.1, {vec(0, 0), vec(1, 0.3), vec(2, 0.7)})).has_value());
    CHECK(independent_coordinates(round_modes(0.1, {vec(0, 0.1), vec(1, 0.4), vec(2, 0.7)})).has_value());
}

TEST_CASE("the entropy of two modes in the plane: that of one and log 2, however they lie") {
    for (const double angle : {0.0, 0.7}) {
        const Vec unit = vec(std::cos(angle), std::sin(angle));
        const Measured h = entropy(round_modes(0.01, {-3 * unit, 3 * unit}), 7, 5000);
        CHECK(h.value == doctest::Approx(std::log(2.0) + 1 + std::log(2 * pi * 1e-4)).epsilon(1e-9));
        CHECK(h.se < 1e-8);
    }
}

TEST_CASE("a raised flag ends a long measure before its next part") {
    std::atomic<bool> flag{false};
    Eigen::Index asked = 0;
    const Integrand f = [&](const Block<double>& x) {
        asked += x.rows();
        flag = true;
        return Eigen::ArrayXd(Eigen::ArrayXd::Ones(x.rows()));
    };
    in_parts(f, Block<double>::Zero(100'000, 1), &flag);
    CHECK(asked <= 1000);
    CHECK_FALSE(integrate_line(f, {0, 1}, {1e-9, 100'000, &flag}).has_value());
    CHECK_FALSE(integrate_plane(f, {0, 1}, {0, 1}, 1e-2, {1e-9, 100'000, &flag}).has_value());
    CHECK(asked <= 1000);
    // A cloud of points: each of these would take a second and more.
    Target cloud;
    constexpr int points = 10'000;
    for (int i = 0; i < points; ++i)
        cloud.components.push_back({1.0 / points, vec(std::cos(i * 0.7) * i, std::sin(i * 0.7) * i), mat(0, 0, 0)});
    CHECK(
        report_losses(cloud, make_process({ProcessKind::vp, 100, {}}), {.terms = 1'500'000, .seed = 7, .cancel = &flag})
            .empty());
}
