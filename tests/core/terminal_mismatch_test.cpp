// KL(p_T || prior), with which the bound and every start from the prior begin, against quadrature and closed forms.

#include "core/measure/loss_report.h"
#include "core/measure/variational_bound.h"
#include "tests/core/bound_helpers.h"
#include "tests/core/experiments.h"

#include <Eigen/LU>

using namespace halfstep;
using namespace halfstep::testing;

TEST_CASE("the mismatch at T: quadrature for a mixture; large when T changed and beta did not") {
    const Target target = three_modes();
    const auto at = [&](int T) { return linear_chain(T, 1e-4, 0.02).levels.back(); };
    for (const int T : {100, 300, 1000}) {
        const Level last = at(T);
        const Target law = marginal(target, last);
        const double exact = integral(-14, 14, 20000, [&](double x) {
            const double log_p = log_density(law, vec(x));
            return std::exp(log_p) * (log_p + 0.5 * (x * x + std::log(2 * pi)));
        });
        const Measured measured = terminal_mismatch(target, last, 7);
        INFO("T = ", T, ", exact ", exact, ", measured ", measured.value, " +- ", measured.se);
        CHECK(std::abs(measured.value - exact) < measured.se + 1e-14); // and the rounding of the form above
        CHECK(measured.se < 1e-7 * exact);
    }
    CHECK(terminal_mismatch(target, at(100), 7).value > 100 * terminal_mismatch(target, at(1000), 7).value);
    // Nearly equal laws: no cancellation.
    const double abar = std::pow(at(1000).a, 2);
    CHECK(terminal_mismatch(gaussian(0, 0.16), at(1000), 7).value ==
          doctest::Approx(std::pow(abar * 0.84, 2) / 4).epsilon(1e-4));
}

namespace {

/// KL(p || N(0, 1)) by Simpson, in stretches about every component so that no narrow one is missed.
double kl_by_simpson(const Target& law) {
    std::vector<double> ends = {-12, 12};
    for (const Component& c : law.components)
        for (const double side : {-1.0, 1.0}) {
            const double edge = c.mean[0] + side * c.half_width(0), sd = std::sqrt(c.cov(0, 0));
            ends.insert(ends.end(), {edge - 10 * sd, edge, edge + 10 * sd});
        }
    std::sort(ends.begin(), ends.end());
    double sum = 0;
    for (std::size_t i = 0; i + 1 < ends.size(); ++i)
        sum += integral(ends[i], ends[i + 1], 4000, [&](double x) {
            const double log_p = log_density(law, vec(x));
            return log_p > -700 ? std::exp(log_p) * (log_p + 0.5 * (x * x + std::log(2 * pi))) : 0.0;
        });
    return sum;
}

/// The law of two independent coordinates.
Target product(const Target& x, const Target& y) {
    Target law;
    for (const Component& a : x.components)
        for (const Component& b : y.components) {
            Component c{a.weight * b.weight, vec(a.mean[0], b.mean[0]), mat(a.cov(0, 0), 0, b.cov(0, 0)), {}};
            if (a.is_box() || b.is_box()) c.half = vec(a.half_width(0), b.half_width(0));
            law.components.push_back(c);
        }
    return law;
}

Target box_of(double middle, double half) { return {{{1, vec(middle), mat(0), vec(half)}}}; }

constexpr Level as_it_is{0, 1, 0};

} // namespace

