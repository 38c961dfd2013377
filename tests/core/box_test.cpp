// Boxes under noise: every function against quadrature in long double, at the ends of what doubles can hold.

#include "core/law/box.h"

#include "tests/core/helpers.h"

#include <utility>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

using Long = long double;

/// Gauss-Legendre on [-1, 1], 20 nodes, to the last bit of a long double.
struct Rule {
    static constexpr int n = 20;
    Long x[n], w[n];
    Rule() {
        for (int i = 0; i < n; ++i) {
            Long z = std::cos(3.14159265358979323846L * (i + 0.75L) / (n + 0.5L)), slope = 0;
            for (int step = 0; step < 50; ++step) {
                Long p = 1, before = 0;
                for (int k = 1; k <= n; ++k) {
                    before = std::exchange(p, ((2 * k - 1) * z * p - (k - 1) * before) / k);
                }
                slope = n * (z * p - before) / (z * z - 1);
                z -= p / slope;
            }
            x[i] = z;
            w[i] = 2 / ((1 - z * z) * slope * slope);
        }
    }
};

/// Adds f(x) weight for nodes on [lo, hi], in 60 panels.
template <class F>
void integrate(Long lo, Long hi, const F& f) {
    static const Rule rule;
    constexpr int panels = 60;
    const Long half = (hi - lo) / (2 * panels);
    for (int panel = 0; panel < panels; ++panel) {
        for (int i = 0; i < Rule::n; ++i) {
            f(lo + half * (2 * panel + 1 + rule.x[i]), half * rule.w[i]);
        }
    }
}

/// The integral over r from lo to hi of g(r, c + r) exp(-(c + r)^2/2), times exp(c^2/2) where c is positive: nothing
/// underflows.
template <class G>
Long beyond(Long c, Long lo, Long hi, const G& g) {
    Long sum = 0;
    if (c > 0) {
        const Long reach = 160 / (c + std::sqrt(c * c + 160)); // exp(-80) is nothing
        integrate(lo, std::min(hi, lo + reach),
                  [&](Long r, Long w) { sum += w * g(r, c + r) * std::exp(-c * r - r * r / 2); });
    } else {
        const Long from = std::max(c + lo, -13.0L), to = std::min(c + hi, std::max(from, 0.0L) + 13);
        if (from < to) {
            integrate(from, to, [&](Long q, Long w) { sum += w * g(q - c, q) * std::exp(-q * q / 2); });
        }
    }
    return sum;
}
Long log_scale(Long c) { return c > 0 ? -c * c / 2 : 0; }
const Long root_two_pi = std::sqrt(2 * 3.14159265358979323846L);

/// What quadrature says of a box of half-width eta in units of s, at zeta >= 0: moments of zeta - eta u = c + r.
struct Exact {
    Long log_density = 0; ///< times s
    Long shift = 0;       ///< E[zeta - eta u]
    Long mean = 0, variance = 0;
};
Exact exact_box(double eta_, double zeta_) {
    const Long eta = eta_, zeta = zeta_, c = zeta - eta;
    const Long mass = beyond(c, 0, 2 * eta, [](Long, Long) { return 1.0L; });
    const Long depth = beyond(c, 0, 2 * eta, [](Long r, Long) { return r; }) / mass;
    // Inside, E[c + r] is what the edges leave of an odd function.
    const Long shift = c > 0 ? c + depth : std::exp(-c * c / 2) * -std::expm1(-2 * eta * zeta) / mass;
    const Long square = beyond(c, 0, 2 * eta,
                               [&](Long r, Long q) {
                                   const Long from_mean = c > 0 ? r - depth : q - shift;
                                   return from_mean * from_mean;
                               }) /
                        mass;
    return {log_scale(c) + std::log(mass / (2 * eta * root_two_pi)), shift, 1 - depth / eta, square / (eta * eta)};
}

const std::vector<double> etas = {1e-12, 1e-6, 1e-3, 0.1, 0.499, 0.5, 0.501, 1, 3, 30, 1e3, 1e6, 1e9};
std::vector<double> zetas(double eta) {
    std::vector<double> list = {0,          1e-9,      1e-3,    0.1,      0.7,       1.9,        2.5,       6,
                                20,         50,        1e3,     1e6,      eta * 0.3, eta * 0.99, eta - 0.3, eta,
                                eta + 1e-6, eta + 0.2, eta + 5, eta + 31, eta + 1e4, eta * 3};
    for (const double argument : {0.5, 3.99, 4.0, 4.01, 10.0}) {
        list.push_back(argument / eta);
    }
    std::erase_if(list, [](double zeta) { return zeta < 0; });
    return list;
}
std::string place_in_box(double eta, double zeta) {
    return "eta = " + std::to_string(eta) + " zeta = " + std::to_string(zeta);
}

} // namespace

