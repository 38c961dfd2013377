// Two runs under the same noise. Closed forms: on the sigma-squared problem both final states of a particle are linear
// in the same Gaussian draws, so their joint law is known, and with it every difference and its error. Seeds are
// counted from 1; bounds are 5 standard errors of what is averaged over them, unless they say otherwise.

#include "core/run/comparison.h"

#include "core/run/simulate.h"
#include "tests/core/helpers.h"
#include "tests/cost.h"

#include <doctest/doctest.h>

#include <cmath>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

Experiment sigma_squared(double eta, int T = 20, std::int64_t particles = 2000) {
    Experiment experiment;
    experiment.process.steps = T;
    experiment.samplers.resize(1);
    experiment.samplers[0].name = "DDIM";
    experiment.samplers[0].eta = eta;
    experiment.run.particles = particles;
    experiment.run.precision = Precision::double_;
    return experiment;
}

std::shared_ptr<const Run> run_beside(const Experiment& experiment) {
    SimulateOptions options;
    options.threads = 1;
    options.measures = {};
    return std::make_shared<const Run>(simulate(experiment, options));
}

std::shared_ptr<const Comparison> compared(const Experiment& a, const Experiment& b, bool distances = false) {
    return compare(*run_beside(a), run_beside(beside(b, a)), {.distances = distances});
}

/// Variances of x_0 by two etas from the same x_T and the same z, and their covariance, by the recursion of DDIM on
/// variances t = k/T [Song et al. 2021, eq. 12 and 16, in x_t = x_0 + sqrt(t) eps; E[x0 | x_t] = s2 x_t / (s2 + t)].
struct JointVariance {
    double a = 1, b = 1, both = 1;
};
JointVariance joint_variance(double eta_a, double eta_b, int T, double s2 = 0.04) {
    JointVariance v; // of x_T, which both draw from N(0, 1)
    for (int k = T; k > 0; --k) {
        const double t = static_cast<double>(k) / T, s = static_cast<double>(k - 1) / T;
        const double g = s2 / (s2 + t), fresh = s * (t - s) / t; // the posterior's variance
        const auto keeps = [&](double eta) { return g + std::sqrt(s - eta * eta * fresh) * (1 - g) / std::sqrt(t); };
        const double ca = keeps(eta_a), cb = keeps(eta_b);
        v = {ca * ca * v.a + eta_a * eta_a * fresh, cb * cb * v.b + eta_b * eta_b * fresh,
             ca * cb * v.both + eta_a * eta_b * fresh};
    }
    return v;
}

/// Of many runs: how far a difference is from what it must be, in its own errors, and how large these are.
struct Calls {
    double n = 0, z = 0, z2 = 0, se = 0;
    void add(const Measured& m, double truth) {
        const double off = (m.value - truth) / m.se;
        n += 1, z += off, z2 += off * off, se += m.se;
    }
};

} // namespace

TEST_CASE("two etas of one problem: differences, their errors, and how far apart, against the joint law") {
    constexpr int T = 20, seeds = heavy(200, 40);
    constexpr double eta_a = 0.2, eta_b = 0.6, n = 2000;
    const JointVariance v = joint_variance(eta_a, eta_b, T);
    const double apart = v.a + v.b - 2 * v.both;
    // Of n pairs of Gaussians: Var(s_a^2 - s_b^2) = 2 (v_a^2 + v_b^2 - 2 cov^2)/(n - 1).
    const double se_mean = std::sqrt(apart / n),
                 se_variance = std::sqrt(2 * (v.a * v.a + v.b * v.b - 2 * v.both * v.both) / (n - 1)),
                 se_apart = std::sqrt(apart / (2 * n));
    Calls mean, variance, rms;
    for (int seed = 1; seed <= seeds; ++seed) {
        Experiment a = sigma_squared(eta_a, T), b = sigma_squared(eta_b, T);
        a.run.seed = static_cast<std::uint64_t>(seed);
        b.run.seed = 12345; // which does not count
        const auto comparison = compared(a, b);
        REQUIRE(comparison->pairs.size() == 1);
        CHECK(comparison->blocks >= 20);
        const PairDifference& pair = comparison->pairs[0];
        mean.add(pair.mean[0], 0);
        variance.add(pair.variance[0], v.a - v.b);
        rms.add(pair.apart, std::sqrt(apart));
    }
    // The spread of one error from 64 blocks is 1/sqrt(2 63) = 9 %; that of z^2 is about 1.5.
    const double of_errors = 5 * 0.09 / std::sqrt(seeds), of_z2 = 5 * 1.5 / std::sqrt(seeds);
    const auto check = [&](const Calls& calls, double se) {
        CHECK(calls.se / calls.n == doctest::Approx(se).epsilon(of_errors));
        CHECK(std::abs(calls.z / calls.n) < 5 / std::sqrt(calls.n));
        CHECK(std::abs(calls.z2 / calls.n - 1) < of_z2);
    };
    check(mean, se_mean);
    check(variance, se_variance);
    check(rms, se_apart);
    // Errors that took the two for independent would be far too large.
    CHECK(se_variance < 0.7 * std::sqrt(2 * (v.a * v.a + v.b * v.b) / (n - 1)));
}