TEST_CASE("the mismatch of what is narrow beside N(0, 1): modes, points and boxes, by quadrature") {
    // The scenes of two modes of 0.02 at +-0.3 and few levels, where draws of x_T alone were off by many of their
    // errors.
    for (const auto& [T, known] : {std::pair(10, 0.4583), std::pair(4, 0.6544)}) {
        const Measured kl = terminal_mismatch(two_modes(0.3, 0.02), linear_chain(T, 1e-4, 0.02).levels.back(), 7);
        CHECK(kl.value == doctest::Approx(known).epsilon(1e-4));
    }
    const Target points = {{{0.2, vec(-2), mat(0)}, {0.8, vec(0.5), mat(0)}}};
    for (const auto& [name, target] :
         {std::pair("modes", two_modes(0.3, 0.02)), std::pair("points", points), std::pair("box", box_of(0.4, 0.8)),
          std::pair("far apart", two_modes(40, 0.3)), std::pair("three", three_modes())})
        for (const int T : {1, 2, 10, 100}) {
            const Level last = linear_chain(T, 1e-4, 0.02).levels.back();
            const double exact = kl_by_simpson(marginal(target, last));
            const Measured kl = terminal_mismatch(target, last, 7);
            INFO(name, ", T = ", T, ": ", kl.value, " +- ", kl.se, ", exact ", exact);
            CHECK(std::abs(kl.value - exact) < kl.se + 1e-8 * exact); // what Simpson may be off
            CHECK(kl.se < 1e-8 * exact);
            // Another seed draws nothing else.
            CHECK(terminal_mismatch(target, last, 8).value == kl.value);
        }
}

TEST_CASE("the mismatch in the plane: of independent coordinates it is the sum, whatever way it is found") {
    const std::pair<Target, Target> pairs[] = {
        {three_modes(), two_modes(1, 0.3)}, {box_of(0, 1), two_modes(0.5, 0.2)}, {two_modes(0.3, 0.02), three_modes()}};
    for (const auto& [x, y] : pairs)
        for (const int T : {4, 30, 300}) {
            const Level last = linear_chain(T, 1e-4, 0.02).levels.back();
            const double exact = kl_by_simpson(marginal(x, last)) + kl_by_simpson(marginal(y, last));
            const Target both = product(x, y);
            const Measured kl = terminal_mismatch(both, last, 7), drawn = terminal_mismatch(both, last, 7, 2000);
            INFO("T = ", T, ": ", kl.value, " +- ", kl.se, ", ", drawn.value, " +- ", drawn.se, ", exact ", exact);
            // By draws where the grid would be too fine: then within 5 standard errors, at a significance of 1e-6 each.
            CHECK(std::abs(kl.value - exact) < 5 * kl.se + 1e-7 * exact);
            CHECK(std::abs(drawn.value - exact) < 5 * drawn.se + 1e-7 * exact);
            if (T == 300) CHECK(kl.se < 1e-6 * exact);
        }
}

TEST_CASE(
    "the error of a mismatch by draws is true: over many seeds it scatters by as much, also of very narrow modes") {
    // Too few evaluations for a grid: 400 draws each. 100 seeds: the variance of the scaled errors is 1 within 5
    // sqrt(2/99).
    Target law = product(two_modes(0.3, 0.001), two_modes(0.5, 0.001));
    for (Component& c : law.components) // turned: the KL stays, but no two lines are seen in it
        c.mean = vec(0.8 * c.mean[0] - 0.6 * c.mean[1], 0.6 * c.mean[0] + 0.8 * c.mean[1]);
    const double exact = kl_by_simpson(two_modes(0.3, 0.001)) + kl_by_simpson(two_modes(0.5, 0.001));
    double square = 0;
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
        const Measured kl = terminal_mismatch(law, as_it_is, seed, 400);
        REQUIRE(kl.se > 0);
        square += std::pow((kl.value - exact) / kl.se, 2) / 100;
    }
    CHECK(square == doctest::Approx(1).epsilon(5 * std::sqrt(2.0 / 99)));
}

TEST_CASE("a mismatch of nothing is 0, not what rounding makes of it; a small one keeps its digits") {
    ProcessSpec zero{ProcessKind::vp, 50, {}};
    zero.schedule.zero_terminal_snr = true;
    const Target plane = product(three_modes(), box_of(0.5, 1));
    for (const Process& process : {make_process({ProcessKind::flow, 20, {}}), make_process(zero)})
        for (const Target& target : {three_modes(), box_of(0.5, 1), plane, gaussian(1, 0.3)})
            CHECK(terminal_mismatch(target, in_prior_units(process), 7) == Measured{});
    // Nearly nothing left: mostly a^2 |m|^2 / 2 + (a^2 (v - 1))^2 / 4.
    for (const double a2 : {1e-6, 1e-9}) {
        const Target target = three_modes();
        const double m = target.mean()[0], v = target.cov()(0, 0);
        const Measured kl = terminal_mismatch(target, vp_level(a2), 7);
        CHECK(kl.value == doctest::Approx(a2 * m * m / 2 + std::pow(a2 * (v - 1), 2) / 4).epsilon(1e-4));
        CHECK(kl.se < 1e-6 * kl.value);
    }
}

