// Plots that show another quantity: of the denoiser, of the schedule.

#include "tests/app/plots_helpers.h"

#include <algorithm>
#include <cmath>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

/// The line at the cursor: the widest one.
const Curve& bold(const Figure& figure) {
    const Curve* found = nullptr;
    for (const Curve* curve : marks_of<Curve>(figure))
        if (!found || curve->width > found->width) found = curve;
    REQUIRE(found);
    return *found;
}

Run of(ProcessKind process, int steps = 20) {
    Experiment experiment = gaussian_1d();
    experiment.process.kind = process;
    experiment.process.steps = steps;
    return run_of(experiment);
}

} // namespace

TEST_CASE("every variant stands behind its plot, and has a short name") {
    const std::vector<Plot>& plots = all_plots();
    for (std::size_t i = 0; i < plots.size(); ++i) {
        if (!plots[i].variant_of) continue;
        INFO(std::string(plots[i].name));
        const Plot* of = find_plot(plots[i].variant_of);
        REQUIRE(of);
        CHECK_FALSE(of->variant_of);
        CHECK(of < &plots[i]);
        CHECK(of->variant);
        CHECK(plots[i].variant);
        CHECK(std::string(plots[i].needs).size() > 3);
    }
}

TEST_CASE("the exact denoiser of the sigma-squared problem: g(x, t), and what it says of noise and score") {
    const Run run = of(ProcessKind::ve);
    View view;
    view.level = 5;
    const double t = 0.25, g = 0.04 / (0.04 + t);
    const Figure x0 = figure_of("denoiser", run, view), eps = figure_of("denoiser-eps", run, view),
                 score = figure_of("denoiser-score", run, view);
    REQUIRE(bold(x0).x.size() > 50);
    for (std::size_t i = 0; i < bold(x0).x.size(); ++i) {
        const double x = bold(x0).x[i];
        CHECK(bold(x0).y[i] == doctest::Approx(g * x));
        CHECK(bold(eps).y[i] == doctest::Approx((x - g * x) / std::sqrt(t)));
        CHECK(bold(score).y[i] == doctest::Approx(-x / (0.04 + t)));
    }
    CHECK(x0.caption.find(" = 0.138 x") != std::string::npos);
    // Both who take x_t for clean and who know the mean alone.
    const Curve *identity = curve_labelled(x0, "if x\u0302\u2080 = x\u209c/a"),
                *prior = curve_labelled(x0, "if x\u0302\u2080 = E[x\u2080]");
    REQUIRE(identity);
    REQUIRE(prior);
    CHECK(*std::max_element(prior->y.begin(), prior->y.end()) == 0);
    CHECK(identity->y[80] == doctest::Approx(identity->x[80]));
    CHECK_FALSE(find_plot("denoiser-v")->applies(run));
    CHECK(find_plot("denoiser")->applies(run));
    CHECK_FALSE(find_plot("denoiser")->applies(run_of(ring_2d())));
}

TEST_CASE("v of the chain is a eps - b x0, and the velocity of flow eps - x0") {
    for (const ProcessKind kind : {ProcessKind::vp, ProcessKind::flow}) {
        const Run run = of(kind);
        View view;
        view.level = 10;
        const Level& level = run.process().levels[10];
        const Curve v = bold(figure_of("denoiser-v", run, view)), x0 = bold(figure_of("denoiser", run, view));
        for (std::size_t i = 0; i < v.x.size(); ++i) {
            const double eps = (v.x[i] - level.a * x0.y[i]) / level.b;
            CHECK(v.y[i] ==
                  doctest::Approx(kind == ProcessKind::vp ? level.a * eps - level.b * x0.y[i] : eps - x0.y[i]));
        }
    }
}

TEST_CASE("a learned denoiser is drawn beside the exact one in every quantity") {
    const Run run = run_of(learned(mixture_1d()));
    for (const char* plot : {"denoiser", "denoiser-eps", "denoiser-score", "denoiser-v"}) {
        const Figure figure = figure_of(plot, run, {});
        int dashed = 0, solid = 0;
        for (const Curve* curve : marks_of<Curve>(figure)) {
            if (curve->ink.role == Ink::muted) continue;
            (curve->dash == Dash::dashed ? dashed : solid)++;
        }
        CHECK(dashed == 4);
        CHECK(solid == 4);
    }
}

TEST_CASE("signal and noise: a^2 + b^2 is 1 on the chain, dips to a half of flow, grows with ve") {
    const auto squares = [](ProcessKind kind) {
        const Figure figure = figure_of("schedule-signal", of(kind), {});
        const Curve *a = curve_labelled(figure, "a"), *b = curve_labelled(figure, "b"),
                    *sum = curve_labelled(figure, "a\u00b2 + b\u00b2");
        REQUIRE(sum);
        for (std::size_t i = 0; i < sum->x.size(); ++i)
            CHECK(sum->y[i] == doctest::Approx(a->y[i] * a->y[i] + b->y[i] * b->y[i]));
        return sum->y;
    };
    for (const double value : squares(ProcessKind::vp)) CHECK(value == doctest::Approx(1));
    const std::vector<double> flow = squares(ProcessKind::flow), ve = squares(ProcessKind::ve);
    CHECK(*std::min_element(flow.begin(), flow.end()) == doctest::Approx(0.5));
    CHECK(flow[10] == doctest::Approx(0.5));
    CHECK(ve.back() == doctest::Approx(2));
}

TEST_CASE("sigma and log SNR of flow are t/(1 - t) and 2 log((1 - t)/t)") {
    const Run run = of(ProcessKind::flow);
    const Figure of_sigma = figure_of("schedule-sigma", run, {}), of_snr = figure_of("schedule-log-snr", run, {});
    const Curve* sigma = curve_labelled(of_sigma, "\u03c3 = b/a");
    const Curve* snr = curve_labelled(of_snr, "log SNR = log(a\u00b2/b\u00b2)");
    REQUIRE(sigma);
    REQUIRE(snr);
    for (int k = 1; k < 20; ++k) {
        const double t = k / 20.0;
        const auto i = static_cast<std::size_t>(
            std::find_if(sigma->x.begin(), sigma->x.end(), [&](double x) { return std::abs(x - t) < 1e-9; }) -
            sigma->x.begin());
        REQUIRE(i < sigma->x.size());
        CHECK(sigma->y[i] == doctest::Approx(t / (1 - t)));
        CHECK(snr->y[i] == doctest::Approx(2 * std::log((1 - t) / t)));
    }
    CHECK(of_sigma.y.scale == Scale::log10);
    CHECK(of_snr.y.scale == Scale::linear);
}