TEST_SUITE("core/box") {
    TEST_CASE("density, score and position in the box against quadrature in long double") {
        Worst density, score, mean, variance;
        for (const double eta : etas) {
            for (const double zeta : zetas(eta)) {
                for (const double s : {1.0, 0.25}) { // a power of two: scaling must not cost a bit
                    const double h = eta * s, d = zeta * s;
                    const Exact want = exact_box(eta, zeta);
                    const double c = std::max(0.0, zeta - eta);
                    // exp(-c^2/2) has the relative accuracy of c^2: inherent to the question.
                    density.add(
                        std::abs(box::log_density(s, h, d) + std::log(s) - static_cast<double>(want.log_density)) /
                            (1 + c * c),
                        place_in_box(eta, zeta));
                    score.relative(-box::score(s, h, d) * s, static_cast<double>(want.shift), place_in_box(eta, zeta),
                                   1e-300);
                    const box::Position at = box::position(s, h, d), mirrored = box::position(s, h, -d);
                    mean.absolute(at.mean, static_cast<double>(want.mean), place_in_box(eta, zeta));
                    variance.relative(at.variance, static_cast<double>(want.variance), place_in_box(eta, zeta));
                    CHECK(mirrored.mean == -at.mean);
                    CHECK(mirrored.variance == at.variance);
                    CHECK(box::score(s, h, -d) == -box::score(s, h, d));
                    CHECK(box::log_density(s, h, -d) == box::log_density(s, h, d));
                }
            }
        }
        CHECK_WORST(density, 4e-15);
        CHECK_WORST(score, 1e-13);
        CHECK_WORST(mean, 5e-15);
        CHECK_WORST(variance, 1e-12);
    }

    TEST_CASE("distribution function and its integral: relative accuracy far out on the left") {
        Worst cdf, integral;
        for (const double eta : {1e-6, 0.1, 0.5, 0.501, 1.0, 3.0, 30.0, 1e6}) {
            for (const double zeta : zetas(eta)) {
                if (zeta > eta + 35) {
                    continue; // less than the least double
                }
                // P(D < -zeta) = E[min((Z - c)+, 2 eta)] / (2 eta) with c = zeta - eta; once more integrated, a kinked
                // parabola.
                const Long c = static_cast<Long>(zeta) - eta, W = 2 * static_cast<Long>(eta);
                const Long scale = std::exp(log_scale(c)) / root_two_pi / W;
                const Long mass = beyond(c, 0, W, [](Long r, Long) { return r; }) +
                                  beyond(c, W, 1e300L, [&](Long, Long) { return W; });
                const Long area = beyond(c, 0, W, [](Long r, Long) { return r * r / 2; }) +
                                  beyond(c, W, 1e300L, [&](Long r, Long) { return W * (r - W / 2); });
                const double condition = 1 + std::pow(std::max(0.0, zeta - eta), 2);
                cdf.add(std::abs(box::cdf(1, eta, -zeta) / static_cast<double>(mass * scale) - 1) / condition,
                        place_in_box(eta, zeta));
                integral.add(std::abs(box::integrated_cdf(1, eta, -zeta) / static_cast<double>(area * scale) - 1) /
                                 condition,
                             place_in_box(eta, zeta));
                CHECK(box::cdf(1, eta, zeta) == 1 - box::cdf(1, eta, -zeta));
            }
        }
        CHECK_WORST(cdf, 2e-14);
        CHECK_WORST(integral, 2e-14);
    }

    TEST_CASE("two boxes: the distribution function of a projected rectangle") {
        Worst worst;
        for (const double h1 : {1e-3, 0.2, 0.7, 3.0, 40.0, 1e5}) {
            for (const double h2 : {1e-6, 1e-3, 0.2, 0.7, 3.0}) {
                for (const double at : {0.0, 0.1, 0.5, 0.9, 1.0, 1.1, 1.5}) {
                    const double d = -at * (h1 + h2 + 1);
                    Long sum = 0;
                    integrate(-1, 1, [&](Long u, Long w) {
                        sum += w / 2 * static_cast<Long>(box::cdf(1, h1, static_cast<double>(d + h2 * u)));
                    });
                    const double c = std::max(0.0, -d - h1 - h2);
                    if (c > 30) {
                        continue; // less than the least double
                    }
                    const std::string where =
                        "h1 = " + std::to_string(h1) + " h2 = " + std::to_string(h2) + " d = " + std::to_string(d);
                    worst.add(std::abs(box::trapezoid_cdf(1, h1, h2, d) / static_cast<double>(sum) - 1) / (1 + c * c),
                              where);
                    CHECK(box::trapezoid_cdf(1, h2, h1, d) == box::trapezoid_cdf(1, h1, h2, d));
                    CHECK(box::trapezoid_cdf(1, h1, h2, -d) == 1 - box::trapezoid_cdf(1, h1, h2, d));
                }
            }
        }
        CHECK_WORST(worst, 1e-12);
        // Without noise: 1/2 in the middle, parabolas at the ends, straight between.
        CHECK(box::trapezoid_cdf(0, 3, 1, 0) == 0.5);
        CHECK(box::trapezoid_cdf(0, 3, 1, -4) == 0);
        CHECK(box::trapezoid_cdf(0, 3, 1, -3) == doctest::Approx(1.0 / 24).epsilon(1e-15));
        CHECK(box::trapezoid_cdf(0, 3, 1, -2) == doctest::Approx(1.0 / 6).epsilon(1e-15));
        CHECK(box::trapezoid_cdf(1e-9, 3, 1, -2.5) == doctest::Approx(box::trapezoid_cdf(0, 3, 1, -2.5)).epsilon(1e-8));
    }

    TEST_CASE("without noise the uniform law, without width the normal law") {
        CHECK(box::log_density(0, 2, 1.9) == doctest::Approx(std::log(0.25)).epsilon(1e-15));
        CHECK(box::log_density(0, 2, -2) == doctest::Approx(std::log(0.125)).epsilon(1e-15));
        CHECK(box::log_density(0, 2, 2.1) == -infinity);
        CHECK(box::cdf(0, 2, -1) == 0.25);
        CHECK(box::cdf(0, 2, 3) == 1);
        CHECK(box::cdf(0, 0, 0) == 1);
        CHECK(box::cdf(0, 0, -1e-300) == 0);
        CHECK(box::integrated_cdf(0, 2, 0) == 0.5);
        CHECK(box::integrated_cdf(0, 2, 5) == 5);
        CHECK(box::position(0, 2, 1).mean == 0.5);
        CHECK(box::position(0, 2, 7).mean == 1);
        CHECK(box::score(0, 2, 1) == 0);
        for (const double z : {-30.0, -2.0, 0.0, 0.3, 9.0}) {
            CHECK(box::log_density(2, 0, 2 * z) ==
                  doctest::Approx(-z * z / 2 - std::log(2 * std::sqrt(2 * pi))).epsilon(1e-15));
            CHECK(box::score(2, 0, 2 * z) == doctest::Approx(-z / 2).epsilon(1e-15));
            CHECK(box::cdf(2, 0, 2 * z) == doctest::Approx(testing::normal_cdf(z)).epsilon(1e-14));
            CHECK(box::position(2, 0, 2 * z).variance ==
                  doctest::Approx(1.0 / 3).epsilon(1e-15)); // d says nothing of u
        }
    }

    TEST_CASE("tails of the normal law, in double and in float") {
        Worst excess, single, variance, first, second;
        for (double z = 1e-4; z < 1e9; z *= 1.07) {
            const auto moment = [z](const auto& g) { return beyond(z, 0, 1e300L, g); };
            const Long zero = moment([](Long, Long) { return 1.0L; }), one = moment([](Long r, Long) { return r; });
            const Long mean = one / zero, spread = moment([&](Long r, Long) { return (r - mean) * (r - mean); }) / zero;
            excess.relative(normal::mean_excess<double>(z), static_cast<double>(mean), std::to_string(z));
            variance.relative(normal::variance_excess(z), static_cast<double>(spread), std::to_string(z));
            if (z < 37) {
                const Long scale = std::exp(log_scale(z)) / root_two_pi,
                           two = moment([](Long r, Long) { return r * r / 2; });
                first.add(std::abs(normal::tail_1(z) / static_cast<double>(one * scale) - 1) / (1 + z * z),
                          std::to_string(z));
                second.add(std::abs(normal::tail_2(z) / static_cast<double>(two * scale) - 1) / (1 + z * z),
                           std::to_string(z));
            }
            const float f = static_cast<float>(z);
            single.relative(static_cast<double>(normal::mean_excess<float>(f)),
                            normal::mean_excess<double>(static_cast<double>(f)), std::to_string(z));
        }
        CHECK_WORST(excess, 1e-15);
        CHECK_WORST(variance, 2e-15);
        CHECK_WORST(single, 5e-7);
        CHECK_WORST(first, 1e-15);
        CHECK_WORST(second, 1e-14);
        for (const double z : {0.0, 0.5, 3.0, 20.0}) { // E[max(Z - z, 0)^n] with all of the law on one side
            CHECK(normal::tail_1(-z) - normal::tail_1(z) == doctest::Approx(z).epsilon(1e-15));
            CHECK(normal::tail_2(-z) + normal::tail_2(z) == doctest::Approx((z * z + 1) / 2).epsilon(1e-15));
        }
    }
}