TEST_CASE("ve is held against N(0, sigma_max^2 I), where its samplers start") {
    ProcessSpec spec{ProcessKind::ve, 10, {}};
    const auto mismatch = [&](double sigma_max, double s2) {
        spec.sigma_max = sigma_max;
        return terminal_mismatch(gaussian(0, s2), in_prior_units(make_process(spec)), 7).value;
    };
    for (const double sigma_max : {0.5, 1.0, 80.0}) {
        const double r = 1 + 0.04 / (sigma_max * sigma_max);
        CHECK(mismatch(sigma_max, 0.04) == doctest::Approx(0.5 * (r - 1 - std::log(r))).epsilon(1e-11));
    }
    CHECK(mismatch(80, 0.04) < 1e-10);
    // And so is the bound: its gap over the entropy, with the best variances, is that mismatch.
    const Process process = make_process(spec);
    const Target target = gaussian(0, 0.04);
    const LossReport report = report_losses(target, process, {.terms = 100'000, .seed = 7});
    CHECK(report.mismatch.value == mismatch(80, 0.04));
    CHECK(report.bound(BoundVariance::best).gap.value == doctest::Approx(0).epsilon(1e-6));
}

TEST_CASE("KL of one Gaussian in the plane, however narrow, is twice that of its coordinate") {
    // a^2 + b^2 = 1: v = a^2 s^2 + b^2 a coordinate, (v - 1 - log v)/2 each.
    for (const double b2 : {1e-9, 1e-8, 1e-4, 0.5, 1 - 1e-6})
        for (const double s : {1e-9, 1e-5, 0.3}) {
            const Level level{1, std::sqrt(1 - b2), std::sqrt(b2)};
            const double v = (1 - b2) * s * s + b2, want = v - 1 - std::log(v);
            const Target plane{{{1, vec(0, 0), mat(s * s, 0, s * s)}}};
            const Measured kl = terminal_mismatch(plane, level, 7);
            CAPTURE(b2);
            CAPTURE(s);
            CHECK(kl.value == doctest::Approx(want).epsilon(1e-6));
            CHECK(kl.value == doctest::Approx(2 * terminal_mismatch(gaussian(0, s * s), level, 7).value).epsilon(1e-9));
        }
}

TEST_CASE("the mismatch of two lines in the plane is theirs, also of modes too narrow for any grid, and turned ones") {
    const Level last{0, 1, 1e-5}; // hardly any noise
    const auto check = [&](const Target& law, double exact) {
        const Measured kl = terminal_mismatch(law, last, 7);
        INFO(kl.value, " +- ", kl.se, ", exact ", exact);
        CHECK(std::abs(kl.value - exact) < kl.se + 1e-8 * exact); // what Simpson may be off
        CHECK(kl.se < 1e-8 * exact);
    };
    const auto exact = [&](const Target& line) { return kl_by_simpson(marginal(line, last)); };
    const Target modes = two_modes(0.3, 0.001), others = two_modes(0.5, 0.002), box = box_of(0.2, 1e-3);
    check(product(modes, others), exact(modes) + exact(others));
    check(product(modes, box), exact(modes) + exact(box));
    // Along (0.6, 0.8), and the Gaussian across: (v - 1 - log v) / 2.
    Target turned = modes;
    for (Component& c : turned.components) c = {0.5, vec(0.6 * c.mean[0], 0.8 * c.mean[0]), mat(1e-6, 0, 1e-6), {}};
    const double v = 1e-6 + 1e-10;
    check(turned, exact(modes) + 0.5 * (v - 1 - std::log(v)));
}
