// The exact denoiser: against posterior(), recorded network outputs, and closed forms far outside the comfortable
// range.

#include "core/denoise/exact_denoiser.h"

#include "tests/core/blocks.h"
#include "tests/core/conversions.h"
#include "tests/core/pointwise.h"
#include "tests/core/recorded.h"
#include "tests/core/recorded_ve.h"

using namespace halfstep;
using namespace halfstep::testing;

namespace {

template <class Real>
double denoise_at(const Target& target, const Level& level, double x) {
    const Block<Real> at = Block<Real>::Constant(1, 1, static_cast<Real>(x));
    return static_cast<double>(halfstep::testing::denoise<Real>(target, level, at)(0, 0));
}

Target ring(int modes, double radius, double sigma) {
    Target target;
    for (int k = 0; k < modes; ++k) {
        const double angle = 2 * pi * k / modes;
        target.components.push_back({1.0 / modes, vec(radius * std::cos(angle), radius * std::sin(angle)),
                                     mat(sigma * sigma, 0, sigma * sigma)});
    }
    return target;
}

/// Two modes at -m and +m of deviation s: E[x0 | x] = (a s^2 x + b^2 m tanh(a m x / c)) / c with c = a^2 s^2 + b^2.
double two_mode_mean(double m, double s, const Level& level, double x) {
    const double c = level.a * level.a * s * s + level.b * level.b;
    return (level.a * s * s * x + level.b * level.b * m * std::tanh(level.a * m * x / c)) / c;
}
Target modes_at(double m, double s) { return {{{0.5, vec(-m), mat(s * s)}, {0.5, vec(m), mat(s * s)}}}; }

} // namespace

