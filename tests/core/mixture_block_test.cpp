// Many points at once: the same as one at a time, which target_test.cpp holds against closed forms and quadrature.

#include "core/law/catalog.h"
#include "core/law/mixture_block.h"
#include "tests/core/helpers.h"

using namespace halfstep;
using namespace halfstep::testing;

namespace {

/// Gaussians of several shapes, alone and many, and boxes with sharp and with soft edges.
std::vector<Target> targets() {
    Target boxes;
    boxes.components.push_back({0.7, vec(-1, 0.5), Mat::Zero(2, 2), vec(0.8, 0.3)});
    boxes.components.push_back({0.3, vec(1, 0), 0.04 * Mat::Identity(2, 2), {}});
    Target soft;
    soft.components.push_back({1, vec(0.2), Mat::Constant(1, 1, 0.01), vec(1.5)});
    return {gaussian(0.3, 0.04),
            three_modes(),
            plane_modes(),
            make_target(target_of(TargetKind::ring)),
            make_target(target_of(TargetKind::moons)),
            boxes,
            soft};
}

/// Draws of x_t and places far outside; more than a strip, and no whole number of them.
Block<double> places(const Target& law) {
    Block<double> x(150, law.dim());
    sample(law, 3, Stream::data, 0, x);
    x.bottomRows(20) *= 8;
    return x;
}

} // namespace

TEST_CASE("many points at once: densities and spreads of the posterior") {
    Worst density_error, trace_error;
    int number = 0;
    for (const Target& target : targets()) {
        ++number;
        for (const Level& level : {Level{1e-6, 1, 1e-3}, Level{0.5, 0.8, 0.6}, Level{1, 1e-3, 1}}) {
            const Target law = marginal(target, level);
            const Block<double> x = places(law);
            const Eigen::ArrayXd log_p = log_density(law, x), trace = posterior_trace(target, level, x);
            for (Eigen::Index i = 0; i < x.rows(); ++i) {
                const Vec point = x.row(i).matrix().transpose();
                const std::string where = "target " + std::to_string(number) + ", b = " + std::to_string(level.b) +
                                          ", row " + std::to_string(i);
                density_error.relative(log_p[i], log_density(law, point), where, 1);
                trace_error.relative(trace[i], posterior(target, level, point).cov.trace(), where, 1e-9);
            }
        }
    }
    CHECK_WORST(density_error, 1e-12);
    CHECK_WORST(trace_error, 1e-9);
}

TEST_CASE("many points at once: none, and one") {
    const Target target = three_modes();
    CHECK(log_density(target, Block<double>(0, 1)).size() == 0);
    const Block<double> one = Block<double>::Constant(1, 1, 0.25);
    CHECK(log_density(target, one)[0] == doctest::Approx(std::log(density(target, vec(0.25)))));
}