TEST_CASE("a scene beside itself differs by nothing at all, with an error of nothing") {
    for (const auto precision : {Precision::single, Precision::double_}) {
        Experiment experiment = sigma_squared(1);
        experiment.run.precision = precision;
        experiment.samplers.resize(2);
        experiment.samplers[1].name = "DDPM";
        experiment.samplers[1].kind = SamplerKind::ddpm;
        const auto comparison = compared(experiment, experiment, true);
        REQUIRE(comparison->pairs.size() == 2);
        for (const PairDifference& pair : comparison->pairs) {
            CHECK(pair.samplers.by_name);
            for (const Measured& m : {pair.mean[0], pair.variance[0], pair.distance, pair.apart}) {
                CHECK(m.value == 0);
                CHECK(m.se == 0);
            }
            REQUIRE(pair.parting.size() == 21);
            for (const PartingAt& at : pair.parting) CHECK(at.high == 0);
        }
    }
}

TEST_CASE("how far states part on the way: every particle's two paths, by hand") {
    const Experiment a = sigma_squared(0, 20, 300), b = sigma_squared(0.8, 20, 300);
    const auto first = run_beside(a), second = run_beside(b);
    const auto comparison = compare(*first, second, {.distances = false});
    const PairDifference& pair = comparison->pairs.at(0);
    REQUIRE(pair.parting.size() == 21);
    CHECK(pair.tracked == 256);
    for (int level = 0; level <= 20; ++level) {
        const PartingAt& at = pair.parting[static_cast<std::size_t>(level)];
        CHECK(at.share == doctest::Approx(level / 20.0));
        double squares = 0;
        int below = 0;
        for (int p = 0; p < 256; ++p) {
            const double off =
                *first->samplers[0].paths.at(p, 20 - level) - *second->samplers[0].paths.at(p, 20 - level);
            squares += off * off;
            below += std::abs(off) <= at.median ? 1 : 0;
        }
        CHECK(at.rms.value == doctest::Approx(std::sqrt(squares / 256)).epsilon(1e-12));
        if (level == 20) {
            CHECK(at.high == 0); // one x_T
            continue;
        }
        CHECK(std::abs(below - 128) <= 1);
        CHECK(at.low <= at.median);
        CHECK(at.median <= at.high);
        CHECK(at.rms.se > 0);
        CHECK(at.rms.se < 0.2 * at.rms.value);
    }
    // All 300 particles: what the final samples say.
    double squares = 0;
    for (int p = 0; p < 300; ++p) {
        const double off = first->samplers[0].final_x(p, 0) - second->samplers[0].final_x(p, 0);
        squares += off * off;
    }
    CHECK(pair.apart.value == doctest::Approx(std::sqrt(squares / 300)).epsilon(1e-12));
}

TEST_CASE("of processes with different T, and of fewer steps, the states of one share are held against each other") {
    Experiment a = sigma_squared(0, 20, 100), b = sigma_squared(0, 100, 100);
    b.samplers[0].spacing = Spacing::trailing;
    b.samplers[0].steps = 5;
    const auto first = run_beside(a), second = run_beside(b);
    const PairDifference pair = compare(*first, second, {.distances = false})->pairs.at(0);
    REQUIRE(pair.parting.size() == 6);
    for (int i = 0; i <= 5; ++i) {
        const PartingAt& at = pair.parting[static_cast<std::size_t>(i)];
        CHECK(at.share == doctest::Approx(i / 5.0));
        double squares = 0;
        for (int p = 0; p < 100; ++p) {
            const double off = *first->samplers[0].paths.at(p, 20 - 4 * i) - *second->samplers[0].paths.at(p, 5 - i);
            squares += off * off;
        }
        CHECK(at.rms.value == doctest::Approx(std::sqrt(squares / 100)).epsilon(1e-12));
    }
    CHECK(pair.parting.back().high == 0);
    CHECK(level_at_share(30, 100, 1000) == 300);
    CHECK(level_at_share(1000, 1000, 40) == 40);
    CHECK(level_at_share(0, 1000, 40) == 0);
}

TEST_CASE("samplers correspond by name, else by order; and who is left has nobody") {
    Experiment a, b;
    a.samplers.resize(3);
    b.samplers.resize(2);
    a.samplers[0].name = "one";
    a.samplers[1].name = "two";
    a.samplers[2].name = "three";
    b.samplers[0].name = "two";
    b.samplers[1].name = "other";
    const std::vector<SamplerPair> expected = {{0, 1, false}, {1, 0, true}};
    CHECK(sampler_pairs(a, b) == expected);
    const std::vector<SamplerPair> back = {{0, 1, true}, {1, 0, false}};
    CHECK(sampler_pairs(b, a) == back);
}