TEST_SUITE("core/denoiser") {
    TEST_CASE_TEMPLATE("agrees with the posterior mean at every level, for every kind of target", Real, float, double) {
        // Log-densities are squares of the distance in deviations, up to 30^2 here, held to 1e-7 of that in float,
        // 1e-16 in double.
        const double tolerance = std::is_same_v<Real, float> ? 2e-4 : 1e-12;
        Target shared = plane_modes(); // the same full covariance in all components: another code path
        for (Component& c : shared.components) {
            c.cov = mat(0.2, 0.05, 0.1);
        }
        const std::vector<Target> targets = {
            gaussian(0.6, 0.16), three_modes(), modes_at(1, 0.3),
            plane_modes(),       shared,        gaussian2(vec(0.5, -1), mat(2, 0.6, 0.5)),
            ring(8, 2, 0.1)};
        for (std::size_t k = 0; k < targets.size(); ++k) {
            const Target& target = targets[k];
            for (const Level& level :
                 {vp_level(0.9999), vp_level(0.9), vp_level(0.5), vp_level(0.01), vp_level(4e-5), vp_level(0),
                  Level{0, 1, 0.1}, Level{0, 1, 1}, Level{0, 1, 30}, Level{0, 0.1, 0.9}}) {
                const Eigen::Index n = 513; // no multiple of a vector or a strip
                Block<Real> x(n, target.dim());
                sample(marginal(target, level), 9, Stream::data, 0, x);
                x.row(0) *= 10; // some points no sample would reach
                x.row(1) *= -30;
                const Block<Real> x0 = denoise(target, level, x);
                Worst worst;
                for (Eigen::Index i = 0; i < n; ++i) {
                    const Vec point = x.row(i).matrix().transpose().template cast<double>();
                    const Vec got = x0.row(i).matrix().transpose().template cast<double>();
                    const Vec want = posterior(target, level, point).mean;
                    worst.add((got - want).norm() / std::max(1.0, want.norm()), "target " + std::to_string(k) +
                                                                                    " b = " + std::to_string(level.b) +
                                                                                    " row " + std::to_string(i));
                }
                CHECK_WORST(worst, tolerance);
            }
        }
    }

    TEST_CASE_TEMPLATE("a row's result does not depend on the block it is in", Real, float, double) {
        for (const Target& target : {plane_modes(), ring(8, 2, 0.1), gaussian2(vec(0, 1), mat(2, 0.6, 0.5))}) {
            const Level level = vp_level(0.4);
            Block<Real> x(600, 2);
            sample(marginal(target, level), 2, Stream::data, 0, x);
            const Block<Real> all = denoise(target, level, x);
            // Vector units and the scalar remainder of a block may round differently in the last bits.
            const Real tolerance = 16 * std::numeric_limits<Real>::epsilon();
            for (const Eigen::Index n : {1, 2, 3, 7, 16, 63, 64, 65, 127, 511}) {
                const Block<Real> part = denoise(target, level, Block<Real>(x.middleRows(5, n)));
                CHECK((part - all.middleRows(5, n)).abs().maxCoeff() <= tolerance * 4);
            }
            CHECK(denoise(target, level, Block<Real>(0, 2)).rows() == 0);
        }
    }

    TEST_CASE("reproduces the network outputs of every recorded run") {
        Worst worst;
        for (const RecordedRun& run : recorded_runs()) {
            const Target target = oracle_target(run.target);
            for (const auto& path : run.points) {
                for (std::size_t i = 0; i < run.steps.size(); ++i) {
                    const Level level = run.steps[i].label();
                    const Vec& x = path[i].x;
                    const Vec x0 = posterior(target, level, x).mean;
                    const std::string place = run.name + " step " + std::to_string(i);
                    Vec net;
                    if (run.prediction == "sample") {
                        net = x0;
                    } else if (run.prediction == "v_prediction") {
                        net = level.a * eps_from_x0(x, x0, level.a, level.b) - level.b * x0;
                    } else {
                        net = eps_from_x0(x, x0, level.a, level.b);
                    }
                    worst.add((net - path[i].net).norm() / std::max(1.0, x.norm()), place);
                }
            }
        }
        CHECK_WORST(worst, 1e-11);
    }

    TEST_CASE("reproduces E[x0 | x] of the recorded variance-exploding runs") {
        Worst worst;
        for (const RecordedVe& run : recorded_ve_runs())
            for (const auto& path : run.points)
                for (int i = 0; i < run.steps(); ++i) {
                    const Level level = run.level(static_cast<std::size_t>(i));
                    const RecordedState& state = path[static_cast<std::size_t>(i)];
                    const double scale = std::max(1.0, state.x.norm());
                    worst.add((posterior(run.target, level, state.x).mean - state.xstart).norm() / scale, run.name);
                    const Block<double> block = state.x.transpose().array();
                    const Block<double> x0 = denoise(run.target, level, block);
                    worst.add((x0.matrix().transpose() - state.xstart).norm() / scale, run.name);
                }
        CHECK_WORST(worst, 1e-11);
    }

    TEST_CASE("conversions agree with guided-diffusion, point by point") {
        const Table table("pointwise.csv");
        const std::vector<Level> levels = pointwise_levels();
        Worst worst;
        for (const auto& row : table) {
            const std::size_t t = static_cast<std::size_t>(row.integer("i")) + 1, second = std::max<std::size_t>(t, 2);
            const Level &from = levels[t], &to = levels[t - 1];
            const auto read = [&row](const std::string& name) {
                return vec(row.number(name + "_0"), row.number(name + "_1"));
            };
            const Vec x0 = read("x0"), noise = read("noise"), x = read("xt"), eps = read("eps");
            worst.add((from.a * x0 + from.b * noise - x).norm(), "x_t");
            worst.add((x0_from_eps(x, eps, from.a, from.b) - read("xstart")).norm(), "xstart");
            SamplerSpec mean_only;
            mean_only.kind = SamplerKind::mean_only;
            const StepCoefficients step = make_step(mean_only, from, to, plane_modes());
            const Vec mean = step.k_x0 * x0 + step.k_eps * eps_from_x0(x, x0, from.a, from.b);
            worst.add((mean - read("post_mean")).norm(), "posterior mean, row i = " + row.text("i"));
            worst.absolute(transition(from, to).beta_tilde, row.number("post_var"), "posterior variance");
            worst.absolute(std::log(transition(levels[second], levels[second - 1]).beta_tilde),
                           row.number("post_logvar_clipped"), "log");
        }
        CHECK_WORST(worst, 1e-12);
    }

    TEST_CASE_TEMPLATE("one Gaussian: sigma from 1e-6 to 1e3, a thousand deviations out", Real, float, double) {
        const double tolerance = std::is_same_v<Real, float> ? 1e-6 : 1e-14;
        Worst worst;
        for (double s = 1e-6; s <= 1.01e3; s *= 10) {
            for (const Level& level :
                 {vp_level(0.9999), vp_level(0.5), vp_level(1e-5), Level{0, 1, 1e-3}, Level{0, 1, 1}}) {
                const double m = 0.5, c = level.a * level.a * s * s + level.b * level.b;
                for (const double deviations : {-1e3, -3.0, 0.0, 0.1, 10.0, 1e3}) {
                    // The point as the type holds it.
                    const double x = static_cast<double>(static_cast<Real>(level.a * m + deviations * std::sqrt(c)));
                    const double want = m + level.a * s * s / c * (x - level.a * m);
                    const std::string place = "s = " + std::to_string(s) + " at " + std::to_string(deviations);
                    // What cancels is m: errors are relative to the larger of m and the result.
                    worst.relative(denoise_at<Real>(gaussian(m, s * s), level, x), want, place, m);
                    worst.relative(posterior(gaussian(m, s * s), level, vec(x)).mean[0], want, place, m);
                }
            }
        }
        CHECK_WORST(worst, tolerance);
    }

    TEST_CASE_TEMPLATE("two modes: sigma from 1e-6 to 1e3, a thousand deviations out", Real, float, double) {
        Worst worst;
        for (double s = 1e-6; s <= 1.01e3; s *= 10) {
            for (const Level& level :
                 {vp_level(0.9999), vp_level(0.5), vp_level(1e-5), Level{0, 1, 1e-3}, Level{0, 1, 1}}) {
                const double m = 1, c = level.a * level.a * s * s + level.b * level.b;
                for (const double deviations : {-1e3, -30.0, -1.0, 1e-3, 0.1, 3.0, 1e3}) {
                    const double x = static_cast<double>(static_cast<Real>(deviations * std::sqrt(c)));
                    const double want = two_mode_mean(m, s, level, x);
                    // The log ratio of the modes is the difference of two squares, of relative accuracy epsilon each.
                    const double distance = (std::abs(x) + level.a * m) / std::sqrt(c);
                    const double ratio_error = 4 * std::numeric_limits<Real>::epsilon() * distance * distance;
                    const double slope = level.b * level.b / c * m * std::pow(1 / std::cosh(level.a * m * x / c), 2);
                    const double bound =
                        10 * std::numeric_limits<Real>::epsilon() * std::max(m, std::abs(want)) +
                        std::min(slope * ratio_error, 2 * m * (ratio_error < 1 ? slope * ratio_error : 1));
                    const double got = denoise_at<Real>(modes_at(m, s), level, x);
                    worst.add(std::abs(got - want) / bound, "s = " + std::to_string(s) +
                                                                " b = " + std::to_string(level.b) + " at " +
                                                                std::to_string(deviations));
                    CHECK(std::isfinite(got));
                    CHECK(std::isfinite(log_density(marginal(modes_at(m, s), level), vec(x))));
                    CHECK(posterior(modes_at(m, s), level, vec(x)).mean[0] ==
                          doctest::Approx(want).epsilon(1e-8)); // 1e-16 (1e3)^2, with room
                }
            }
        }
        CHECK_WORST(worst, 4);
    }

    TEST_CASE_TEMPLATE("far from every mode nothing is lost: no NaN, the nearest mode wins", Real, float, double) {
        const Target target = plane_modes();
        for (const Level& level : {vp_level(0.9999), vp_level(0.5), Level{0, 1, 1e-3}}) {
            for (const double far : {1e2, 1e3, 1e4}) {
                for (int k = 0; k < 12; ++k) {
                    const Vec point = far * vec(std::cos(0.5 * k), std::sin(0.5 * k));
                    const Block<Real> x = point.transpose().array().template cast<Real>();
                    const Block<Real> x0 = denoise(target, level, x);
                    CHECK(x0.allFinite());
                    CHECK(std::isfinite(log_density(marginal(target, level), point)));
                    CHECK(score(marginal(target, level), point).allFinite());
                    const Posterior p = posterior(target, level, point);
                    CHECK(p.mean.allFinite());
                    CHECK(p.cov.allFinite());
                    const Vec got = x0.matrix().transpose().template cast<double>();
                    CHECK((got - p.mean).norm() <
                          (std::is_same_v<Real, float> ? 1e-4 : 1e-11) * std::max(1.0, p.mean.norm()));
                }
            }
        }
    }
}