TEST_CASE("the smaller of both numbers of particles counts; too few have no error") {
    const Experiment many = sigma_squared(0, 10, 500), some = sigma_squared(0.5, 10, 300);
    CHECK(beside(some, many).run.particles == 300);
    CHECK(beside(many, some).run.particles == 300);
    const auto one = compared(many, some), other = compared(some, many);
    CHECK(one->particles == 300);
    CHECK(other->particles == 300);
    // The noise of a particle does not hang on how many there are.
    CHECK(one->pairs[0].variance[0].value == -other->pairs[0].variance[0].value);
    CHECK(one->pairs[0].variance[0].se == other->pairs[0].variance[0].se);
    const auto few = compared(sigma_squared(0, 10, 19), sigma_squared(0.5, 10, 19), true);
    CHECK(few->blocks == 0);
    for (const Measured& m : {few->pairs[0].mean[0], few->pairs[0].variance[0], few->pairs[0].apart}) {
        CHECK(std::isfinite(m.value));
        CHECK(std::isnan(m.se));
    }
    CHECK(std::isnan(few->pairs[0].distance.se));
}

/// What a distance's difference scatters by over 60 seeds, beside the errors that are said of it. Where a cloud is as
/// good as a draw of its target these are too large, up to 1.7 times (DistanceToTarget::influence).
void check_distance_errors(Experiment a, Experiment b) {
    constexpr int seeds = 60;
    double sum = 0, squares = 0, errors = 0;
    for (int seed = 1; seed <= seeds; ++seed) {
        a.run.seed = static_cast<std::uint64_t>(seed);
        const Measured distance = compared(a, b, true)->pairs[0].distance;
        sum += distance.value;
        squares += distance.value * distance.value;
        errors += distance.se;
    }
    const double spread = std::sqrt((squares - sum * sum / seeds) / (seeds - 1));
    CHECK(errors / seeds > 0.7 * spread); // a spread of 60 numbers is known to 9 %, by 5 sigma to 46 %
    CHECK(errors / seeds < 1.7 * 1.3 * spread);
}

Experiment chain_of(const TargetSpec& target, int T, std::int64_t particles) {
    Experiment experiment = sigma_squared(0, T, particles);
    experiment.process.kind = ProcessKind::vp;
    experiment.process.schedule.kind = ScheduleKind::cosine;
    experiment.target = target;
    return experiment;
}

TEST_CASE("the distance's difference scatters over seeds as its error says") {
    SUBCASE("two samplers, of which one is wrong") {
        check_distance_errors(sigma_squared(0, 20, 4000), sigma_squared(1, 20, 4000));
    }
    TargetSpec line;
    line.mean = {0.7};
    line.sigma = 0.5;
    SUBCASE("both right, few particles") { check_distance_errors(chain_of(line, 40, 400), chain_of(line, 100, 400)); }
    SUBCASE("both right, more") { check_distance_errors(chain_of(line, 40, 1000), chain_of(line, 100, 1000)); }
    TargetSpec plane = line;
    plane.mean = {0.7, 0};
    plane.cov = {0.5, 0.2, 0.2, 0.3};
    SUBCASE("in the plane") { check_distance_errors(chain_of(plane, 10, 1000), chain_of(plane, 30, 1000)); }
}

TEST_CASE("differences know what single precision rounds, and no more: against the same in double") {
    for (const auto& [mean, sigma] : {std::pair{1e6, 1e-3}, {1000.0, 0.1}, {30.0, 0.1}}) {
        CAPTURE(mean);
        TargetSpec target;
        target.mean = {mean};
        target.sigma = sigma;
        Experiment a = chain_of(target, 50, 500), b = chain_of(target, 60, 500);
        const auto exact = compared(a, b);
        a.run.precision = b.run.precision = Precision::single;
        const auto single = compared(a, b);
        const PairDifference &right = exact->pairs[0], &rounded = single->pairs[0];
        const auto check = [](const Measured& is, const Measured& should, double rounding) {
            CHECK(std::abs(is.value - should.value) <= rounding);
            CHECK(is.se >= rounding);
            CHECK(is.se == doctest::Approx(std::hypot(should.se, rounding)).epsilon(0.2));
        };
        check(rounded.mean[0], right.mean[0], rounded.rounding_mean[0]);
        check(rounded.variance[0], right.variance[0], rounded.rounding_variance[0]);
        CHECK(std::abs(rounded.apart.value - right.apart.value) <= rounded.rounding_places);
        CHECK(right.rounding_mean[0] < 1e-6 * rounded.rounding_mean[0]);
    }
}

TEST_CASE("a scene in another dimension is refused with a sentence") {
    Experiment line, plane;
    plane.target.kind = TargetKind::ring;
    CHECK_NOTHROW(check_beside(line, line));
    try {
        check_beside(plane, line);
        FAIL("it is not refused");
    } catch (const Error& error) {
        CHECK(error.key == "compare");
        CHECK(std::string(error.what()).find("two dimensions") != std::string::npos);
    }
}
